import { defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { renewTokenFixes } from "./renew-token-fixes.ts";
import { failAs } from "./severity.ts";

const day = 24 * 3600_000;

/** Days before its end at which a token is worth a word; on the last one it is an error. */
const warnings = [1, 10, 30] as const;

/** Renewed in time, nothing stops; so it is said early. */
export const adeTokenExpiring = defineCheck({
	code: "ade-token-expiring",
	who: ["administrator", "apple-manager"],
	category: "accountValidation",
	judge({ adeToken, now }) {
		if (adeToken === undefined) return notKnownYet("adeToken");
		const { name: token, expiresAt, appleId } = adeToken;
		const left = expiresAt - now;
		const values = { token, expiresAt, appleId, days: Math.floor(left / day) };
		if (left <= 0) return unknown("token-past", values);
		const reached = warnings.find((days) => left <= days * day);
		if (reached === undefined) return pass("token-in-dates", values);
		return reached === 1
			? failAs("error", "token-ends-within-a-day", { ...values, within: reached })
			: failAs("warning", "token-ends-soon", { ...values, within: reached });
	},
	fixes: renewTokenFixes,
});
