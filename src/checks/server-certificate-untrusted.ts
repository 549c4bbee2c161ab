import type { ServerSeenFact } from "../evidence/outside-fact.ts";
import { byHand, command, defineCheck, fail, type Judgement, notKnownYet, pass, unknown } from "./check.ts";
import { likely } from "./likely.ts";
import { isNamed } from "./reported.ts";
import { failAs } from "./severity.ts";
import { shownCertificate } from "./shown-certificate.ts";

/**
 * What the phone must see of this service's TLS certificate: what this service presents, and what a client saw that called by the public name and trusts
 * public authorities alone. The phone judges by itself: what is not proven here is not claimed.
 */
export const serverCertificateUntrusted = defineCheck({
	code: "server-certificate-untrusted",
	who: ["administrator"],
	category: "clientDisconnected",
	judge(facts) {
		const { serverCertificate, serverSeen, silence, report, now } = facts;
		if (serverCertificate !== undefined) {
			const { name, isForName, notAfter } = serverCertificate;
			if (notAfter <= now) return fail("server-certificate-past", { name, notAfterAt: notAfter });
			if (!isForName) return fail("server-certificate-for-others", { name, notAfterAt: notAfter });
		}
		const shown = shownFault(serverSeen);
		if (shown !== null) return shown;
		const about = shownCertificate(facts);
		if (about === null) return notKnownYet("serverCertificate");
		const { ofOwnAuthority, ...values } = about;
		const named = isNamed(report, "server-certificate-untrusted");
		// The phone itself says so: others that trust it say nothing of this one's clock, its roots and what opens its encryption on the way.
		if (named && !ofOwnAuthority) return likely("server-certificate-refused-by-phone", values);
		if (silence !== undefined && silence.others > 0 && !named) return pass("others-came-through", { others: silence.others });
		if (ofOwnAuthority) return likely("server-certificate-of-own-authority", values);
		if (serverSeen?.state !== "trusted") return unknown("server-certificate-in-dates", values);
		const { address, issuer, lookedAt } = serverSeen;
		return pass("server-certificate-trusted", { address, issuer, lookedAt, notAfterAt: values.notAfterAt });
	},
	fixes: () => [byHand("install-server-certificate"), command("show-status", ["status"])],
});

type ShownFault =
	| "server-certificate-shown-past"
	| "server-certificate-shown-too-early"
	| "server-certificate-shown-for-others"
	| "server-certificate-chain-incomplete"
	| "server-certificate-authority-unknown";

/** What is wrong with the certificate as a client saw it; null where nothing is proven. */
function shownFault(seen: ServerSeenFact | undefined): Judgement<ShownFault> | null {
	if (seen === undefined) return null;
	const { address, issuer, notAfter, lookedAt, since } = seen;
	const values = { address, issuer, notAfterAt: notAfter, lookedAt, sinceAt: since };
	switch (seen.state) {
		case "expired":
			return failAs("error", "server-certificate-shown-past", values);
		case "not-yet-valid":
			return failAs("error", "server-certificate-shown-too-early", values);
		case "wrong-name":
			return failAs("error", "server-certificate-shown-for-others", values);
		case "incomplete-chain":
			return failAs("error", "server-certificate-chain-incomplete", values);
		case "untrusted":
			return failAs("error", "server-certificate-authority-unknown", values);
		case "trusted":
		case "own-authority":
		case "unreachable":
			return null;
	}
}
