import { challengeSeen } from "./challenge-seen.ts";
import { byHand, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** No one-time password in the request, or one that this service never gave out. */
export const challengeUnknown = defineCheck({
	code: "challenge-unknown",
	who: ["user"],
	category: "badRequest",
	slip: true,
	judge({ challenge }) {
		if (challenge === undefined) return notKnownYet("challenge");
		const { kind, values } = challengeSeen(challenge.state, challenge);
		return challenge.state === "unknown" || challenge.state === "missing" ? fail(kind, values) : pass(kind, values);
	},
	fixes: () => [byHand("remove-downloaded-profile"), byHand("download-again")],
});
