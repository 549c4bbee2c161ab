/**
 * The store as the domain sees it: `read` answers from what is committed, `write` runs a unit of work in one transaction and resolves after it
 * is durable. S is the set of ports that a service needs; the store gives all of them.
 *
 * A unit of work must only touch the ports that it is given (no network, no waiting): on the embedded store many units share one commit.
 * Nor may it leave anything behind outside the store: after a conflict with another process the same unit runs again from its beginning.
 * A statement that failed fails the whole unit, even where the unit caught the error. A unit cannot call `write`.
 */
export interface Work<S> {
	readonly read: S;
	write<T>(unit: (stores: S) => Promise<T>): Promise<T>;
}

/** The store cannot answer now (locked, disk full, connection lost). Nothing was written: answer 503 and let the device come again. */
export class StoreUnavailable extends Error {
	constructor(reason: string, options?: ErrorOptions) {
		super(`the store is not available: ${reason}`, options);
		this.name = "StoreUnavailable";
	}
}
