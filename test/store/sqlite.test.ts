import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openStore } from "../../src/store/open.ts";
import { runSuite } from "./suite.ts";

test("the store on SQLite", async (test) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-sqlite-"));
	test.after(() => rmSync(folder, { recursive: true, force: true }));
	let files = 0;
	await runSuite(test, () => openStore({ kind: "sqlite", file: join(folder, `${++files}.db`) }));
});
