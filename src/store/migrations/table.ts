import { type Kysely, sql } from "kysely";
import type { Dialect } from "../dialect.ts";

/** `?` after a type admits null. `key` is a text that is the primary key; `sequence` is a number that the database makes, and the primary key. */
export type Column = "key" | "sequence" | "text" | "text?" | "blob" | "blob?" | "integer" | "integer?" | "instant" | "instant?" | "flag";

const types: { readonly [K in Dialect]: { readonly [type: string]: string } } = {
	sqlite: {
		key: "text primary key",
		sequence: "integer primary key autoincrement",
		text: "text",
		blob: "blob",
		integer: "integer",
		instant: "integer",
		flag: "integer",
	},
	// Collation C orders by code point, as SQLite does: the server's language must not change an order or the use of an index.
	postgres: {
		key: 'text collate "C" primary key',
		sequence: "bigint generated always as identity primary key",
		text: 'text collate "C"',
		blob: "bytea",
		integer: "integer",
		instant: "bigint",
		flag: "smallint",
	},
};

/**
 * Creates a table. On SQLite it is STRICT: a value of the wrong type is refused as on PostgreSQL, not stored.
 * Migrations of old depend on what this writes: never change it for a type that exists.
 */
export async function table(
	db: Kysely<unknown>,
	dialect: Dialect,
	name: string,
	columns: { readonly [name: string]: Column },
	constraints: readonly string[] = [],
): Promise<void> {
	const lines = Object.entries(columns).map(([column, spec]) => written(dialect, column, spec));
	const end = dialect === "sqlite" ? " strict" : "";
	await sql.raw(`create table "${name}" (${[...lines, ...constraints].join(", ")})${end}`).execute(db);
}

function written(dialect: Dialect, column: string, spec: Column): string {
	const optional = spec.endsWith("?");
	const type = types[dialect][optional ? spec.slice(0, -1) : spec];
	const check = spec === "flag" ? ` check ("${column}" in (0, 1))` : "";
	return `"${column}" ${type}${optional ? "" : " not null"}${check}`;
}

/** Adds columns to a table that has rows: they hold null there. */
export async function addColumns(
	db: Kysely<unknown>,
	dialect: Dialect,
	table: string,
	columns: { readonly [name: string]: Extract<Column, `${string}?`> },
): Promise<void> {
	for (const [name, spec] of Object.entries(columns)) {
		await sql.raw(`alter table "${table}" add column ${written(dialect, name, spec)}`).execute(db);
	}
}

/** Creates an index. `on` is SQL: columns or expressions. */
export async function index(
	db: Kysely<unknown>,
	name: string,
	on: { readonly table: string; readonly columns: string; readonly unique?: true; readonly where?: string },
): Promise<void> {
	const where = on.where === undefined ? "" : ` where ${on.where}`;
	await sql.raw(`create ${on.unique ? "unique " : ""}index "${name}" on "${on.table}" (${on.columns})${where}`).execute(db);
}
