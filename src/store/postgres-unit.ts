import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import { StoreUnavailable } from "../evidence/work.ts";
import { PostgresConnection } from "./postgres-connection.ts";
import { fromPostgres, isConnectionLoss, stateOf } from "./postgres-error.ts";
import type { Stores } from "./stores.ts";
import type { Unit, Units } from "./unit.ts";

/** A conflict with another transaction, which only the repetition of the whole unit resolves. */
function isConflict(refused: unknown, repeated: number): boolean {
	const state = stateOf(refused);
	if (state === "40001" || state === "40P01") return repeated < 12;
	// Two that looked, found nothing and inserted: the second look finds it. If not, the value is truly taken.
	return state === "23505" && repeated < 1;
}

type Outcome<T> = { readonly result: T } | { readonly error: unknown; readonly refused: unknown };

/**
 * Runs units of work, each in a serializable transaction of its own: as on SQLite, each unit sees the database as if it were alone, or runs again.
 */
export class PostgresUnits {
	readonly #pool: pg.Pool;
	readonly #units: Units;
	/** Milliseconds. An import of thousands of people is one unit of minutes, and each of its statements is short. */
	readonly #longestPause: number;
	readonly #connections = new WeakMap<pg.PoolClient, PostgresConnection>();
	#turn = 0;

	constructor(pool: pg.Pool, units: Units, longestPause: number) {
		this.#pool = pool;
		this.#units = units;
		this.#longestPause = longestPause;
	}

	async write<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
		for (let repeated = 0; ; repeated++) {
			const client = await this.#pool.connect().catch((error: unknown) => {
				throw fromPostgres(error);
			});
			const outcome = await this.#once(client, work);
			if ("result" in outcome) return outcome.result;
			if (!isConflict(outcome.refused, repeated)) throw outcome.error;
			// Those that met must not meet again: each waits for a time of its own, the longer the oftener it was turned back.
			this.#turn = (this.#turn + 7) % 16;
			await wait((repeated + 1) * this.#turn);
		}
	}

	async #once<T>(client: pg.PoolClient, work: (stores: Stores) => Promise<T>): Promise<Outcome<T>> {
		const connection = this.#connections.get(client) ?? new PostgresConnection(client, this.#units);
		this.#connections.set(client, connection);
		connection.refused = undefined;
		let committing = false;
		try {
			await connection.query({ text: "begin isolation level serializable", values: [] });
			const result = await this.#within(connection, work);
			committing = true;
			const { command } = await connection.query({ text: "commit", values: [] });
			// How a transaction ends that a statement spoiled which nobody awaited: without an error.
			if (command !== "COMMIT") throw new Error("the unit of work was rolled back: one of its statements failed and was not awaited");
			client.release();
			return { result };
		} catch (error) {
			const { refused } = connection;
			const lost = isConnectionLoss(refused);
			// A connection that is lost, or cannot roll back, is of no more use.
			const usable =
				!lost &&
				(await connection.query({ text: "rollback", values: [] }).then(
					() => true,
					() => false,
				));
			client.release(!usable);
			if (!lost || !committing) return { error, refused };
			return { error: new StoreUnavailable("the connection was lost: whether the last write was kept is not known"), refused };
		}
	}

	async #within<T>(connection: PostgresConnection, work: (stores: Stores) => Promise<T>): Promise<T> {
		const unit: Unit = { failed: undefined, ended: false };
		connection.unit = unit;
		const tooLong = new Promise<never>((_, reject) => {
			const error = new Error("a unit of work did not end: it waits for something that is not the database");
			connection.watch = setTimeout(() => reject(error), this.#longestPause);
		});
		try {
			const result = await this.#units.run(unit, () => Promise.race([work(connection.stores), tooLong]));
			if (unit.failed !== undefined) throw unit.failed;
			return result;
		} catch (error) {
			throw unit.failed ?? error;
		} finally {
			clearTimeout(connection.watch);
			connection.watch = undefined;
			connection.unit = undefined;
		}
	}
}
