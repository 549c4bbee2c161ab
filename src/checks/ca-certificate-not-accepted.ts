import { byHand, command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { likely } from "./likely.ts";

/** The phone fetched our authority's certificate, and may not want it. */
export const caCertificateNotAccepted = defineCheck({
	code: "ca-certificate-not-accepted",
	who: ["administrator"],
	category: "clientDisconnected",
	judge({ serverCertificate, silence, now }) {
		if (serverCertificate === undefined || silence === undefined) return notKnownYet("serverCertificate");
		const { authorityNotAfter } = serverCertificate;
		if (authorityNotAfter <= now) return fail("ca-certificate-past", { notAfterAt: authorityNotAfter });
		if (silence.others > 0) return pass("others-came-through", { others: silence.others });
		if (silence.awaits !== "identity") return unknown("ca-certificate-in-dates", { notAfterAt: authorityNotAfter });
		return likely("ca-certificate-perhaps-refused", { notAfterAt: authorityNotAfter });
	},
	fixes: () => [command("show-status", ["status"]), byHand("download-again")],
});
