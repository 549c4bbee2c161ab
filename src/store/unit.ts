import { AsyncLocalStorage } from "node:async_hooks";

/** One unit of work while it runs. */
export interface Unit {
	/** The first statement of it that failed, whatever the unit made of that. */
	failed: Error | undefined;
	ended: boolean;
}

/**
 * Which unit the present call belongs to. A store that escaped its unit, or a `write` within a unit (which would wait for itself for ever), is a
 * bug that must show at once, not as a row in another unit's transaction.
 */
export class Units {
	readonly #running = new AsyncLocalStorage<Unit>();

	async run<T>(unit: Unit, work: () => Promise<T>): Promise<T> {
		try {
			return await this.#running.run(unit, work);
		} finally {
			unit.ended = true;
		}
	}

	/** Throws unless the caller is within `unit`. */
	demand(unit: Unit | undefined): Unit {
		if (unit === undefined || unit.ended || this.#running.getStore() !== unit) {
			throw new Error("a store was used outside of the unit of work that it was given to: await each of its calls");
		}
		return unit;
	}

	/** Throws if the caller is within a unit that still runs. */
	refuseNested(): void {
		if (this.#running.getStore()?.ended === false)
			throw new Error("write was called within a unit of work: use the stores that it was given");
	}
}
