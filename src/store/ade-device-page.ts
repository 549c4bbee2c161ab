import { type Kysely, type RawBuilder, sql } from "kysely";
import type { AdeDeviceStore } from "../ade/ports.ts";
import type { AppleDevice } from "../protocol/ade/device.ts";
import { soonest } from "./ade-device-state.ts";
import type { Dialect } from "./dialect.ts";
import { jsonRows } from "./json-rows.ts";
import type { Tables } from "./schema.ts";
import { searchText } from "./search.ts";

/** What describes the device; Apple leaves it out of the record of a device that is gone. */
const description = {
	model: "text",
	description: "text",
	color: "text",
	assetTag: "text",
	family: "text",
	os: "text",
	serverAssignedAt: "instant",
	serverAssignedBy: "text",
	migrationDeadlineAt: "instant",
} as const;
const profile = { profileStatus: "text", profileUuid: "text", profileAssignedAt: "instant", profilePushedAt: "instant" } as const;
const cells = { serial: "text", ...description, ...profile, opAt: "instant", removedAt: "instant", searchText: "text" } as const;

const names = (columns: object) => Object.keys(columns).map((name) => `"${name}"`);
const raw = (parts: readonly string[], between = ", ") => sql.raw(parts.join(between));

/** The profile that Apple will give to the device, of `adeDevices` or of `excluded`. */
const appleHas = (row: string) => `(case when ${row}."profileStatus" in ('assigned', 'pushed') then ${row}."profileUuid" end)`;

/** Apple sends records late and twice: one that is older than what is known changes nothing. A fetch has no times; what it says is so now. */
const newer = `(excluded."opAt" is null or "adeDevices"."opAt" is null or excluded."opAt" >= "adeDevices"."opAt")`;
/** An unchanged record must not cost a write. */
const changed = `(${[
	...names({ ...description, ...profile }).map((name) => `"adeDevices".${name} is distinct from excluded.${name}`),
	`coalesce(excluded."opAt", "adeDevices"."opAt") is distinct from "adeDevices"."opAt"`,
	`(excluded."removedAt" is null) <> ("adeDevices"."removedAt" is null)`,
	`"adeDevices"."result" = 'NOT_ACCESSIBLE'`,
].join(" or ")})`;
const gone = `excluded."removedAt" is not null`;
const cameBack = `("adeDevices"."removedAt" is not null and excluded."removedAt" is null)`;
/** Somebody or something else changed the profile at Apple; or Apple, which did not let us see the device, names it again. */
const toLookAt = `(${appleHas("excluded")} is distinct from ${appleHas('"adeDevices"')} and coalesce(${appleHas("excluded")} <> "adeDevices"."triedUuid", true))
	or "adeDevices"."result" = 'NOT_ACCESSIBLE'`;

/** What we tried in an earlier time of the device with us says nothing about this one. */
const unlessBack = (column: string, fresh: string) => `"${column}" = case when ${cameBack} then ${fresh} else "adeDevices"."${column}" end`;

const sets = raw([
	...[...names(description), '"searchText"'].map(
		(name) => `${name} = case when ${gone} then coalesce("adeDevices".${name}, excluded.${name}) else excluded.${name} end`,
	),
	...names(profile).map((name) => `${name} = excluded.${name}`),
	`"opAt" = coalesce(excluded."opAt", "adeDevices"."opAt")`,
	`"removedAt" = case when ${gone} then coalesce("adeDevices"."removedAt", excluded."removedAt") end`,
	`"updatedAt" = excluded."updatedAt"`,
	// Generations begin at 1. 0: a sync, which names nobody.
	`"generation" = case excluded."generation" when 0 then "adeDevices"."generation" else excluded."generation" end`,
	unlessBack("triedUuid", "null"),
	unlessBack("triedAt", "null"),
	unlessBack("throttledUntil", "null"),
	// Apple has what we assigned: whatever its answer was, or even if none came, it is done.
	`"result" = case when ${cameBack} then null
		when ${appleHas("excluded")} = "adeDevices"."triedUuid" then 'SUCCESS' else "adeDevices"."result" end`,
	`"tries" = case when ${cameBack} or ${appleHas("excluded")} = "adeDevices"."triedUuid" then 0 else "adeDevices"."tries" end`,
]);
const condition = sql.raw(`${newer} and ${changed}`);

/** One record a serial, for PostgreSQL refuses to touch a row twice in a statement: by the same rule as between page and store. */
function newestOfEach(devices: readonly AppleDevice[]): AppleDevice[] {
	const kept = new Map<string, AppleDevice>();
	for (const device of devices) {
		const before = kept.get(device.serial);
		if (before === undefined) kept.set(device.serial, device);
		else if (device.opAt === null) kept.set(device.serial, { ...device, opAt: before.opAt });
		else if (before.opAt === null || device.opAt >= before.opAt) kept.set(device.serial, device);
	}
	return [...kept.values()];
}

function cellsOf(device: AppleDevice, now: number): (string | number | null)[] {
	const row = {
		...device,
		removedAt: device.op === "deleted" ? Math.min(device.opAt ?? now, now) : null,
		searchText: searchText([device.serial, device.model, device.description, device.assetTag]),
	};
	return columnNames.map((name) => row[name]);
}
const columnNames = Object.keys(cells) as (keyof typeof cells)[];

function upsert(tokenId: string, rows: RawBuilder<unknown>, generation: number | null, now: number): RawBuilder<unknown> {
	const columns = names(cells);
	return sql`insert into "adeDevices" (${raw(columns)}, "tokenId", "generation", "firstSeenAt", "updatedAt", "tries", "assignAt")
		select ${raw(columns)}, cast(${tokenId} as text), cast(${generation ?? 0} as integer), cast(${now} as bigint), cast(${now} as bigint), 0,
			case when "removedAt" is null then cast(${now} as bigint) end
		from ${rows} as "page" where true
		on conflict ("tokenId", "serial") do update set ${sets},
			"assignAt" = case when ${sql.raw(gone)} then null when ${sql.raw(cameBack)} then excluded."updatedAt"
				when ${sql.raw(toLookAt)} then ${soonest(now)} else "adeDevices"."assignAt" end
		where ${condition}`;
}

/** A page of Apple's answer becomes rows: what is new or changed by one statement, and in a full fetch the mark of having been named by another. */
export function applyPage(db: Kysely<Tables>, dialect: Dialect): AdeDeviceStore["applyPage"] {
	return async (tokenId, devices, { generation, now }) => {
		if (devices.length === 0) return;
		const rows = newestOfEach(devices);
		const page = jsonRows(
			dialect,
			cells,
			rows.map((device) => cellsOf(device, now)),
		);
		const { numAffectedRows } = await upsert(tokenId, page, generation, now).execute(db);
		if (generation === null || numAffectedRows === BigInt(rows.length)) return;
		// Rows that Apple names unchanged: apart from the statement above, so that they are rewritten without touching an index.
		const serials = jsonRows(
			dialect,
			{ serial: "text" },
			rows.map((device) => [device.serial]),
		);
		await sql`update "adeDevices" set "generation" = ${generation}
			where "tokenId" = ${tokenId} and "serial" in ${serials} and "generation" <> ${generation}`.execute(db);
	};
}
