import { anyOf, judgeRefusal } from "./apple-refusal.ts";
import { mendAssignmentFix } from "./change-profile-fix.ts";
import { byHand, defineCheck } from "./check.ts";
import { failAs, severityByAge } from "./severity.ts";

/** 404 PROFILE_NOT_FOUND: Apple no longer has what we had defined. It is defined and assigned again, once, by itself. */
export const adeProfileNotFound = defineCheck({
	code: "ade-profile-not-found",
	who: ["nobody", "administrator"],
	category: "badRequest",
	judge: (facts) =>
		judgeRefusal(facts, { gate: "request", has: anyOf("profile-not-found") }, ({ since }, values) =>
			failAs(severityByAge(since, facts.now), "ade-profile-not-found", values),
		),
	fixes: (saw, { serial }) => [byHand("nothing-defined-again"), mendAssignmentFix(saw, serial)],
});
