import { defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { warningReached, wholeDays } from "./days-left.ts";
import { renewTokenFixes } from "./renew-token-fixes.ts";
import { failAs } from "./severity.ts";

/** Renewed in time, nothing stops; so it is said early. */
export const adeTokenExpiring = defineCheck({
	code: "ade-token-expiring",
	who: ["administrator", "apple-manager"],
	category: "accountValidation",
	judge({ adeToken, now }) {
		if (adeToken === undefined) return notKnownYet("adeToken");
		const { name: token, expiresAt, appleId } = adeToken;
		const left = expiresAt - now;
		const values = { token, expiresAt, appleId, days: wholeDays(left) };
		if (left <= 0) return unknown("token-past", values);
		const within = warningReached(left);
		if (within === undefined) return pass("token-in-dates", values);
		return within === 1
			? failAs("error", "token-ends-within-a-day", { ...values, within })
			: failAs("warning", "token-ends-soon", { ...values, within });
	},
	fixes: renewTokenFixes,
});
