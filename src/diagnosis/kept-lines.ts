/** The first and the last of what may be very much, and how many there were. */
export class KeptLines<T> {
	readonly #most: number;
	readonly #first: T[] = [];
	/** A ring: the oldest is overwritten. */
	readonly #last: T[] = [];
	#count = 0;

	/** @param most how many of each end are kept */
	constructor(most: number) {
		this.#most = most;
	}

	get count(): number {
		return this.#count;
	}

	add(one: T): void {
		if (this.#first.length < this.#most) this.#first.push(one);
		else this.#last[(this.#count - this.#most) % this.#most] = one;
		this.#count += 1;
	}

	/** In the order in which they came. */
	all(): readonly T[] {
		const past = Math.max(0, this.#count - this.#most);
		const oldest = past > this.#most ? past % this.#most : 0;
		return [...this.#first, ...this.#last.slice(oldest), ...this.#last.slice(0, oldest)];
	}
}
