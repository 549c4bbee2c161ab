import type { Work } from "./work.ts";

class Rehearsed<T> extends Error {
	readonly result: T;

	constructor(result: T) {
		super("rehearsed, and not kept");
		this.result = result;
	}
}

/**
 * Runs a unit of work as `write` does, with everything that it sees and refuses, and keeps nothing of it: what it answers is what would have come of it.
 * As for every unit: it touches its ports only, and is short, for the embedded store lets nobody else write meanwhile.
 */
export async function rehearse<S, T>(work: Pick<Work<S>, "write">, unit: (stores: S) => Promise<T>): Promise<T> {
	try {
		return await work.write(async (stores): Promise<never> => {
			throw new Rehearsed(await unit(stores));
		});
	} catch (error) {
		if (error instanceof Rehearsed) return error.result;
		throw error;
	}
}
