import { byHand, command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { likely } from "./likely.ts";
import { isNamed } from "./reported.ts";

/** What the phone must see of this service's own TLS certificate. Its chain is judged by the phone alone: what is not proven here is not claimed. */
export const serverCertificateUntrusted = defineCheck({
	code: "server-certificate-untrusted",
	who: ["administrator"],
	category: "clientDisconnected",
	judge({ serverCertificate, silence, report, now }) {
		if (serverCertificate === undefined) return notKnownYet("serverCertificate");
		const { name, isForName, notAfter, ofOwnAuthority } = serverCertificate;
		const values = { name, notAfterAt: notAfter };
		if (notAfter <= now) return fail("server-certificate-past", values);
		if (!isForName) return fail("server-certificate-for-others", values);
		// The phone itself says so: others that trust it say nothing of this one's clock, its roots and what opens its encryption on the way.
		if (isNamed(report, "server-certificate-untrusted") && !ofOwnAuthority) return likely("server-certificate-refused-by-phone", values);
		if (silence !== undefined && silence.others > 0 && !isNamed(report, "server-certificate-untrusted"))
			return pass("others-came-through", { others: silence.others });
		return ofOwnAuthority ? likely("server-certificate-of-own-authority", values) : unknown("server-certificate-in-dates", values);
	},
	fixes: () => [byHand("install-server-certificate"), command("show-status", ["status"])],
});
