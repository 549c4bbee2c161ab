import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import Database from "better-sqlite3";
import { checkInSql } from "../../src/store/check-in-sql.ts";
import { openStore } from "../../src/store/open.ts";

/** What a statement may never do where there are a million rows: read a whole table, or sort. */
test("the statements of a check-in, and the lists of tries, go by an index", async (test) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-plans-"));
	test.after(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, "genkan.db");
	await (await openStore({ kind: "sqlite", file })).close();
	const database = new Database(file);
	const plan = (sql: string) =>
		database
			.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
			.all(...Array.from({ length: sql.split("?").length - 1 }, () => null))
			.map((step) => step.detail)
			.join("; ");
	const expected: { readonly [K in keyof typeof checkInSql]: RegExp } = {
		enrollment: /devicesOneOpenByFingerprint.*certificatesByFingerprint/,
		touch: /sqlite_autoindex_devices_1/,
		next: /commandsQueue/,
		nextSkippingNotNow: /commandsQueue \(deviceId=\? AND <expr>=\?\)/,
		markSent: /commandsByUuid/,
		finish: /commandsByUuid/,
	};
	for (const [name, sql] of Object.entries(checkInSql)) {
		const steps = plan(sql);
		assert.match(steps, expected[name as keyof typeof checkInSql], name);
		assert.doesNotMatch(steps, /SCAN|TEMP B-TREE/, name);
	}
	for (const column of ["state", "journey", "code", "upn", "serial", "deviceId"]) {
		const steps = plan(`select * from "attempts" where "${column}" = ? order by "startedAt" desc, "id" desc limit 50`);
		assert.match(steps, new RegExp(`attemptsBy_${column}`));
		assert.doesNotMatch(steps, /TEMP B-TREE/, column);
	}
	const due = plan(`select * from "attempts" where "awaits" = ? and "awaitsSince" <= ? order by "awaitsSince" limit 100`);
	assert.match(due, /SEARCH attempts USING INDEX attemptsAwaiting \(awaits=\? AND awaitsSince<\?\)/);
	assert.doesNotMatch(due, /TEMP B-TREE/);
	assert.match(plan(`select * from "attempts" order by "startedAt" desc, "id" desc limit 50`), /attemptsByStart/);
	assert.match(plan(`select * from "attempts" where "referenceKey" = ?`), /attemptsByReference/);
	database.close();
});
