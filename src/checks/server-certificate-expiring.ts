import { byHand, command, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { warningReached, wholeDays } from "./days-left.ts";
import { failAs } from "./severity.ts";
import { shownCertificate } from "./shown-certificate.ts";

/** What phones see is what counts: a proxy may show another certificate than this service does. */
export const serverCertificateExpiring = defineCheck({
	code: "server-certificate-expiring",
	who: ["administrator"],
	category: "clientDisconnected",
	judge(facts) {
		const shown = shownCertificate(facts);
		if (shown === null) return notKnownYet("serverCertificate");
		const left = shown.notAfterAt - facts.now;
		const values = { ...shown, days: wholeDays(left) };
		// server-certificate-untrusted says so.
		if (left <= 0) return unknown("server-certificate-past", values);
		const within = warningReached(left);
		if (within === undefined) return pass("server-certificate-lasts", values);
		return within === 1
			? failAs("error", "server-certificate-ends-within-a-day", { ...values, within })
			: failAs("warning", "server-certificate-ends-soon", { ...values, within });
	},
	fixes: (saw) => [
		saw["ofOwnAuthority"] === true ? byHand("restart-for-new-certificate") : byHand("renew-server-certificate"),
		command("show-status", ["status"]),
	],
});
