import { command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";

/** Stored, but of no use: it does not parse, its key is another's, Apple did not issue it for MDM, or APNs refuses it. */
export const pushCertificateInvalid = defineCheck({
	code: "push-certificate-invalid",
	who: ["administrator"],
	category: "accountValidation",
	judge({ pushCertificate }) {
		if (pushCertificate === undefined) return notKnownYet("pushCertificate");
		if (pushCertificate === null) return unknown("push-certificate-none");
		const { faults, refusedByApple, topic } = pushCertificate;
		if (faults.length > 0) return fail("push-certificate-faults", { faults, topic });
		if (refusedByApple !== null) return fail("push-certificate-refused", { reason: refusedByApple.reason, sinceAt: refusedByApple.since });
		return pass("push-certificate-sound", { topic });
	},
	fixes: () => [
		command("show-push-certificate", ["push-certificate", "show"]),
		command("make-push-request", ["push-certificate", "csr"]),
		command("upload-push-certificate", ["push-certificate", "upload", "FILE"]),
	],
});
