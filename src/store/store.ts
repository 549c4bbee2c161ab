import type { Work } from "../evidence/work.ts";
import type { Stores } from "./stores.ts";

/** The database, opened and at this version's tables. */
export interface Store extends Work<Stores> {
	/** For a person: `SQLite at /var/lib/genkan/genkan.db`. No password. */
	readonly description: string;
	/** Resolves if the database answers; StoreUnavailable otherwise. */
	ping(): Promise<void>;
	/** Writes what is queued, then closes. */
	close(): Promise<void>;
}
