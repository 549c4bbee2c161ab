import { type Kysely, sql } from "kysely";
import type { CrowdStore } from "../enrollment/ports.ts";
import type { Tables } from "./schema.ts";
import { live } from "./state-sql.ts";

export function crowdStore(db: Kysely<Tables>): CrowdStore {
	return {
		async enrolled({ since, limit }) {
			const rows = await db
				.selectFrom("attempts")
				.leftJoin("devices", "devices.id", "attempts.deviceId")
				.select(["attempts.journey", "attempts.userId", "attempts.udid", "attempts.serial", "attempts.product", "attempts.osVersion"])
				.select("devices.ownership")
				.where("attempts.state", "=", "enrolled")
				.where("attempts.startedAt", ">=", since)
				.orderBy("attempts.startedAt", "desc")
				.orderBy("attempts.id", "desc")
				.limit(limit)
				.execute();
			const groups = await groupsOf(
				db,
				rows.flatMap(({ userId }) => userId ?? []),
			);
			return rows.map(({ journey, userId, ownership, ...device }) => ({
				...{ journey, userId, ownership, device },
				groups: userId === null ? [] : (groups.get(userId) ?? []),
			}));
		},
		async holders({ atLeast, groups, limit }) {
			if (groups?.length === 0) return [];
			const ids = (await (groups === null ? ofAll(db, atLeast, limit) : ofGroups(db, groups, atLeast, limit))).rows.map(
				({ userId }) => userId,
			);
			if (ids.length === 0) return [];
			const users = await db.selectFrom("users").select(["id", "enrollmentManager"]).where("id", "in", ids).execute();
			const devices = await db
				.selectFrom("devices")
				.select(["id", "userId", "name", "label", "serial", "product", "state", "enrolledAt", "lastSeenAt"])
				.where("userId", "in", ids)
				.where(sql<boolean>`"state" ${sql.raw(live)}`)
				.execute();
			const byUser = Map.groupBy(devices, ({ userId }) => userId);
			const memberships = await groupsOf(db, ids);
			return users.map(({ id, enrollmentManager }) => ({
				...{ userId: id, enrollmentManager: enrollmentManager === 1 },
				groups: memberships.get(id) ?? [],
				devices: byUser.get(id) ?? [],
			}));
		},
	};
}

/** In the index's own order, so that it ends with the last that is asked for. */
function ofAll(db: Kysely<Tables>, atLeast: number, limit: number) {
	return sql<{ userId: string }>`select "userId" from "devices" where "userId" is not null and "state" ${sql.raw(live)}
		group by "userId" having count(*) >= ${atLeast} limit ${limit}`.execute(db);
}

function ofGroups(db: Kysely<Tables>, groups: readonly string[], atLeast: number, limit: number) {
	return sql<{ userId: string }>`select distinct "userId" from "groupMembers" where "groupId" in (${sql.join(groups)}) and
		(select count(*) from "devices" where "devices"."userId" = "groupMembers"."userId" and "devices"."state" ${sql.raw(live)}) >= ${atLeast}
		limit ${limit}`.execute(db);
}

async function groupsOf(db: Kysely<Tables>, userIds: readonly string[]) {
	const ids = [...new Set(userIds)];
	if (ids.length === 0) return new Map<string, { id: string; name: string }[]>();
	const rows = await db
		.selectFrom("groupMembers")
		.innerJoin("groups", "groups.id", "groupMembers.groupId")
		.select(["groupMembers.userId", "groups.id", "groups.name"])
		.where("groupMembers.userId", "in", ids)
		.orderBy("groups.nameKey")
		.execute();
	return Map.groupBy(rows, ({ userId }) => userId);
}
