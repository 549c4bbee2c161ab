/** How many uploads there may be at once: altogether, and of one visitor. Each is a good second of work where it is large. */
export class UploadSlots {
	readonly #most: number;
	readonly #mostOfOne: number;
	readonly #of = new Map<string, number>();
	#taken = 0;

	constructor(most: number, mostOfOne: number) {
		this.#most = most;
		this.#mostOfOne = mostOfOne;
	}

	/** Gives the place back by its answer; undefined: there is none. */
	take(visitor: string): (() => void) | undefined {
		const own = this.#of.get(visitor) ?? 0;
		if (this.#taken >= this.#most || own >= this.#mostOfOne) return undefined;
		this.#taken += 1;
		this.#of.set(visitor, own + 1);
		return () => {
			this.#taken -= 1;
			const left = (this.#of.get(visitor) ?? 1) - 1;
			if (left === 0) this.#of.delete(visitor);
			else this.#of.set(visitor, left);
		};
	}
}
