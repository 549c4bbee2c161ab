import type { AssignmentResult } from "../protocol/ade/device.ts";

const minute = 60_000;
const hour = 60 * minute;

/** After the first failure, and after the second; the third is the last until something changes. */
const pauses: readonly number[] = [10 * minute, hour];
/** THROTTLED without a time. */
const usualThrottle = hour;

/** What is done after Apple's answer for one device. Epoch milliseconds; `assignAt` null: nothing, until a sync names the device or a choice changes. */
export interface AfterAssigning {
	readonly result: AssignmentResult;
	readonly assignAt: number | null;
	readonly throttledUntil: number | null;
}

/**
 * @param tries how often the same profile had failed for this device before
 * @param retryAfterMs Apple's `retry_after_seconds`, in milliseconds; it holds for those that are THROTTLED
 */
export function afterAssigning(
	result: AssignmentResult,
	{ tries, retryAfterMs, now }: { readonly tries: number; readonly retryAfterMs: number | null; readonly now: number },
): AfterAssigning {
	switch (result) {
		case "SUCCESS":
		// Apple does not let us touch it: asking again changes nothing before Apple itself says something new of it.
		case "NOT_ACCESSIBLE":
			return { result, assignAt: null, throttledUntil: null };
		case "THROTTLED": {
			const until = now + Math.max(minute, retryAfterMs ?? usualThrottle);
			return { result, assignAt: until, throttledUntil: until };
		}
		case "FAILED":
		case "MISSING": {
			const pause = pauses[tries];
			return { result, assignAt: pause === undefined ? null : now + pause, throttledUntil: null };
		}
	}
}
