import { type Kysely, type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import type { UserFilter } from "../directory/ports.ts";
import type { Tables, UserRow } from "./schema.ts";
import { live } from "./state-sql.ts";
import { userSearchKey } from "./user-keys.ts";

type Filter = UserFilter & { readonly after?: string; readonly limit: number };

/**
 * What a filter leaves at most where it is read first, and sorted. Where it leaves more, people are read by name and asked one by one: of a hundred
 * thousand, every fiftieth or more then is one of them, and a page is full after some thousand.
 */
const few = 2_000;

type Ids = SelectQueryBuilder<Tables, "licenceAssignments", { readonly userId: string }>;

/** People by user name. Whichever of its filters leaves few is read first. */
export async function userPage(db: Kysely<Tables>, filter: Filter): Promise<(UserRow & { readonly devices: number })[]> {
	const last = filter.after === undefined ? undefined : await upnOf(db, filter.after);
	const begin = userSearchKey(filter.search ?? "");
	const devices = sql<number>`(select count(*) from "devices" where "devices"."userId" = "users"."id" and "devices"."state" ${sql.raw(live)})`;
	let query = db.selectFrom("users").selectAll("users").select(devices.as("devices"));
	const narrow: Ids[] = [];
	const broad: Ids[] = [];
	for (const ids of narrowing(db, filter)) ((await ids.limit(few + 1).execute()).length <= few ? narrow : broad).push(ids);
	for (const ids of narrow) query = query.where("users.id", "in", ids);
	const found = begin === "" ? undefined : keysFrom(db, begin);
	const rare =
		found !== undefined &&
		narrow.length === 0 &&
		(
			await found
				.select("userKeys.userId")
				.limit(few + 1)
				.execute()
		).length <= few;
	if (found !== undefined && rare) {
		// The keys carry the user names: those of the page are sorted out without looking at anybody else.
		let names = found.select("userKeys.upn").groupBy("userKeys.upn").orderBy("userKeys.upn").limit(filter.limit);
		if (last !== undefined) names = names.where("userKeys.upn", ">", last);
		for (const ids of broad) names = names.where((where) => where.exists(ids.where(sql<SqlBool>`"userId" = "userKeys"."userId"`)));
		if (filter.enabled !== undefined) {
			const state = db.selectFrom("users as found").select("found.enabled").where(sql<SqlBool>`"found"."id" = "userKeys"."userId"`);
			names = names.where(state, "=", sql.lit(filter.enabled ? 1 : 0));
		}
		return query.where("users.upn", "in", names).orderBy("users.upn").execute();
	}
	if (found !== undefined) {
		const own = found.select("userKeys.userId").where(sql<SqlBool>`"userKeys"."userId" = "users"."id"`);
		query = query.where((where) => where.exists(own));
	}
	for (const ids of broad) query = query.where((where) => where.exists(ids.where(sql<SqlBool>`"userId" = "users"."id"`)));
	if (filter.enabled !== undefined) query = query.where("users.enabled", "=", sql.lit(filter.enabled ? 1 : 0));
	if (last !== undefined) query = query.where("users.upn", ">", last);
	return query.orderBy("users.upn").limit(filter.limit).execute();
}

async function upnOf(db: Kysely<Tables>, id: string): Promise<string | undefined> {
	return (await db.selectFrom("users").select("upn").where("id", "=", id).executeTakeFirst())?.upn;
}

/** U+10FFFF stands behind every other character in both databases, and is in no name. */
function keysFrom(db: Kysely<Tables>, begin: string) {
	return db.selectFrom("userKeys").where("userKeys.key", ">=", begin).where("userKeys.key", "<", `${begin}\u{10ffff}`);
}

/** Who passes each filter that another table has. */
function narrowing(db: Kysely<Tables>, { plan, licence, groupId }: UserFilter): Ids[] {
	const all: Ids[] = [];
	if (plan !== undefined) {
		const held = db.selectFrom("licenceAssignments").select("userId").where("plan", "=", plan);
		all.push(licence === undefined ? held : held.where("state", "=", licence));
	}
	// What of either table is asked is the user alone.
	if (groupId !== undefined) all.push(db.selectFrom("groupMembers").select("userId").where("groupId", "=", groupId) as unknown as Ids);
	return all;
}
