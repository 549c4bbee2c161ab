import { anyOf, judgeTokenRefusal } from "./apple-refusal.ts";
import { defineCheck, notKnownYet, unknown } from "./check.ts";
import { newKeyFix, renewTokenFixes } from "./renew-token-fixes.ts";
import { clockIsOff } from "./server-clock-wrong.ts";
import { failAs } from "./severity.ts";

/**
 * Apple does not accept the token (401) though it has not expired: it was revoked, a newer one was downloaded since, or it was made for another key.
 * Apple says the same to a good token from a server whose clock is wrong, and to an expired one: then nothing is proven of the token.
 */
export const adeTokenInvalid = defineCheck({
	code: "ade-token-invalid",
	who: ["administrator", "apple-manager"],
	category: "accountValidation",
	judge(facts) {
		const { adeToken, now } = facts;
		if (adeToken === undefined) return notKnownYet("adeToken");
		const { expiresAt, name: token } = adeToken;
		return judgeTokenRefusal(facts, { gate: "token", has: anyOf("unauthorized") }, ({ skewMs }, values) => {
			if (expiresAt <= now) return unknown("token-past", { token, expiresAt, appleId: adeToken.appleId });
			switch (clockIsOff(skewMs)) {
				case true:
					return unknown("token-refused-clock-off", values);
				case false:
					return failAs("error", "token-refused", { ...values, seconds: Math.round(Math.abs(skewMs ?? 0) / 1000) });
				case null:
					return failAs("error", "token-refused-clock-unchecked", values);
			}
		});
	},
	fixes: (saw) => [...renewTokenFixes(saw), newKeyFix(saw)],
});
