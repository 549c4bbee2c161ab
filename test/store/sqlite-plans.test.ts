import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import Database from "better-sqlite3";
import { checkInSql } from "../../src/store/check-in-sql.ts";
import { openStore } from "../../src/store/open.ts";
import { live } from "../../src/store/state-sql.ts";

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
	for (const column of ["state", "upn", "serial", "deviceId"]) {
		const steps = plan(`select * from "attempts" where "${column}" = ? order by "startedAt" desc, "id" desc limit 50`);
		assert.match(steps, new RegExp(`attemptsBy_${column}`));
		assert.doesNotMatch(steps, /TEMP B-TREE/, column);
	}
	const due = plan(`select * from "attempts" where "awaits" = ? and "awaitsSince" <= ? order by "awaitsSince" limit 100`);
	assert.match(due, /SEARCH attempts USING INDEX attemptsAwaiting \(awaits=\? AND awaitsSince<\?\)/);
	assert.doesNotMatch(due, /TEMP B-TREE/);
	assert.match(plan(`select * from "attempts" order by "startedAt" desc, "id" desc limit 50`), /attemptsByStart/);
	assert.match(plan(`select * from "attempts" where "referenceKey" = ?`), /attemptsByReference/);
	// Renewed identities end every day, as many as there are devices: of them only the range is read, and never all devices.
	const ending = plan(
		`select "devices"."id" from "certificates" cross join "devices" where "devices"."fingerprint" = "certificates"."fingerprint"
		and "devices"."state" ${live} and "certificates"."notAfter" < ? and "certificates"."notAfter" >= ?
		and case when "devices"."state" = 'managed' then 1 else 0 end = 1 order by "certificates"."notAfter", "devices"."id" limit 10`,
	);
	assert.match(ending, /^SEARCH certificates USING INDEX certificatesByEnd .*SEARCH devices USING INDEX devicesOneOpenByFingerprint/);
	database.close();
});

test("an incident is joined, judged again and closed by its indexes, however many there are", async (test) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-plans-"));
	test.after(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, "genkan.db");
	await (await openStore({ kind: "sqlite", file })).close();
	const database = new Database(file);
	const plan = (sql: string, values: number) =>
		database
			.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
			.all(...Array.from({ length: values }, () => null))
			.map((step) => step.detail)
			.join("; ");
	const same = `select * from "incidents" where "subjectKind" = ? and "subjectId" = ? and "code" = ?`;
	assert.match(plan(`${same} and "closedAt" is null`, 3), /SEARCH incidents USING INDEX incidentsOneOpen/);
	const newest = plan(`${same} order by "openedAt" desc, "id" desc limit 1`, 3);
	assert.match(newest, /SEARCH incidents USING INDEX incidentsBySubject/);
	assert.doesNotMatch(newest, /TEMP B-TREE/);
	const due = plan(`select * from "incidents" where "closedAt" is null and "nextCheckAt" <= ? order by "nextCheckAt" limit 50`, 1);
	assert.match(due, /SEARCH incidents USING INDEX incidentsDue/);
	const ended = plan(`select * from "incidents" where substr("id", length("id") - 7) = ? order by "openedAt" desc limit 2`, 1);
	assert.match(ended, /incidentsByEnding/);
	const called = `lower(coalesce("label", "name"))`;
	const named = plan(
		`select * from "devices" where coalesce("label", "name") is not null and ${called} >= ? and ${called} < ? order by ${called}, "id" limit 5`,
		2,
	);
	assert.match(named, /SEARCH devices USING INDEX devicesByCalled/);
	assert.doesNotMatch(named, /TEMP B-TREE/);
	const members = plan(
		`select * from "incidentMembers" where "incidentId" = ? order by "lastAt" desc, "kind" desc, "key" desc limit 20`,
		1,
	);
	assert.match(members, /SEARCH incidentMembers USING INDEX incidentMembersByTime/);
	assert.doesNotMatch(`${due}${members}`, /TEMP B-TREE|SCAN/);
	const keys = `(select "cells"."value" ->> 0, "cells"."value" ->> 1 from jsonb_each(?) as "cells")`;
	const through = plan(
		`select distinct "incidents"."id" from "incidentMembers" inner join "incidents" on "incidents"."id" = "incidentMembers"."incidentId"
		where ("kind", "key") in ${keys} and "incidents"."confirmedAt" is null order by "incidents"."id" limit 50`,
		1,
	);
	assert.match(through, /SEARCH incidentMembers USING INDEX incidentMembersByKey \(kind=\? AND key=\?\)/);
	database.close();
});

test("pages of tries, incidents and the record begin right after the last row seen", async (test) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-plans-"));
	test.after(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, "genkan.db");
	await (await openStore({ kind: "sqlite", file })).close();
	const database = new Database(file);
	const plan = (table: string, instant: string, where: readonly string[]) => {
		const conditions = [...where, `("${instant}", "id") < (?, ?)`].join(" and ");
		const statement = `select * from "${table}" where ${conditions} order by "${instant}" desc, "id" desc limit 51`;
		const values = Array.from({ length: statement.split("?").length - 1 }, () => null);
		return database
			.prepare<unknown[], { detail: string }>(`explain query plan ${statement}`)
			.all(...values)
			.map((step) => step.detail)
			.join("; ");
	};
	const pages = [
		["attempts", "startedAt", [], /SEARCH attempts USING INDEX attemptsByStart \(\(startedAt,id\)<\(\?,\?\)\)/],
		["attempts", "startedAt", ['"upn" = ?', `coalesce("state", '') = ?`], /SEARCH attempts USING INDEX attemptsBy_upn/],
		["attempts", "startedAt", ['"startedAt" >= ?'], /SEARCH attempts USING INDEX attemptsByStart/],
		["incidents", "openedAt", [], /SEARCH incidents USING INDEX incidentsByTime/],
		["incidents", "openedAt", ['"closedAt" is null'], /SEARCH incidents USING INDEX incidentsOpenPages/],
		["incidents", "openedAt", ['"code" = ?'], /SEARCH incidents USING INDEX incidentsByCode/],
		["auditEntries", "at", [], /SEARCH auditEntries USING INDEX auditEntriesPages/],
		["auditEntries", "at", ['"action" in (?)'], /SEARCH auditEntries USING INDEX auditEntriesActionPages/],
		["auditEntries", "at", ['"target" = ?'], /SEARCH auditEntries USING INDEX auditEntriesTargetPages/],
	] as const;
	for (const [table, instant, where, expected] of pages) {
		const steps = plan(table, instant, where);
		assert.match(steps, expected, `${table} ${where.join()}`);
		assert.doesNotMatch(steps, /TEMP B-TREE|SCAN/, `${table} ${where.join()}: ${steps}`);
	}
	const session = database.prepare(`explain query plan select * from "administratorSessions" where "tokenHash" = ?`).all(null);
	assert.match(JSON.stringify(session), /SEARCH administratorSessions USING INDEX administratorSessionsByToken/);
	database.close();
});
