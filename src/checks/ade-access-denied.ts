import { anyOf, judgeTokenRefusal } from "./apple-refusal.ts";
import { byHand, defineCheck } from "./check.ts";
import { renewTokenFixes } from "./renew-token-fixes.ts";
import { failAs } from "./severity.ts";

/** 403: Apple knows the token, but lets it do nothing: the server was deleted there, or the account that made the token is gone. */
export const adeAccessDenied = defineCheck({
	code: "ade-access-denied",
	who: ["apple-manager", "administrator"],
	category: "authorization",
	judge: (facts) =>
		judgeTokenRefusal(facts, { gate: "access", has: anyOf("access-denied") }, (_, values) =>
			failAs("error", "access-denied", {
				...values,
				serverName: facts.adeToken?.serverName ?? null,
				appleId: facts.adeToken?.appleId ?? null,
			}),
		),
	fixes: (saw) => [byHand("check-server-at-apple"), byHand("check-apple-account"), ...renewTokenFixes(saw)],
});
