import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import Database from "better-sqlite3";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Stores } from "../../src/store/stores.ts";
import { device, user } from "./rows.ts";

type List = (stores: Stores) => Promise<unknown>;

const after = { at: 9, id: "x" };
const limit = 51;
/** Of a list of tries, by which index its page is found; each alone has all that the filter asks for. */
const attempts: readonly (readonly [RegExp, Parameters<Stores["attempts"]["list"]>[0]])[] = [
	[/COVERING INDEX attemptsByStart$/, { limit }],
	[/COVERING INDEX attemptsByStart \(/, { limit, after }],
	[/COVERING INDEX attemptsByStart \(/, { limit, since: 1, until: 9 }],
	[/COVERING INDEX attemptsBy_state \(state=\? AND \(startedAt,id\)/, { limit, state: "refused", after }],
	[/COVERING INDEX attemptsBy_state \(state=\? AND startedAt</, { limit, state: "open", until: 9 }],
	[/COVERING INDEX attemptsBy_journey \(journey=\? AND state=\?\)/, { limit, journey: "renewal" }],
	[/COVERING INDEX attemptsBy_journey \(journey=\? AND state=\? AND \(startedAt,id\)/, { limit, journey: "web", state: "stopped", after }],
	[/COVERING INDEX attemptsBy_code \(code=\? AND state=\?\)/, { limit, code: "os-too-old" }],
	[/COVERING INDEX attemptsBy_code \(code=\? AND state=\? AND \(startedAt,id\)/, { limit, code: "os-too-old", state: "enrolled", after }],
	[/COVERING INDEX attemptsBy_code \(code=\? AND state=\?\)/, { limit, code: "os-too-old", state: "open", journey: "web" }],
	[/COVERING INDEX attemptsBy_code \(code=\? AND state=\? AND startedAt>/, { limit, code: "os-too-old", journey: "web", since: 1 }],
	[/INDEX attemptsBy_upn \(upn=\?\)/, { limit, upn: "a@b", code: "os-too-old", state: "open" }],
	[/INDEX attemptsBy_serial \(serial=\?\)/, { limit, serial: "A", upn: "a@b", journey: "web" }],
];
const byTime = /COVERING INDEX deviceListingsByTime( \(|$)/;
const devices: readonly (readonly [RegExp, Parameters<Stores["devices"]["page"]>[0]])[] = [
	[byTime, { limit }],
	[byTime, { limit, after }],
	[byTime, { limit, search: "x" }],
	[byTime, { limit, search: "x", state: "managed", ownership: "company", platform: "iPad", osBelow: "17.0", after }],
	[byTime, { limit, osBelow: "1.0" }],
	[byTime, { limit, platform: "iPad", state: "wiped" }],
	[byTime, { limit, notSeenSince: 9 }],
	[/COVERING INDEX deviceListingsByState \(state=\?\)/, { limit, state: "managed" }],
	[/COVERING INDEX deviceListingsByState \(state=\? AND \(enrolledAt,id\)/, { limit, state: "managed", after }],
	[/SEARCH deviceListings USING INDEX sqlite_autoindex_deviceListings_1 \(id=\?\)/, { limit, userId: "u", state: "wiped", after }],
	[/devicesByUser \(userId=\?\)/, { limit, userId: "u" }],
];
const people: readonly (readonly [RegExp, Parameters<Stores["users"]["page"]>[0]])[] = [
	[/SCAN lead USING COVERING INDEX usersByUpn/, { limit }],
	[/SEARCH lead USING COVERING INDEX usersByUpn \(upn>\?\)/, { limit, after: "u" }],
	[/SEARCH lead USING COVERING INDEX userKeysByKey \(key>\? AND key<\?\)/, { limit, search: "x" }],
	[/INDEX usersDisabled/, { limit, enabled: false }],
	[
		/SEARCH lead USING COVERING INDEX licenceAssignmentsByName \(plan=\? AND upn>\?\)/,
		{ limit, plan: "A", licence: "no-seat", after: "u" },
	],
	[/SEARCH lead USING COVERING INDEX licenceAssignmentsByName \(plan=\?\)/, { limit, plan: "A", licence: "active" }],
	[/SEARCH lead USING COVERING INDEX licenceAssignmentsByName \(plan=\?\)/, { limit, plan: "A" }],
	[/SEARCH lead USING COVERING INDEX groupMembersByName \(groupId=\? AND upn>\?\)/, { limit, groupId: "g", after: "u" }],
	[/SEARCH lead USING COVERING INDEX groupMembersByName \(groupId=\?\)/, { limit, groupId: "g", plan: "A", enabled: false, search: "x" }],
];
const others: readonly (readonly [RegExp, string, List])[] = [
	[/INDEX incidentsByTime \(/, "incidents", (s) => s.incidents.list({ after, limit })],
	[/INDEX incidentsOpenPages \(/, "open incidents", (s) => s.incidents.list({ open: true, after, limit })],
	[/INDEX incidentsByCode \(code=\? AND/, "incidents of a code", (s) => s.incidents.list({ code: "x", after, limit })],
	[/INDEX auditEntriesPages \(/, "the record", (s) => s.audit.list({ since: 1, after, limit })],
	[/INDEX auditEntriesActionPages \(action=\? AND/, "the record of an action", (s) => s.audit.list({ actions: ["x"], after, limit })],
	[/INDEX auditEntriesTargetPages \(target=\? AND/, "the record of a target", (s) => s.audit.list({ target: "x", after, limit })],
	[/INDEX auditEntriesActorPages \(actorName=\? AND/, "the record of a person", (s) => s.audit.list({ actorName: "x", after, limit })],
	[/COVERING INDEX corporateIdentifiersSearch/, "identifiers", (s) => s.corporateIdentifiers.page({ search: "x", after: "A", limit })],
	[/INDEX blockedDevicesByTime/, "blocked devices", (s) => s.blockedDevices.page({ search: "x", after, limit })],
	[/COVERING INDEX deviceListingsByState/, "how many in each state", (s) => s.devices.countByState()],
	[/COVERING INDEX devicesByUser/, "who has most devices", (s) => s.crowd.holders({ atLeast: 9, groups: null, limit })],
	[/COVERING INDEX devicesByUser \(userId=\?\)/, "of a group", (s) => s.crowd.holders({ atLeast: 9, groups: ["g"], limit })],
];

/** The statements that the store truly sends, and how SQLite answers them: a list that finds little may never read rows that it does not show. */
test("each list, by each of its filters, goes by an index that holds what it is filtered by", async (test) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-plans-"));
	test.after(() => rmSync(folder, { recursive: true, force: true }));
	const sent: string[] = [];
	const watch = (writer: Database.Database) => {
		const prepare = writer.prepare.bind(writer);
		writer.prepare = ((sql: string) => {
			sent.push(sql);
			return prepare(sql);
		}) as typeof writer.prepare;
	};
	const file = join(folder, "genkan.db");
	const store = await openSqlite(file, { tune: watch });
	await store.write(async (stores) => {
		await stores.users.upsert(user("u"));
		await stores.devices.insert(device("d", { userId: "u" }));
	});
	const explained = new Database(file);
	const plansOf = async (list: List): Promise<string[]> => {
		sent.length = 0;
		await store.write(list);
		const statements = sent.splice(0).filter((sql) => /^\s*select/.test(sql));
		return statements.map((sql) => {
			const values = Array.from({ length: sql.split("?").length - 1 }, () => null);
			const steps = explained.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...values);
			return steps.map(({ detail }) => detail).join("\n");
		});
	};
	const cases: readonly (readonly [RegExp, string, List])[] = [
		...attempts.map(([plan, filter]) => [plan, `tries ${JSON.stringify(filter)}`, (s: Stores) => s.attempts.list(filter)] as const),
		...devices.map(([plan, filter]) => [plan, `devices ${JSON.stringify(filter)}`, (s: Stores) => s.devices.page(filter)] as const),
		...people.map(([plan, filter]) => [plan, `people ${JSON.stringify(filter)}`, (s: Stores) => s.users.page(filter)] as const),
		...others,
	];
	for (const [expected, name, list] of cases) {
		const plans = await plansOf(list);
		const page = plans.at(-1) ?? "";
		assert.match(page, new RegExp(expected.source, "m"), name);
		for (const plan of plans) {
			// Whole tables are read nowhere; of what is chosen already, and of an index that alone has what is asked for, all may be.
			assert.doesNotMatch(
				plan,
				/^SCAN (?!page|found|newest|some|lead USING COVERING|\(subquery|\w+ USING (COVERING )?INDEX|\d+ CONSTANT)/m,
				`${name}:\n${plan}`,
			);
		}
	}
	explained.close();
	await store.close();
});
