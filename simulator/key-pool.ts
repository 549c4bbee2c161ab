import { generateKeys, type KeyPair } from "./keys.ts";

/** RSA keys made ahead: one takes a tenth of a second and more, which a fleet would otherwise wait for. */
export interface KeyPool {
	/** One of its own; made on the spot when the pool is empty or the size is another. For `makeKeys` of a phone. */
	take(bits: number): Promise<KeyPair>;
	/** Makes so many more, in the thread pool. Resolves when each is there, was taken, or is being made for a call before this one. */
	fill(count: number): Promise<void>;
	readonly size: number;
}

/** @param atOnce how many keys are made side by side; more than there are cores makes none of them sooner */
export function createKeyPool(bits = 2048, atOnce = 2): KeyPool {
	const ready: KeyPair[] = [];
	let left = 0;
	return {
		take(wanted) {
			const pair = wanted === bits ? ready.pop() : undefined;
			if (pair !== undefined) return Promise.resolve(pair);
			// One that was still to be made for somebody: this is it.
			if (wanted === bits && left > 0) left--;
			return generateKeys(wanted);
		},
		async fill(count) {
			left += count;
			const make = async () => {
				while (left > 0) {
					left--;
					ready.push(await generateKeys(bits));
				}
			};
			await Promise.all(Array.from({ length: atOnce }, make));
		},
		get size() {
			return ready.length;
		},
	};
}
