import { anyOf, judgeTokenRefusal } from "./apple-refusal.ts";
import { byHand, defineCheck } from "./check.ts";
import { syncTokenFix } from "./renew-token-fixes.ts";
import { failAs } from "./severity.ts";

/** 403 T_C_NOT_SIGNED: Apple changed its terms, and answers nothing before an Administrator of the organisation has accepted them. */
export const adeTermsNotAccepted = defineCheck({
	code: "ade-terms-not-accepted",
	who: ["apple-manager"],
	category: "authorization",
	judge: (facts) =>
		judgeTokenRefusal(facts, { gate: "terms", has: anyOf("terms-not-signed") }, (_, values) =>
			failAs("error", "apple-terms-not-accepted", values),
		),
	fixes: (saw) => [byHand("accept-terms-at-apple"), syncTokenFix(saw)],
});
