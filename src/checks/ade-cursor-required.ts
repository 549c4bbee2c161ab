import { anyOf, judgeTokenRefusal } from "./apple-refusal.ts";
import { byHand, defineCheck } from "./check.ts";
import { failAs, severityByAge } from "./severity.ts";

/** 400 CURSOR_REQUIRED: Apple wants our place in its list, and we named none. The whole list is fetched again, once, by itself. */
export const adeCursorRequired = defineCheck({
	code: "ade-cursor-required",
	who: ["nobody"],
	category: "badRequest",
	judge: (facts) =>
		judgeTokenRefusal(facts, { gate: "request", has: anyOf("cursor-required") }, ({ since }, values) =>
			failAs(severityByAge(since, facts.now), "ade-cursor-required", values),
		),
	fixes: () => [byHand("nothing-full-fetch")],
});
