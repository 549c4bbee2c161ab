import assert from "node:assert/strict";
import { type Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import type { Dialect } from "../../src/store/dialect.ts";
import { migrations } from "../../src/store/migrate.ts";
import type { Store } from "../../src/store/open.ts";
import { attempt, device, user } from "./rows.ts";

/** A database, as a store has it and as it stands. */
export interface Opened {
	readonly raw: Kysely<Rows>;
	/** Brings it up to this version. */
	open(): Promise<Store>;
}

type Row = Readonly<Record<string, unknown>>;
export type Rows = Readonly<Record<string, Row>>;

/** In the order in which their rows refer to each other. */
const before = [
	...["users", "groups", "groupMembers", "licencePlans", "licenceAssignments"],
	...["devices", "deviceUnlockTokens", "attempts", "corporateIdentifiers"],
];
const made = ["deviceListings", "userKeys"];
/** What the last migration added to tables that had rows. */
const added: Readonly<Record<string, readonly string[]>> = {
	groupMembers: ["upn"],
	licenceAssignments: ["upn"],
	devices: ["label"],
	corporateIdentifiers: ["searchText"],
};

/** Rows that the version before wrote are after the upgrade what this version would have written, in every table. */
export async function upgradeKeepsRows(dialect: Dialect, fresh: Opened, old: Opened): Promise<void> {
	const store = await fresh.open();
	await fill(store);
	const provider = {
		getMigrations: async () => Object.fromEntries(Object.entries(migrations).map(([name, make]) => [name, make(dialect)])),
	};
	const { error } = await new Migrator({ db: old.raw, provider }).migrateTo("0007-administrators");
	assert.equal(error, undefined);
	for (const table of before) {
		const rows = (await all(fresh.raw, table)).map((row) => asBefore(table, row));
		for (let at = 0; at < rows.length; at += 100)
			await old.raw
				.insertInto(table)
				.values(rows.slice(at, at + 100))
				.execute();
	}
	const upgraded = await old.open();
	try {
		for (const table of [...before, ...made]) {
			const now = await all(old.raw, table);
			assert.ok(now.length > 0, table);
			assert.deepEqual(now, await all(fresh.raw, table), table);
		}
		for (const filter of [
			{},
			{ search: "EXAMPLE" },
			{ state: "retired" },
			{ osBelow: "18.2" },
			{ platform: "iPad" },
			{ userId: "u1" },
		] as const) {
			const page = await upgraded.read.devices.page({ ...filter, limit: 500 });
			assert.ok(page.length > 0);
			assert.deepEqual(page, await store.read.devices.page({ ...filter, limit: 500 }));
		}
		for (const filter of [{}, { plan: "INTUNE_A" }, { groupId: "g" }, { search: "u1" }, { plan: "INTUNE_A", licence: "no-seat" }] as const)
			assert.deepEqual(await upgraded.read.users.page({ ...filter, limit: 9 }), await store.read.users.page({ ...filter, limit: 9 }));
	} finally {
		await upgraded.close();
		await store.close();
	}
}

async function fill(store: Store): Promise<void> {
	await store.write(async ({ users, groups, licences, devices, attempts, corporateIdentifiers }) => {
		for (const id of ["u1", "u2", "u3"]) await users.upsert(user(id, { displayName: `高橋 ${id}` }));
		await groups.upsert({ id: "g", name: "営業部" });
		for (const id of ["u1", "u3"]) await groups.addMember("g", id);
		await licences.upsertPlan({ plan: "INTUNE_A", name: "A", authority: "intune", seats: 1 });
		for (const userId of ["u2", "u1"]) await licences.assignWithinSeats({ userId, plan: "INTUNE_A", assignedAt: 5 });
		await corporateIdentifiers.upsert({ serial: "C02A", details: "受付", importedAt: 3 });
		// More than are listed at once.
		for (let n = 0; n < 305; n++) {
			const state = n % 4 === 0 ? "retired" : "managed";
			const own = { name: n % 5 === 0 ? `Éva ${n}` : null, userId: n % 3 === 0 ? "u1" : null, serial: n % 7 === 0 ? null : `S${n}` };
			const product = n % 6 === 0 ? null : n % 2 === 0 ? "iPad14,1" : "iPhone15,2";
			const unlockToken = n === 1 ? Uint8Array.of(1, 2) : null;
			await devices.insert(
				device(`d${n}`, { ...own, state, product, unlockToken, osVersion: n % 6 === 1 ? null : `18.${n % 5}`, enrolledAt: n }),
			);
		}
		await attempts.insert(attempt("a", { userId: "u1", upn: "u1@example.com", code: "os-too-old", deviceId: "d3" }));
	});
}

function asBefore(table: string, row: Row): Row {
	const kept = Object.entries(row).filter(([name]) => added[table]?.includes(name) !== true);
	return { ...Object.fromEntries(kept), ...(table === "devices" ? { searchText: "as it was" } : {}) };
}

async function all(db: Kysely<Rows>, table: string): Promise<Row[]> {
	const { rows } = await sql<Row>`select * from ${sql.table(table)}`.execute(db);
	const key = (row: Row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
	return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
