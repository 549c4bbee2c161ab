import { byHand, defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { identitySeen } from "./identity-seen.ts";

/** The device must sign with a certificate that our CA issued, in its dates, not revoked. Whose it is, is the next check's question. */
export const identityNotTrusted = defineCheck({
	code: "identity-not-trusted",
	who: ["user"],
	category: "authorization",
	slip: true,
	judge({ identity }) {
		if (identity === undefined) return notKnownYet("identity");
		const { kind, values } = identitySeen(identity.state, identity);
		const issuedByUs = identity.state === "trusted" || identity.state === "another-device" || identity.state === "takeover";
		return issuedByUs ? pass(kind, values) : fail(kind, values);
	},
	fixes: () => [byHand("remove-management"), byHand("enroll-again")],
});
