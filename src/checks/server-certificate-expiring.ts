import { byHand, command, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { failAs } from "./severity.ts";
import { shownCertificate } from "./shown-certificate.ts";

const day = 24 * 3600_000;

/** Days before its end at which a certificate is worth a word; on the last one it is an error. */
const warnings = [1, 10, 30] as const;

/** What phones see is what counts: a proxy may show another certificate than this service does. */
export const serverCertificateExpiring = defineCheck({
	code: "server-certificate-expiring",
	who: ["administrator"],
	category: "clientDisconnected",
	judge(facts) {
		const shown = shownCertificate(facts);
		if (shown === null) return notKnownYet("serverCertificate");
		const left = shown.notAfterAt - facts.now;
		const values = { ...shown, days: Math.floor(left / day) };
		// server-certificate-untrusted says so.
		if (left <= 0) return unknown("server-certificate-past", values);
		const reached = warnings.find((days) => left <= days * day);
		if (reached === undefined) return pass("server-certificate-lasts", values);
		return reached === 1
			? failAs("error", "server-certificate-ends-within-a-day", { ...values, within: reached })
			: failAs("warning", "server-certificate-ends-soon", { ...values, within: reached });
	},
	fixes: (saw) => [
		saw["ofOwnAuthority"] === true ? byHand("restart-for-new-certificate") : byHand("renew-server-certificate"),
		command("show-status", ["status"]),
	],
});
