const day = 24 * 3600_000;

/** Days before the end of what must be renewed at which it is worth a word; on the last one it is an error. */
export const warningDays = [1, 10, 30] as const;

/** Which of the warnings is reached; undefined: the end is far. */
export function warningReached(left: number): (typeof warningDays)[number] | undefined {
	return warningDays.find((days) => left <= days * day);
}

/** Whole days. */
export function wholeDays(left: number): number {
	return Math.floor(left / day);
}
