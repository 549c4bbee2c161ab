import type { ClockFact } from "../evidence/outside-fact.ts";
import { byHand, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { syncTokenFix } from "./renew-token-fixes.ts";
import { failAs } from "./severity.ts";
import { writtenText } from "./written.ts";

const minute = 60_000;

/** Apple takes a signed request only near its own time. What its answers' Date said, less our clock; half of Apple's usual window of five minutes. */
const clockTolerance = 2 * minute;

/** Apple's whole window: beyond it nothing is accepted any more. */
const appleWindow = 5 * minute;

/** Whether a refusal came with a clock that is too far off; null: the answer had no time. */
export function clockIsOff(skewMs: number | null): boolean | null {
	return skewMs === null ? null : Math.abs(skewMs) > clockTolerance;
}

/** A wrong clock makes Apple refuse a good token, and certificates and codes look expired that are not. */
export const serverClockWrong = defineCheck({
	code: "server-clock-wrong",
	who: ["administrator"],
	category: "accountValidation",
	judge({ adeToken, clock }) {
		const network = clock === undefined ? notKnownYet("clock") : judgeNetworkTime(clock);
		if (adeToken === undefined || network.outcome === "fail") return network;
		const { name: token, refusal, lastSuccessAt } = adeToken;
		// Apple accepted a signature that names our time.
		if (refusal === null) return lastSuccessAt === null ? network : pass("apple-accepts-clock", { token, lastSuccessAt });
		const { skewMs, at, kind } = refusal;
		// Set since: what Apple said then is over.
		const wasSetSince = network.outcome === "pass" && clock !== undefined && clock.lookedAt > at;
		if (skewMs === null) return network.outcome === "pass" ? network : unknown("apple-told-no-time", { token });
		const values = { token, minutes: Math.round(Math.abs(skewMs) / minute), lastAt: at };
		if (clockIsOff(skewMs) !== true) return pass("clock-right", values);
		if (wasSetSince) return network;
		const severity = kind === "unauthorized" ? "error" : "warning";
		return skewMs > 0 ? failAs(severity, "clock-behind", values) : failAs(severity, "clock-ahead", values);
	},
	fixes: (saw) => [byHand("set-server-clock"), ...(writtenText(saw, "token") === null ? [] : [syncTokenFix(saw)])],
});

/** What a time server said, whoever else was asked: it knows nothing of Apple's own. */
function judgeNetworkTime({ server, offsetMs, lookedAt }: ClockFact) {
	if (offsetMs === null) return unknown("network-time-unknown", { server, lookedAt });
	const off = Math.abs(offsetMs);
	const values = { server, minutes: Math.round(off / minute), lookedAt };
	if (off <= clockTolerance) return pass("network-clock-right", values);
	const severity = off > appleWindow ? "error" : "warning";
	return offsetMs > 0 ? failAs(severity, "network-clock-behind", values) : failAs(severity, "network-clock-ahead", values);
}
