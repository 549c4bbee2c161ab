import { generateKeys, type KeyPair } from "./keys.ts";

/** RSA keys made ahead: one takes a tenth of a second and more, which a fleet would otherwise wait for. */
export interface KeyPool {
	/** One of its own; made on the spot when the pool is empty or the size is another. For `makeKeys` of a phone. */
	take(bits: number): Promise<KeyPair>;
	/** Begins to make so many more, in the thread pool, and resolves when they are there. */
	fill(count: number): Promise<void>;
	readonly size: number;
}

/** @param atOnce how many keys are made side by side; more than there are cores makes none of them sooner */
export function createKeyPool(bits = 2048, atOnce = 2): KeyPool {
	const ready: KeyPair[] = [];
	return {
		take(wanted) {
			const pair = wanted === bits ? ready.pop() : undefined;
			return pair === undefined ? generateKeys(wanted) : Promise.resolve(pair);
		},
		async fill(count) {
			let left = count;
			const make = async () => {
				while (left-- > 0) ready.push(await generateKeys(bits));
			};
			await Promise.all(Array.from({ length: atOnce }, make));
		},
		get size() {
			return ready.length;
		},
	};
}
