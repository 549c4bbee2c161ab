import { challengeSeen } from "./challenge-seen.ts";
import { byHand, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";

/** One profile, one device, one certificate. The same request again (`reused`: a broken connection) gets the same certificate. */
export const challengeUsed = defineCheck({
	code: "challenge-used",
	who: ["user"],
	category: "badRequest",
	slip: true,
	judge({ challenge }) {
		if (challenge === undefined) return notKnownYet("challenge");
		const { kind, values } = challengeSeen(challenge.state, challenge);
		if (challenge.state === "used") return fail(kind, values);
		return challenge.state === "unknown" || challenge.state === "missing" ? unknown(kind, values) : pass(kind, values);
	},
	fixes: () => [byHand("remove-downloaded-profile"), byHand("download-again")],
});
