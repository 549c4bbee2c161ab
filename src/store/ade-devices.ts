import { type Kysely, sql } from "kysely";
import { type AdeDevice, type AdeDeviceStore, type AssignmentState, assignmentStates } from "../ade/ports.ts";
import { adeAssignment } from "./ade-assignment.ts";
import { applyPage } from "./ade-device-page.ts";
import { countStates, inState } from "./ade-device-state.ts";
import { nextBySerial } from "./ade-device-walk.ts";
import type { Dialect } from "./dialect.ts";
import { jsonRows } from "./json-rows.ts";
import type { AdeDeviceRow, Tables } from "./schema.ts";
import { containing } from "./search.ts";

function toDevice({ sequence: _sequence, searchText: _text, standing: _standing, ...device }: AdeDeviceRow): AdeDevice {
	return device;
}

export function adeDeviceStore(db: Kysely<Tables>, dialect: Dialect): AdeDeviceStore {
	const devices = () => db.selectFrom("adeDevices").selectAll();
	return {
		...adeAssignment(db, dialect),
		applyPage: applyPage(db, dialect),
		async removeMissing(tokenId, generation, now) {
			const result = await db
				.updateTable("adeDevices")
				.set({ removedAt: now, updatedAt: now, assignAt: null })
				.where("tokenId", "=", tokenId)
				.where("generation", "<>", generation)
				.where("removedAt", "is", null)
				.executeTakeFirst();
			return Number(result.numUpdatedRows);
		},
		async bySerial(serial) {
			const rows = await devices()
				// Serials are indexed within a token only.
				.where("tokenId", "in", db.selectFrom("adeTokens").select("id"))
				.where("serial", "=", serial)
				.orderBy(sql`case when "removedAt" is null then 0 else 1 end`)
				.orderBy("removedAt", "desc")
				.orderBy("tokenId")
				.execute();
			return rows.map(toDevice);
		},
		async ofToken(tokenId, serials) {
			if (serials.length === 0) return [];
			const rows = jsonRows(
				dialect,
				{ serial: "text" },
				serials.map((serial) => [serial]),
			);
			const found = await devices().where("tokenId", "=", tokenId).where(sql<boolean>`"serial" in ${rows}`).orderBy("serial").execute();
			return found.map(toDevice);
		},
		async list({ tokenId, state, search, wanting, after, limit }, now) {
			const also = search === undefined ? [] : [sql<boolean>`"searchText" like ${containing(search)} escape '\\'`];
			if (wanting !== undefined) {
				const chosen = sql<boolean>`"profileId" = ${wanting.profileId}`;
				// Whoever wants the default is most of a token's devices; whoever chose another is found by its index.
				if (tokenId !== undefined && state === undefined && !wanting.isDefault) {
					const page = { tokenId, condition: chosen, also, after: after ?? "", limit };
					return (await nextBySerial(db, page)).map(toDevice);
				}
				also.push(wanting.isDefault ? sql<boolean>`(${chosen} or "profileId" is null)` : sql<boolean>`coalesce(${chosen}, false)`);
			}
			if (tokenId !== undefined && state !== undefined) {
				const page = { tokenId, condition: inState(state, now), also, after: after ?? "", limit };
				return (await nextBySerial(db, page)).map(toDevice);
			}
			let query = devices();
			if (tokenId !== undefined) query = query.where("tokenId", "=", tokenId);
			if (state !== undefined) query = query.where(inState(state, now));
			for (const condition of also) query = query.where(condition);
			const page = query.$if(after !== undefined, (all) => all.where("serial", ">", after ?? ""));
			const rows = await page.orderBy("serial").orderBy("tokenId").limit(limit).execute();
			const last = rows.at(-1);
			// A serial that several tokens have (it was moved) is not split between two pages: the next one begins after it.
			if (tokenId === undefined && rows.length === limit && last !== undefined) {
				const { serial } = last;
				rows.push(...(await query.where("serial", "=", serial).where("tokenId", ">", last.tokenId).orderBy("tokenId").execute()));
			}
			return rows.map(toDevice);
		},
		async counts(tokenId, now) {
			const counts = Object.fromEntries(assignmentStates.map((state) => [state, 0])) as Record<AssignmentState, number>;
			for (const { state, throttled, n } of (await countStates(tokenId, now).execute(db)).rows) {
				counts[state] += throttled === 1 ? -n : n;
				if (throttled === 1) counts.throttled += n;
			}
			return counts;
		},
		async count(tokenId) {
			// Rather than the many states that are not `removed`: both parts are counted in an index.
			const { rows } = await sql<{ n: number }>`select (select count(*) from "adeDevices" where "tokenId" = ${tokenId})
				- (select count(*) from "adeDevices" where "tokenId" = ${tokenId} and "standing" = 'removed') as "n"`.execute(db);
			return rows[0]?.n ?? 0;
		},
		async dueForAssignment(tokenId, now, { after, limit }) {
			let due = devices().where("tokenId", "=", tokenId).where("assignAt", "is not", null);
			// The plus keeps SQLite from the index by time, behind which it would have to sort. No removed device is ever due.
			due = due.where(sql<boolean>`+"assignAt" <= ${now}`);
			if (after !== "") {
				const last = db.selectFrom("adeDevices").select("sequence").where("tokenId", "=", tokenId).where("serial", "=", after);
				due = due.where("sequence", ">", last);
			}
			return (await due.orderBy("sequence").limit(limit).execute()).map(toDevice);
		},
		async nextAssignment(tokenId) {
			const next = db.selectFrom("adeDevices").select("assignAt").where("tokenId", "=", tokenId).where("assignAt", "is not", null);
			return (await next.orderBy("assignAt").limit(1).executeTakeFirst())?.assignAt ?? null;
		},
		async countChosen(profileId) {
			const all = db.selectFrom("adeDevices").select(db.fn.countAll<number>().as("n")).where("profileId", "=", profileId);
			return (await all.where("removedAt", "is", null).executeTakeFirstOrThrow()).n;
		},
		async chosenCounts(tokenId) {
			const rows = await db
				.selectFrom("adeDevices")
				.select(["profileId", db.fn.countAll<number>().as("n")])
				.where("profileId", "in", db.selectFrom("adeProfiles").select("id").where("tokenId", "=", tokenId))
				.where("removedAt", "is", null)
				.groupBy("profileId")
				.execute();
			return new Map(rows.map(({ profileId, n }) => [profileId ?? "", n]));
		},
		async contacted(tokenId, serial, at) {
			await db
				.updateTable("adeDevices")
				.set({ contactedAt: sql`coalesce("contactedAt", ${at})`, lastContactAt: at })
				.where("tokenId", "=", tokenId)
				.where("serial", "=", serial)
				.execute();
		},
		async forgetRemoved(before, limit) {
			const result = await sql`delete from "adeDevices" where ("tokenId", "serial") in (
				select "tokenId", "serial" from "adeDevices" where "removedAt" < ${before} order by "removedAt" limit ${limit})`.execute(db);
			return Number(result.numAffectedRows ?? 0);
		},
	};
}
