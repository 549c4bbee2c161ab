import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";
import type { Store } from "./store.ts";

export type { Store } from "./store.ts";
export type { Stores } from "./stores.ts";

export type StoreOptions =
	| { readonly kind: "sqlite"; readonly file: string }
	/** `poolSize`: connections in all, default 16. */
	| { readonly kind: "postgres"; readonly url: string; readonly poolSize?: number };

/** Opens the database and brings its tables up to this version; refuses one that a newer version wrote. */
export async function openStore(options: StoreOptions): Promise<Store> {
	return options.kind === "postgres" ? openPostgres(options.url, options.poolSize) : openSqlite(options.file);
}
