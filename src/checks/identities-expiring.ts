import type { Evidence } from "../evidence/finding.ts";
import { byHand, command, defineCheck, notKnownYet, pass } from "./check.ts";
import { failAs } from "./severity.ts";
import { writtenList, writtenText } from "./written.ts";

/**
 * Identities are renewed by themselves, long before they end. Some are near their end all the same: of a device that is switched off nobody can mend it
 * from here, but where devices were in contact, renewing itself does not work.
 */
export const identitiesExpiring = defineCheck({
	code: "identities-expiring",
	who: ["administrator", "user"],
	category: "authorization",
	judge({ tenant }) {
		if (tenant === undefined) return notKnownYet("tenant");
		const { count, more, until, examples, inContact } = tenant.identities;
		if (count === 0) return pass("identities-renewed", { untilAt: until });
		const values = {
			count,
			inContact,
			untilAt: until,
			devices: examples.map(
				({ id, name, serial, notAfter }): Evidence => ({ kind: "listed-identity", id, name, serial, notAfterAt: notAfter }),
			),
		};
		const severity = inContact > 0 ? "error" : "warning";
		return more ? failAs(severity, "identities-end-soon-or-more", values) : failAs(severity, "identities-end-soon", values);
	},
	fixes: (saw) => [
		...writtenList(saw, "devices")
			.slice(0, 3)
			.map((device) => {
				const name = writtenText(device, "name") ?? "?";
				return command("call-device", ["devices", "sync", writtenText(device, "id") ?? "DEVICE"], { name });
			}),
		byHand("switch-on-for-renewal"),
	],
});
