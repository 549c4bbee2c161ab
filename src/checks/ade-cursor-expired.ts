import { anyOf, judgeTokenRefusal } from "./apple-refusal.ts";
import { byHand, defineCheck } from "./check.ts";
import { failAs } from "./severity.ts";

/** 400 EXPIRED_CURSOR: our place in Apple's list is older than seven days. The whole list is fetched again, once, by itself. */
export const adeCursorExpired = defineCheck({
	code: "ade-cursor-expired",
	who: ["nobody"],
	category: "badRequest",
	judge: (facts) =>
		judgeTokenRefusal(facts, { gate: "request", has: anyOf("cursor-expired") }, (_, values) =>
			failAs("warning", "ade-cursor-expired", values),
		),
	fixes: () => [byHand("nothing-full-fetch")],
});
