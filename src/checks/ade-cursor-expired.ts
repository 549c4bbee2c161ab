import { anyOf, judgeTokenRefusal } from "./apple-refusal.ts";
import { byHand, defineCheck } from "./check.ts";
import { failAs, severityByAge } from "./severity.ts";

/** 400 EXPIRED_CURSOR: our place in Apple's list is older than seven days. The whole list is fetched again, once, by itself. */
export const adeCursorExpired = defineCheck({
	code: "ade-cursor-expired",
	who: ["nobody"],
	category: "badRequest",
	judge: (facts) =>
		judgeTokenRefusal(facts, { gate: "request", has: anyOf("cursor-expired") }, ({ since }, values) =>
			failAs(severityByAge(since, facts.now), "ade-cursor-expired", values),
		),
	fixes: () => [byHand("nothing-full-fetch")],
});
