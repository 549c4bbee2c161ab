import { after } from "node:test";
import { noPostgres, type PostgresServer, startPostgres } from "../postgres.ts";

/** A house's place on PostgreSQL. */
export interface HouseDatabase {
	readonly url: string;
	drop(): Promise<void>;
}

const asked = process.env["GENKAN_TEST_STORE"] === "postgres";
let server: Promise<PostgresServer | undefined> | undefined;
if (asked) after(async () => (await server)?.stop());

/** With GENKAN_TEST_STORE=postgres a database of its own for each house; else undefined, and the house is on SQLite. */
export async function houseDatabase(): Promise<HouseDatabase | undefined> {
	if (!asked) return undefined;
	server ??= startPostgres();
	const started = await server;
	if (started === undefined) throw new Error(noPostgres);
	const url = await started.database();
	return { url, drop: () => started.drop(url) };
}
