import { defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { renewPushFixes } from "./renew-push-fixes.ts";

/** Past its last day APNs closes the connection, and no device can be reached. Renewing keeps the topic; replacing loses every device. */
export const pushCertificateExpired = defineCheck({
	code: "push-certificate-expired",
	who: ["administrator"],
	category: "accountValidation",
	judge({ pushCertificate, now }) {
		if (pushCertificate === undefined) return notKnownYet("pushCertificate");
		if (pushCertificate === null) return unknown("push-certificate-none");
		if (pushCertificate.faults.includes("unparsable")) return unknown("push-certificate-dates-unreadable");
		const { notAfter, appleId, topic } = pushCertificate;
		const values = { notAfterAt: notAfter, appleId, topic };
		return notAfter <= now ? fail("push-certificate-past", values) : pass("push-certificate-in-dates", values);
	},
	fixes: renewPushFixes,
});
