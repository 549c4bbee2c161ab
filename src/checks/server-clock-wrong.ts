import { byHand, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { syncTokenFix } from "./renew-token-fixes.ts";
import { failAs } from "./severity.ts";

const minute = 60_000;

/** Apple takes a signed request only near its own time. What its answers' Date said, less our clock; half of Apple's usual window of five minutes. */
const clockTolerance = 2 * minute;

/** Whether a refusal came with a clock that is too far off; null: the answer had no time. */
export function clockIsOff(skewMs: number | null): boolean | null {
	return skewMs === null ? null : Math.abs(skewMs) > clockTolerance;
}

/** A wrong clock makes Apple refuse a good token, and certificates and codes look expired that are not. */
export const serverClockWrong = defineCheck({
	code: "server-clock-wrong",
	who: ["administrator"],
	category: "accountValidation",
	judge({ adeToken }) {
		if (adeToken === undefined) return notKnownYet("adeToken");
		const { name: token, refusal, lastSuccessAt } = adeToken;
		// Apple accepted a signature that names our time.
		if (refusal === null)
			return lastSuccessAt === null ? unknown("apple-not-asked-yet", { token }) : pass("apple-accepts-clock", { token, lastSuccessAt });
		const { skewMs, at, kind } = refusal;
		if (skewMs === null) return unknown("apple-told-no-time", { token });
		const values = { token, minutes: Math.round(Math.abs(skewMs) / minute), lastAt: at };
		if (clockIsOff(skewMs) !== true) return pass("clock-right", values);
		const severity = kind === "unauthorized" ? "error" : "warning";
		return skewMs > 0 ? failAs(severity, "clock-behind", values) : failAs(severity, "clock-ahead", values);
	},
	fixes: (saw) => [byHand("set-server-clock"), syncTokenFix(saw)],
});
