import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import Database from "better-sqlite3";
import type { Log } from "../../src/evidence/log.ts";
import { createLiveFeed } from "../../src/health/live-feed.ts";
import { openStore } from "../../src/store/open.ts";
import { eventually } from "../eventually.ts";
import { attempt } from "../store/rows.ts";

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

test("a step that was numbered before others and is seen after them, as on PostgreSQL, is heard once", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-live-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, "genkan.db");
	const store = await openStore({ kind: "sqlite", file });
	await store.write(({ attempts }) => attempts.insert(attempt("a")));
	const database = new Database(file);
	const put = database.prepare(
		`insert into "attemptSteps" ("sequence", "attemptId", "name", "at", "evidence") values (?, 'a', 'signed-in', 1, '{}')`,
	);
	const feed = createLiveFeed(store.read, silent);
	const heard: number[] = [];
	const listening = await feed.listen(({ steps }) => heard.push(...steps.map(({ sequence }) => sequence)), null);
	put.run(10);
	put.run(12);
	await eventually("what is there is heard", () => heard.includes(12));
	put.run(11);
	await eventually("what came late is heard too", () => heard.includes(11));
	put.run(13);
	await eventually("and it goes on", () => heard.includes(13));
	assert.deepEqual(heard, [10, 12, 11, 13]);
	listening.stop();
	await feed.close();
	database.close();
	await store.close();
});
