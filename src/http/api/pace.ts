/**
 * How often one caller may ask for what costs much: so many within a minute, in this process. A rehearsal runs a whole change and takes it back; whoever
 * presses a button does not come near this.
 */
export class Pace {
	readonly #most: number;
	readonly #asked = new Map<string, readonly number[]>();

	/** @param most in a minute */
	constructor(most: number) {
		this.#most = most;
	}

	/** null: go on; else when the next is heard, epoch milliseconds. */
	next(who: string, now: number): number | null {
		const lately = (this.#asked.get(who) ?? []).filter((at) => at > now - window && at <= now);
		const [oldest] = lately;
		if (lately.length >= this.#most && oldest !== undefined) return oldest + window;
		// Whoever has not asked for a minute is forgotten, so that the table holds no more than who is here.
		if (this.#asked.size > forgetAbove)
			for (const [other, times] of this.#asked) if ((times.at(-1) ?? 0) <= now - window) this.#asked.delete(other);
		this.#asked.set(who, [...lately, now]);
		return null;
	}
}

const window = 60_000;
const forgetAbove = 1000;
