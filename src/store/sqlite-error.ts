import Database from "better-sqlite3";
import { StoreUnavailable } from "../evidence/work.ts";
import { StatementFailed } from "./statement-failed.ts";

/** The first part of SQLite's (extended) code: what is wrong with the file or the machine, not with the statement. */
const reasons: { readonly [code: string]: string } = {
	BUSY: "another process holds the database's lock",
	LOCKED: "another process holds the database's lock",
	FULL: "the disk is full",
	IOERR: "the disk cannot be read or written",
	READONLY: "the database file cannot be written",
	CANTOPEN: "the database file cannot be opened",
	NOMEM: "the machine has no memory left",
	CORRUPT: "the database file is damaged",
	NOTADB: "the database file is damaged",
	PROTOCOL: "another process holds the database's lock",
	AUTH: "the database file cannot be opened",
	PERM: "the database file cannot be opened",
};

const codeOf = (error: unknown): string | undefined => (error instanceof Database.SqliteError ? error.code : undefined);

export function isBusy(error: unknown): boolean {
	return codeOf(error)?.startsWith("SQLITE_BUSY") ?? false;
}

/** SQLite's error in the store's words. Its message names tables and columns, never values. */
export function fromSqlite(error: unknown): Error {
	const code = codeOf(error);
	if (code === undefined) return error instanceof Error ? error : new Error("the database failed", { cause: error });
	const reason = reasons[code.split("_")[1] ?? ""];
	if (reason !== undefined) return new StoreUnavailable(`${reason} (${code})`);
	const kind = code === "SQLITE_CONSTRAINT_FOREIGNKEY" ? "foreign-key" : /_(UNIQUE|PRIMARYKEY)$/.test(code) ? "unique" : "other";
	return new StatementFailed(kind, code, error instanceof Error ? error.message : "");
}
