import { challengeSeen } from "./challenge-seen.ts";
import { byHand, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";

/** A downloaded profile holds a one-time password with a short life (15 minutes in Intune): the phone asked for its certificate too late. */
export const challengeExpired = defineCheck({
	code: "challenge-expired",
	who: ["user"],
	category: "clientDisconnected",
	slip: true,
	judge({ challenge }) {
		if (challenge === undefined) return notKnownYet("challenge");
		const { kind, values } = challengeSeen(challenge.state, challenge);
		if (challenge.state === "expired") return fail(kind, values);
		return challenge.state === "unknown" || challenge.state === "missing" ? unknown(kind, values) : pass(kind, values);
	},
	fixes: () => [byHand("remove-downloaded-profile"), byHand("download-again")],
});
