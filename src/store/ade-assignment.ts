import { type Kysely, sql } from "kysely";
import type { AdeDeviceStore } from "../ade/ports.ts";
import { soonest } from "./ade-device-state.ts";
import type { Dialect } from "./dialect.ts";
import { jsonRows } from "./json-rows.ts";
import type { Tables } from "./schema.ts";

type Assignment = Pick<AdeDeviceStore, "markTried" | "recordResults" | "settle" | "settleUnwanted" | "chooseProfile" | "requestAssignment">;

const answers = { tokenId: "text", serial: "text", result: "text", assignAt: "instant", throttledUntil: "instant" } as const;

/** A try whose answer is not known, or was no success, is over too: it must not go on to be the state of a device that has what is wanted. */
const settled = sql.raw(`"assignAt" = null, "tries" = 0, "throttledUntil" = null,
	"triedUuid" = case when "triedUuid" = "profileUuid" then "triedUuid" end,
	"triedAt" = case when "triedUuid" = "profileUuid" then "triedAt" end,
	"result" = case when "triedUuid" = "profileUuid" then 'SUCCESS' end`);

/** What is wanted of devices, what Apple was told to assign, and what it answered. */
export function adeAssignment(db: Kysely<Tables>, dialect: Dialect): Assignment {
	const among = (serials: readonly string[]) => {
		const rows = serials.map((serial) => [serial]);
		return sql<boolean>`"serial" in ${jsonRows(dialect, { serial: "text" }, rows)}`;
	};
	return {
		async markTried(tokenId, serials, uuid, now) {
			if (serials.length === 0) return;
			const tried = sql`"tokenId" = ${tokenId} and ${among(serials)} and "removedAt" is null`;
			await sql`update "adeDevices" set "triedUuid" = ${uuid}, "triedAt" = ${now}, "result" = null, "throttledUntil" = null,
				"tries" = case when "triedUuid" = ${uuid} then "tries" else 0 end where ${tried}`.execute(db);
			// Due until the answer is known: whoever starts after a cut-off finds them. And never due later than the try: see recordResults. Apart, because
			// nearly all are due already, and to write the time again would cost two indexes.
			await sql`update "adeDevices" set "assignAt" = ${now}
				where ${tried} and ("assignAt" is null or "assignAt" > ${now})`.execute(db);
		},
		async recordResults(tokenId, uuid, results, now) {
			if (results.length === 0) return;
			const rows = results.map((row) => [tokenId, row.serial, row.result, row.assignAt, row.throttledUntil]);
			const newly = sql`("answer"."result" = 'SUCCESS' and not coalesce("profileUuid" = ${uuid} and "profileStatus" in ('assigned', 'pushed'), false))`;
			// What became due after the try was asked for while Apple was thinking: its answer to the older question must not end that.
			// The token stands in each row: were it a value apart, SQLite would go through all devices of the token, and for each through the answers.
			await sql`update "adeDevices" set "result" = "answer"."result", "triedUuid" = ${uuid}, "updatedAt" = ${now},
				"throttledUntil" = "answer"."throttledUntil",
				"tries" = case "answer"."result" when 'SUCCESS' then 0 when 'THROTTLED' then "tries" else "tries" + 1 end,
				"assignAt" = case when "removedAt" is not null then null
					when "adeDevices"."assignAt" > "triedAt" then "adeDevices"."assignAt"
					when "answer"."result" <> 'SUCCESS' then "answer"."assignAt" end,
				"profileUuid" = case when ${newly} then ${uuid} else "profileUuid" end,
				"profileStatus" = case when ${newly} then 'assigned' else "profileStatus" end,
				"profileAssignedAt" = case when ${newly} then ${now} else "profileAssignedAt" end,
				"profilePushedAt" = case when ${newly} then null else "profilePushedAt" end
				from ${jsonRows(dialect, answers, rows)} as "answer"
				where "adeDevices"."tokenId" = "answer"."tokenId" and "adeDevices"."serial" = "answer"."serial"`.execute(db);
		},
		async settle(tokenId, serials) {
			if (serials.length === 0) return;
			await sql`update "adeDevices" set ${settled} where "tokenId" = ${tokenId} and ${among(serials)}`.execute(db);
		},
		async settleUnwanted(tokenId, limit) {
			const unwanted = sql`"tokenId" = ${tokenId} and "profileId" is null`;
			const result = await sql`update "adeDevices" set ${settled} where "tokenId" = ${tokenId} and "serial" in (
				select "serial" from "adeDevices" where ${unwanted} and "assignAt" is not null
				union all select "serial" from "adeDevices" where ${unwanted} and "assignAt" is null
					and "standing" in ('failed', 'not-accessible', 'assigning')
				limit ${limit})
				and not exists (select 1 from "adeTokens" where "id" = ${tokenId} and "defaultProfileId" is not null)`.execute(db);
			return Number(result.numAffectedRows ?? 0);
		},
		async chooseProfile(tokenId, serials, profileId, now) {
			if (serials.length === 0) return [];
			const rows = await db
				.updateTable("adeDevices")
				.set({ profileId, assignAt: soonest(now), tries: 0 })
				.where("tokenId", "=", tokenId)
				.where("removedAt", "is", null)
				.where(among(serials))
				.returning("serial")
				.execute();
			const found = new Set(rows.map((row) => row.serial));
			return [...new Set(serials)].filter((serial) => !found.has(serial));
		},
		async requestAssignment(tokenId, { profileId, isDefault }, now) {
			const query = db
				.updateTable("adeDevices")
				.set({ assignAt: soonest(now), tries: 0 })
				.where("tokenId", "=", tokenId)
				.where("removedAt", "is", null)
				.where((where) =>
					isDefault ? where.or([where("profileId", "=", profileId), where("profileId", "is", null)]) : where("profileId", "=", profileId),
				);
			return Number((await query.executeTakeFirst()).numUpdatedRows);
		},
	};
}
