import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import type { House } from "../test/e2e/harness.ts";

type Row = Readonly<Record<string, unknown>>;

/** Many rows straight into the tables of a house, on either database: through the service a million tries would take an hour. */
export interface Bulk {
	put(table: string, count: number, make: (n: number) => Row): Promise<void>;
	rowsOf(table: string): Promise<readonly Row[]>;
	/** What comes with time: what is there was counted and tidied up, and since then each device checked in. */
	settle(): Promise<void>;
	close(): Promise<void>;
}

export function openBulk({ domain }: House): Promise<Bulk> {
	const { data, database } = domain.config;
	return database === "sqlite" ? intoSqlite(join(data, "genkan.sqlite")) : intoPostgres(database);
}

async function intoSqlite(file: string): Promise<Bulk> {
	const database = new Database(file);
	database.pragma("synchronous = OFF");
	return {
		async put(table, count, make) {
			if (count === 0) return;
			const names = Object.keys(make(0));
			const columns = names.map((name) => `"${name}"`).join(", ");
			const statement = database.prepare(`insert into "${table}" (${columns}) values (${names.map((name) => `@${name}`).join(", ")})`);
			const part = database.transaction((from: number, to: number) => {
				for (let n = from; n < to; n++) statement.run(make(n));
			});
			for (let from = 0; from < count; from += 50_000) part(from, Math.min(count, from + 50_000));
		},
		async rowsOf(table) {
			return database.prepare<[], Row>(`select * from "${table}"`).all();
		},
		async settle() {
			database.pragma("wal_checkpoint(TRUNCATE)");
		},
		async close() {
			database.close();
		},
	};
}

async function intoPostgres(url: string): Promise<Bulk> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	await client.query("set synchronous_commit = off");
	return {
		async put(table, count, make) {
			if (count === 0) return;
			const columns = Object.keys(make(0))
				.map((name) => `"${name}"`)
				.join(", ");
			const statement = `insert into "${table}" (${columns}) select ${columns} from json_populate_recordset(null::"${table}", $1::json)`;
			for (let from = 0; from < count; from += 5_000) {
				const rows = Array.from({ length: Math.min(count - from, 5_000) }, (_, at) => make(from + at));
				const written = (_: string, value: unknown) => (isBuffer(value) ? `\\x${Buffer.from(value.data).toString("hex")}` : value);
				await client.query(statement, [JSON.stringify(rows, written)]);
			}
		},
		async rowsOf(table) {
			return (await client.query(`select to_json("${table}".*) as row from "${table}"`)).rows.map(({ row }) => row as Row);
		},
		async settle() {
			await client.query("vacuum (analyze)");
			await client.query('update "devices" set "lastSeenAt" = "lastSeenAt"');
		},
		close: () => client.end(),
	};
}

/** What a Buffer is by the time that JSON.stringify asks about it. */
function isBuffer(value: unknown): value is { readonly data: readonly number[] } {
	return typeof value === "object" && value !== null && "type" in value && value.type === "Buffer" && "data" in value;
}
