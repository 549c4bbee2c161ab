import { defineCheck, notKnownYet, pass } from "./check.ts";
import { renewTokenFixes } from "./renew-token-fixes.ts";
import { failAs } from "./severity.ts";

/** A token is good for a year. Past its end Apple answers nothing: no device syncs, no profile is assigned. */
export const adeTokenExpired = defineCheck({
	code: "ade-token-expired",
	who: ["administrator", "apple-manager"],
	category: "accountValidation",
	judge({ adeToken, now }) {
		if (adeToken === undefined) return notKnownYet("adeToken");
		const { name: token, expiresAt, appleId } = adeToken;
		const values = { token, expiresAt, appleId };
		return expiresAt <= now ? failAs("error", "token-past", values) : pass("token-in-dates", values);
	},
	fixes: renewTokenFixes,
});
