import { byHand, command, defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { likely } from "./likely.ts";
import { listedSync } from "./listed.ts";
import { isNamed } from "./reported.ts";
import { writtenList, writtenText } from "./written.ts";

/** Only a device that Apple says is assigned to one of our servers, now, may enroll as the organisation's own. */
export const adeDeviceNotAssigned = defineCheck({
	code: "ade-device-not-assigned",
	who: ["apple-manager"],
	category: "authorization",
	judge({ adeDevice, adeSyncs = [], machineInfo, device, report }) {
		if (adeDevice === undefined) return notKnownYet("adeDevice");
		if (adeDevice === null) {
			const serial = machineInfo?.serial ?? device?.serial ?? null;
			const values = { serial, syncs: adeSyncs.map(listedSync) };
			// Most phones are on no token and never come this way: that one is not has stopped it only if it came from Setup Assistant.
			return isNamed(report, "invalid-profile") ? likely("ade-device-of-no-token", values) : fail("ade-device-of-no-token", values);
		}
		const { serial, token, removedAt, serverAssignedAt, asked } = adeDevice;
		if (removedAt !== null) return fail("ade-device-removed-at-apple", { serial, token, removedAt });
		if (asked?.isItsOwn === false)
			return fail("ade-device-of-another-profile", { serial, token, profile: adeDevice.profile, askedProfile: asked.profile });
		return pass("ade-device-at-apple", { serial, token, serverAssignedAt });
	},
	fixes(saw, { serial: known }) {
		const serial = writtenText(saw, "serial") ?? known ?? "SERIAL";
		const token = writtenText(saw, "token");
		if (saw.kind === "ade-device-of-another-profile") return [byHand("erase-and-set-up-again"), byHand("suspect-forgery")];
		const refused = writtenList(saw, "syncs").flatMap((sync) =>
			sync.kind === "listed-sync-refused" ? (writtenText(sync, "token") ?? []) : [],
		);
		return [
			...refused.map((name) => command("see-why-not-synced", ["ade", "doctor", name], { token: name })),
			byHand("assign-server-at-apple", { serial }),
			token === null ? command("sync-every-token", ["ade", "sync"]) : command("sync-token", ["ade", "sync", token], { token }),
		];
	},
});
