import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { usualPatience } from "./group-commit.ts";
import { migrate } from "./migrate.ts";
import { fromPostgres, stateOf } from "./postgres-error.ts";
import { postgresStores, type Send } from "./postgres-stores.ts";
import { PostgresUnits } from "./postgres-unit.ts";
import { storable } from "./storable.ts";
import type { Store } from "./store.ts";
import { Units } from "./unit.ts";

const int8 = 20;
/** Instants and counts are bigint, which the driver gives as text by itself. For this store's connections only, not for the whole process. */
const types = {
	getTypeParser: ((oid: number, format?: "text" | "binary") =>
		oid === int8 && format !== "binary" ? Number : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

const longestAnswer = 20_000;

/** `answer`: milliseconds that an answer may take; 0: as long as it takes. */
function poolOf(url: string, max: number, settings: readonly string[], answer = longestAnswer): pg.Pool {
	const pool = new pg.Pool({
		connectionString: url,
		max,
		types,
		application_name: "genkan",
		keepAlive: true,
		connectionTimeoutMillis: 5_000,
		query_timeout: answer,
		options: settings.map((setting) => `-c ${setting}`).join(" "),
	});
	// A connection that breaks while idle is replaced at the next statement; without these the process would end.
	pool.on("error", () => undefined);
	pool.on("connect", (client) => client.on("error", () => undefined));
	return pool;
}

function addressOf(url: string): string {
	if (!URL.canParse(url)) throw new Error("the address of the database is not a URL of the form postgres://user:password@host:5432/name");
	const { hostname, port, pathname, searchParams } = new URL(url);
	return `${searchParams.get("host") ?? hostname}${port === "" ? "" : `:${port}`}${pathname}`;
}

function readerOf(pool: pg.Pool): Send {
	return async ({ name, text, values }) => {
		try {
			return await pool.query({ ...(name !== undefined && { name }), text, values: values.map(storable) });
		} catch (error) {
			if (stateOf(error) === "25006") throw new Error("a write needs a unit of work");
			throw fromPostgres(error);
		}
	};
}

/** Without a limit on its statements: an index over a large table takes its time, and given up it would be given up at each start. */
async function migrateOnce(url: string): Promise<void> {
	const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: poolOf(url, 1, ["lock_timeout=20s"], 0) }) });
	try {
		await migrate(db, "postgres");
	} finally {
		await db.destroy();
	}
}

/**
 * Opens a database on a server. Half of the connections write, half read; those that read cannot write.
 * `longestPause`: milliseconds after which a unit of work that asks the database nothing is given up.
 */
export async function openPostgres(url: string, poolSize = 16, longestPause = usualPatience.unit): Promise<Store> {
	const address = addressOf(url);
	await migrateOnce(url).catch((error: unknown) => {
		throw stateOf(error) === undefined && !isSystemError(error) ? error : fromPostgres(error);
	});
	const half = Math.max(1, Math.floor(poolSize / 2));
	const writers = poolOf(url, half, [
		"synchronous_commit=on",
		"lock_timeout=5s",
		"statement_timeout=15s",
		"idle_in_transaction_session_timeout=30s",
	]);
	const readers = poolOf(url, Math.max(1, poolSize - half), ["default_transaction_read_only=on", "statement_timeout=15s"]);
	const units = new Units();
	const work = new PostgresUnits(writers, units, longestPause);
	const read = readerOf(readers);
	return {
		description: `PostgreSQL at ${address}`,
		read: postgresStores(read),
		async write(unit) {
			units.refuseNested();
			return work.write(unit);
		},
		async ping() {
			await read({ text: "select 1", values: [] });
		},
		async close() {
			await Promise.all([writers, readers].map((pool) => (pool.ending ? Promise.resolve() : pool.end())));
		},
	};
}

/** ECONNREFUSED and the like. */
function isSystemError(error: unknown): boolean {
	return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("E");
}
