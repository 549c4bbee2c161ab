import { byHand, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { identitySeen } from "./identity-seen.ts";

/** A certificate is bound to the device that it was issued to: one that is carried to another device, or a second one for an enrolled device, is refused. */
export const identityOfAnotherDevice = defineCheck({
	code: "identity-of-another-device",
	who: ["user"],
	category: "authorization",
	judge({ identity }) {
		if (identity === undefined) return notKnownYet("identity");
		const { kind, values } = identitySeen(identity.state, identity);
		if (identity.state === "another-device" || identity.state === "takeover") return fail(kind, values);
		return identity.state === "trusted" ? pass(kind, values) : unknown(kind, values);
	},
	fixes: () => [byHand("remove-management"), byHand("enroll-again")],
});
