import { anyOf, judgeTokenRefusal } from "./apple-refusal.ts";
import { byHand, defineCheck } from "./check.ts";
import { failAs, severityByAge } from "./severity.ts";

/**
 * 400 INVALID_CURSOR: Apple does not know the place in its list at which we were, or gave us back what we had (EXHAUSTED_CURSOR) in a sync. The whole
 * list is fetched again, once, by itself.
 */
export const adeCursorInvalid = defineCheck({
	code: "ade-cursor-invalid",
	who: ["nobody"],
	category: "badRequest",
	judge: (facts) =>
		judgeTokenRefusal(facts, { gate: "request", has: anyOf("cursor-invalid", "cursor-exhausted") }, ({ since }, values) =>
			failAs(severityByAge(since, facts.now), "ade-cursor-invalid", values),
		),
	fixes: () => [byHand("nothing-full-fetch")],
});
