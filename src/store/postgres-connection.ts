import type pg from "pg";
import { fromPostgres } from "./postgres-error.ts";
import { type Answer, postgresStores, type Statement } from "./postgres-stores.ts";
import { storable } from "./storable.ts";
import type { Stores } from "./stores.ts";
import type { Unit, Units } from "./unit.ts";

/** A connection that units of work run on, one after the other, with its own stores. */
export class PostgresConnection {
	readonly stores: Stores;
	readonly #client: pg.PoolClient;
	/** The unit that its stores belong to now. */
	unit: Unit | undefined;
	/** Runs out where the unit asks the database nothing for too long. */
	watch: NodeJS.Timeout | undefined;
	/** The first error since it was last cleared, as the driver threw it. */
	refused: unknown;
	#last: Promise<unknown> = Promise.resolve();

	constructor(client: pg.PoolClient, units: Units) {
		this.#client = client;
		this.stores = postgresStores(async (statement) => {
			const unit = units.demand(this.unit);
			try {
				return await this.query(statement);
			} catch (error) {
				unit.failed ??= error instanceof Error ? error : new Error("a statement failed");
				throw error;
			} finally {
				this.watch?.refresh();
			}
		});
	}

	/** One statement at a time, in the order in which they come: a unit may start two at once, the driver takes one. */
	async query({ name, text, values }: Statement): Promise<Answer> {
		const answer = this.#last.then(() => this.#client.query({ ...(name !== undefined && { name }), text, values: values.map(storable) }));
		this.#last = answer.catch(() => undefined);
		try {
			return await answer;
		} catch (error) {
			this.refused ??= error;
			throw fromPostgres(error);
		}
	}
}
