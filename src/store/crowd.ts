import { type Kysely, sql } from "kysely";
import type { GroupStore } from "../directory/ports.ts";
import type { CrowdStore } from "../enrollment/ports.ts";
import type { Tables } from "./schema.ts";
import { live } from "./state-sql.ts";

export function crowdStore(db: Kysely<Tables>, groups: Pick<GroupStore, "ofUsers">): CrowdStore {
	const groupsOf = async (ids: readonly string[]) => Map.groupBy(await groups.ofUsers(ids), ({ userId }) => userId);
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
			const memberships = await groupsOf([...new Set(rows.flatMap(({ userId }) => userId ?? []))]);
			return rows.map(({ journey, userId, ownership, ...device }) => ({
				...{ journey, userId, ownership, device },
				groups: userId === null ? [] : (memberships.get(userId) ?? []),
			}));
		},
		async holders(asked) {
			if (asked.groups?.length === 0) return [];
			const ids = (await mostFirst(db, asked)).rows.map(({ userId }) => userId);
			if (ids.length === 0) return [];
			const found = await db.selectFrom("users").select(["id", "enrollmentManager"]).where("id", "in", ids).execute();
			const devices = await db
				.selectFrom("devices")
				.select(["id", "userId", "name", "label", "serial", "product", "state", "enrolledAt", "lastSeenAt"])
				.where("userId", "in", ids)
				.where(sql<boolean>`"state" ${sql.raw(live)}`)
				.execute();
			const users = new Map(found.map((user) => [user.id, user]));
			const byUser = Map.groupBy(devices, ({ userId }) => userId);
			const memberships = await groupsOf(ids);
			return ids
				.flatMap((id) => users.get(id) ?? [])
				.map(({ id, enrollmentManager }) => ({
					...{ userId: id, enrollmentManager: enrollmentManager === 1 },
					groups: memberships.get(id) ?? [],
					devices: byUser.get(id) ?? [],
				}));
		},
	};
}

/**
 * Counted from an index alone (devicesByUser). The state stands in the count and not in a condition: by a condition SQLite reads the rows of those states
 * instead, each of a kilobyte.
 */
function mostFirst(db: Kysely<Tables>, { atLeast, groups, limit }: Parameters<CrowdStore["holders"]>[0]) {
	const who = groups === null ? sql`is not null` : sql`in (select "userId" from "groupMembers" where "groupId" in (${sql.join(groups)}))`;
	return sql<{ userId: string }>`select "userId" from (
			select "userId", count(case when "state" ${sql.raw(live)} then 1 end) as "held" from "devices" where "userId" ${who} group by "userId"
		) as "found" where "held" >= ${atLeast} order by "held" desc, "userId" limit ${limit}`.execute(db);
}
