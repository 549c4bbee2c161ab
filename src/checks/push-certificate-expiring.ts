import { defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { warningReached, wholeDays } from "./days-left.ts";
import { renewPushFixes } from "./renew-push-fixes.ts";
import { failAs } from "./severity.ts";

/** Renewed in time, no device notices; so it is said early. */
export const pushCertificateExpiring = defineCheck({
	code: "push-certificate-expiring",
	who: ["administrator"],
	category: "accountValidation",
	judge({ pushCertificate, now }) {
		if (pushCertificate === undefined) return notKnownYet("pushCertificate");
		if (pushCertificate === null) return unknown("push-certificate-none");
		if (pushCertificate.faults.includes("unparsable")) return unknown("push-certificate-dates-unreadable");
		const { notAfter, appleId, topic } = pushCertificate;
		const left = notAfter - now;
		const values = { notAfterAt: notAfter, appleId, topic, days: wholeDays(left) };
		if (left <= 0) return unknown("push-certificate-past", values);
		const within = warningReached(left);
		if (within === undefined) return pass("push-certificate-in-dates", values);
		return within === 1
			? failAs("error", "push-certificate-ends-within-a-day", { ...values, within })
			: failAs("warning", "push-certificate-ends-soon", { ...values, within });
	},
	fixes: renewPushFixes,
});
