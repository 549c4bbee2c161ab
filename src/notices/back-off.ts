import type { Randomness } from "../evidence/clock.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Pauses after each failed try, a day in all. A mail server that puts strangers off (greylisting) lets them in after some minutes. */
const pauses = [
	...[10 * second, minute, 5 * minute, 10 * minute, 20 * minute, 40 * minute, hour, 2 * hour],
	...[2 * hour, 3 * hour, 3 * hour, 4 * hour, 4 * hour, 4 * hour],
];

/** How long to wait after so many failed tries, milliseconds; null: it was tried for a day, and that is enough. A tenth more or less, so that not all come at once. */
export function pauseAfter(failures: number, randomness: Randomness): number | null {
	const pause = pauses[failures - 1];
	if (pause === undefined) return null;
	const part = randomness.bytes(2).readUInt16BE() / 0xff_ff;
	return Math.round(pause * (0.9 + part / 5));
}
