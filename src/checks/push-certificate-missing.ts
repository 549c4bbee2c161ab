import { command, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** Without a push certificate there is no topic to put in a profile, and no way to wake a device. */
export const pushCertificateMissing = defineCheck({
	code: "push-certificate-missing",
	who: ["administrator"],
	category: "accountValidation",
	judge({ pushCertificate }) {
		if (pushCertificate === undefined) return notKnownYet("pushCertificate");
		if (pushCertificate === null) return fail("push-certificate-none");
		const { topic, notAfter, appleId } = pushCertificate;
		return pass("push-certificate-stored", { topic, notAfterAt: notAfter, appleId });
	},
	fixes: () => [
		command("make-push-request", ["push-certificate", "csr"]),
		command("upload-push-certificate", ["push-certificate", "upload", "FILE"]),
	],
});
