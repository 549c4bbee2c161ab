import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type Database from "better-sqlite3";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Stores } from "../../src/store/stores.ts";
import { adeVisit, appleDevice, incident, insertToken } from "./ade-rows.ts";

/** Every statement that the store truly sends, and by which index SQLite answers it: a token may have 200,000 devices. */
test("the statements of Automated Device Enrollment go by their indexes", async (test) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-plans-"));
	test.after(() => rmSync(folder, { recursive: true, force: true }));
	const sent: string[] = [];
	let database: Database.Database | undefined;
	const watch = (writer: Database.Database) => {
		database = writer;
		const prepare = writer.prepare.bind(writer);
		writer.prepare = ((sql: string) => {
			sent.push(sql);
			return prepare(sql);
		}) as typeof writer.prepare;
	};
	const store = await openSqlite(join(folder, "genkan.db"), { tune: watch });
	/** The plans of the statements that this call was the first to send. */
	async function plans(call: (stores: Stores) => Promise<unknown>): Promise<string[]> {
		sent.length = 0;
		await store.write(call);
		const statements = sent.splice(0).filter((sql) => /^\s*(select|insert|update|delete|with)/.test(sql));
		return statements.map((sql) => {
			const explain = database?.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`);
			const values = Array.from({ length: sql.split("?").length - 1 }, () => null);
			return (explain?.all(...values) ?? []).map((step) => step.detail).join("; ");
		});
	}
	const serials = Array.from({ length: 50 }, (_, n) => `S${n}`);
	await store.write(async (stores) => {
		await insertToken(stores, "t");
		await stores.adeDevices.applyPage(
			"t",
			serials.map((serial) => appleDevice(serial)),
			{ generation: 1, now: 1 },
		);
		await stores.incidents.open(incident("1"));
		await stores.adeVisits.insert(adeVisit("v"));
	});
	const results = serials.map((serial) => ({ serial, result: "FAILED", assignAt: 9, throttledUntil: null }) as const);
	const page = serials.map((serial) => appleDevice(serial));
	const cases: readonly (readonly [string, RegExp, (stores: Stores) => Promise<unknown>])[] = [
		["named again", /BySerial \(tokenId=\? AND serial=\?\)/, (s) => s.adeDevices.applyPage("t", page, { generation: 2, now: 1 })],
		["tried", /BySerial \(tokenId=\? AND serial=\?\)/, (s) => s.adeDevices.markTried("t", serials, "U", 1)],
		[
			"wanting a profile by choice",
			/ByProfile \(profileId=\?\)/,
			(s) => s.adeDevices.list({ tokenId: "t", wanting: { profileId: "p", isDefault: false }, limit: 100 }, 1),
		],
		[
			"of a state, few",
			/ByStanding \(tokenId=\? AND standing=\?\)/,
			(s) => s.adeDevices.list({ tokenId: "t", state: "assigning", limit: 100 }, 1),
		],
		[
			"of a state, many",
			/(ByStanding \(tokenId=\? AND standing=\?\))|(BySerial \(tokenId=\? AND serial>\?\))/,
			(s) => s.adeDevices.list({ tokenId: "t", state: "assigning", limit: 1 }, 1),
		],
		["results", /BySerial \(tokenId=\? AND serial=\?\)/, (s) => s.adeDevices.recordResults("t", "U", results, 1)],
		["settled", /BySerial \(tokenId=\? AND serial=\?\)/, (s) => s.adeDevices.settle("t", serials)],
		[
			"unwanted",
			/ByAssignAt \(tokenId=\? AND assignAt>\?\).*ByStanding \(tokenId=\? AND standing=\?\)/,
			(s) => s.adeDevices.settleUnwanted("t", 9),
		],
		["chosen", /BySerial \(tokenId=\? AND serial=\?\)/, (s) => s.adeDevices.chooseProfile("t", serials, "p", 1)],
		["due", /ToAssign \(tokenId=\?\)/, (s) => s.adeDevices.dueForAssignment("t", 9, { after: "", limit: 9 })],
		["due after", /ToAssign \(tokenId=\? AND sequence>\?\)/, (s) => s.adeDevices.dueForAssignment("t", 9, { after: "S1", limit: 9 })],
		["next", /COVERING INDEX adeDevicesByAssignAt/, (s) => s.adeDevices.nextAssignment("t")],
		["count", /COVERING INDEX adeDevices.*ByStanding \(tokenId=\? AND standing=\?\)/, (s) => s.adeDevices.count("t")],
		["counts", /ByStanding \(tokenId=\?\).*Throttled \(tokenId=\? AND throttledUntil>\?\)/, (s) => s.adeDevices.counts("t", 1)],
		["list", /BySerial \(tokenId=\? AND serial>\?\)/, (s) => s.adeDevices.list({ tokenId: "t", after: "S1", limit: 9 }, 1)],
		[
			"throttled",
			/Throttled \(tokenId=\? AND throttledUntil>\?\)/,
			(s) => s.adeDevices.list({ tokenId: "t", state: "throttled", limit: 9 }, 1),
		],
		["by serial", /BySerial \(tokenId=\? AND serial=\?\)/, (s) => s.adeDevices.bySerial("S1")],
		["of token", /BySerial \(tokenId=\? AND serial=\?\)/, (s) => s.adeDevices.ofToken("t", serials)],
		["countChosen", /ByProfile/, (s) => s.adeDevices.countChosen("p")],
		["chosenCounts", /ByProfile \(profileId=\?\).*ByName \(tokenId=\?\)/, (s) => s.adeDevices.chosenCounts("t")],
		["forget", /Removed \(removedAt<\?\)/, (s) => s.adeDevices.forgetRemoved(1, 9)],
		["visit", /adeVisitsByProvider/, (s) => s.adeVisits.byProviderStateHash("x")],
		["visits of a try", /adeVisitsByAttempt/, (s) => s.adeVisits.ofAttempt("a")],
		["visits of a device", /adeVisitsBySerial/, (s) => s.adeVisits.endOthers("S", "x")],
		["visits that ended", /adeVisitsByEnd/, (s) => s.adeVisits.deleteExpired(1, 9)],
		["incident closed", /incidentsOneOpen/, (s) => s.incidents.close(incident("1"), 1, "mended")],
		["open of", /incidents(OneOpen|BySubject)/, (s) => s.incidents.openOf(incident("1").subject)],
		["open of many", /incidentsOneOpen \(subjectKind=\? AND subjectId=\?\)/, (s) => s.incidents.openAmong([incident("1").subject])],
		["incidents", /incidentsByTime/, (s) => s.incidents.list({ limit: 9 })],
		["open incidents", /incidentsOpen/, (s) => s.incidents.list({ open: true, limit: 9 })],
		["incidents of a code", /incidentsByCode/, (s) => s.incidents.list({ code: "x", limit: 9 })],
		["the few incidents that a change mended", /incidentsMended/, (s) => s.incidents.list({ mendedBy: ["x", "y"], limit: 9 })],
		["the few incidents to tell of", /noticedIncidentsOpen.*SEARCH incidents USING INDEX \S+ \(id=\?\)/, (s) => s.notices.watched([], 9)],
		["what was seen outside", /observationsAt/, (s) => s.observations.prune(1, 9)],
		["who changed something", /auditEntriesTargetPages \(target=\?/, (s) => s.audit.list({ target: "x", limit: 9 })],
		[
			"the few changes by a command",
			/auditEntriesActionPages \(action=\?/,
			(s) => s.audit.list({ since: 1, actions: ["x", "y"], limit: 9 }),
		],
		["a change", /autoindex_auditEntries_1 \(id>\? AND id<\?\)/, (s) => s.audit.find("01")],
		["a message that is due", /noticeDeliveriesDue \(kind=\? AND dueAt<\?\)/, (s) => s.noticeDeliveries.anyDue("mail", 1)],
		[
			"messages that are due",
			/noticeDeliveriesDue \(kind=\? AND dueAt<\?\)/,
			(s) => s.noticeDeliveries.claim({ kind: "mail", now: 1, leaseUntil: 2, limit: 9, except: ["x"] }),
		],
		["what was told", /noticeEventsAt/, (s) => s.notices.prune(1, 9)],
		["who is waited for", /attemptsAwaiting/, (s) => s.gauges.waiting()],
		["the newest tries", /attemptsByStart \(startedAt>\?\)/, (s) => s.gauges.tries(1, 9)],
		["challenges of a try", /challengesUnused/, (s) => s.challenges.forgetUnused("a", 1)],
		["faults of a peer", /faultsByPeer/, (s) => s.faults.writtenSince({ face: "", peer: "", code: "", detail: "", attemptId: null }, 1, 9)],
		["challenges that ended", /challengesByEnd/, (s) => s.challenges.pruneEnded(1, 9)],
		["closed", /incidentsClosed/, (s) => s.incidents.pruneClosed(1, 9)],
	];
	for (const [name, expected, call] of cases) {
		const steps = await plans(call);
		assert.match(steps.join(" | "), expected, name);
		for (const plan of steps) {
			assert.doesNotMatch(plan, /SCAN (adeDevices|adeVisits)|SCAN incidents(?! USING INDEX incidents(ByTime|Open))/, name);
			// Only a few rows may be sorted.
			if (!/few|throttled|by serial|of a try|open of|forget/.test(name)) assert.doesNotMatch(plan, /USE TEMP B-TREE FOR ORDER BY/, name);
		}
	}
	await store.close();
});
