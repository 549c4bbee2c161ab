import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { StoreUnavailable } from "../evidence/work.ts";
import { GroupCommit, type Patience, usualPatience } from "./group-commit.ts";
import { migrate } from "./migrate.ts";
import type { Tables } from "./schema.ts";
import { sqliteCheckIns } from "./sqlite-check-in.ts";
import { type Guard, type SqliteConnection, sqliteConnection } from "./sqlite-connection.ts";
import { fromSqlite, isBusy } from "./sqlite-error.ts";
import { sqliteTransaction } from "./sqlite-transaction.ts";
import type { Store } from "./store.ts";
import { type Stores, storesOver } from "./stores.ts";
import { Units } from "./unit.ts";

function openWriter(file: string): Database.Database {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	// Made before SQLite sees it: its -wal and -shm files take the mode of the database.
	closeSync(openSync(file, "a", 0o600));
	chmodSync(file, 0o600);
	const database = new Database(file, { timeout: 5_000 });
	database.pragma("journal_mode = WAL");
	// FULL: an acknowledged write survives the loss of power, not only of the process.
	database.pragma("synchronous = FULL");
	database.pragma("foreign_keys = ON");
	// 4 MB of pages. What is not among them is in the system's page cache, two microseconds away.
	database.pragma("cache_size = -4096");
	database.pragma("journal_size_limit = 67108864");
	// 16 MB of log before its pages go into the file: a first sync of a hundred thousand devices copies each page there a fourth as often.
	database.pragma("wal_autocheckpoint = 4000");
	return database;
}

/** The lock, without stopping the event loop: another store of this very process may be what holds it. */
async function beginImmediate(database: Database.Database): Promise<void> {
	for (let tries = 0; ; tries++) {
		try {
			database.exec("begin immediate");
			return;
		} catch (error) {
			if (!isBusy(error) || tries >= 500) throw error;
			await wait(20);
		}
	}
}

/** All or nothing: SQLite's DDL is transactional, which Kysely does not use, and two processes may start at once. */
async function migrateWhole(database: Database.Database): Promise<void> {
	const connection = sqliteConnection(database, (call) => call());
	await beginImmediate(database);
	try {
		await migrate(new Kysely<unknown>({ dialect: new SqliteDialect({ database: connection }) }), "sqlite");
		database.exec("commit");
	} finally {
		if (database.inTransaction) database.exec("rollback");
	}
}

function storesOf(connection: SqliteConnection): Stores {
	return storesOver(new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) }), "sqlite", sqliteCheckIns(connection));
}

/** A reader cannot write, whatever it is asked: that is a bug of the caller, not a full or broken disk. */
function readerGuard(reader: Database.Database): Guard {
	return (call) => {
		if (!reader.open) throw new StoreUnavailable("it was closed");
		try {
			return call();
		} catch (error) {
			if (error instanceof Database.SqliteError && error.code === "SQLITE_READONLY") throw new Error("a write needs a unit of work");
			throw fromSqlite(error);
		}
	};
}

export interface SqliteOptions {
	readonly patience?: Patience;
	/** Sees the writing connection before it is used. */
	readonly tune?: (writer: Database.Database) => void;
}

/**
 * Opens (or makes) a database file. Two connections: what a group has written but not committed is never read by others.
 */
export async function openSqlite(file: string, options: SqliteOptions = {}): Promise<Store> {
	let writer: Database.Database | undefined;
	try {
		writer = openWriter(file);
		// From here on a lock is waited for without stopping the event loop.
		writer.pragma("busy_timeout = 0");
		await migrateWhole(writer);
		options.tune?.(writer);
		return storeOver(file, writer, options.patience ?? usualPatience);
	} catch (error) {
		writer?.close();
		throw fromSqlite(error);
	}
}

function storeOver(file: string, writer: Database.Database, patience: Patience): Store {
	const reader = new Database(file, { readonly: true, timeout: 250 });
	const units = new Units();
	const { transaction, guard } = sqliteTransaction(writer, units);
	const group = new GroupCommit(transaction, patience);
	const stores = storesOf(sqliteConnection(writer, guard));
	const readGuard = readerGuard(reader);
	const alive = reader.prepare("select 1 from settings");
	return {
		description: `SQLite at ${resolve(file)}`,
		read: storesOf(sqliteConnection(reader, readGuard)),
		async write(unit) {
			units.refuseNested();
			return group.write(() => unit(stores));
		},
		async ping() {
			readGuard(() => alive.get());
		},
		async close() {
			await group.close();
			reader.close();
			writer.close();
		},
	};
}
