import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { openStore } from "../../src/store/open.ts";
import { runSuite } from "./suite.ts";
import { type Rows, upgradeKeepsRows } from "./upgrade.ts";

test("the store on SQLite", async (test) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-sqlite-"));
	test.after(() => rmSync(folder, { recursive: true, force: true }));
	let files = 0;
	const opened = () => {
		const file = join(folder, `${++files}.db`);
		const database = new Database(file);
		test.after(() => database.close());
		return { raw: new Kysely<Rows>({ dialect: new SqliteDialect({ database }) }), open: () => openStore({ kind: "sqlite", file }) };
	};
	await test.test("an upgrade keeps every row", () => upgradeKeepsRows("sqlite", opened(), opened()));
	await runSuite(test, () => openStore({ kind: "sqlite", file: join(folder, `${++files}.db`) }));
});
