import { type Kysely, sql } from "kysely";
import type { GroupStore } from "../directory/ports.ts";
import type { Dialect } from "./dialect.ts";
import { jsonRows } from "./json-rows.ts";
import type { Tables } from "./schema.ts";
import { upnOf } from "./upn-of.ts";

/** Without case by JavaScript's rule: SQL's lower() knows ASCII only on SQLite. */
const keyOf = (name: string): string => name.toLowerCase();

export function groupStore(db: Kysely<Tables>, dialect: Dialect): GroupStore {
	const texts = (column: string, all: readonly string[]) =>
		jsonRows(
			dialect,
			{ [column]: "text" },
			all.map((one) => [one]),
		);
	// Each group's members are counted on the index alone: a join would look at every membership as a row, four times as long.
	const members = sql<number>`(select count(*) from "groupMembers" where "groupMembers"."groupId" = "groups"."id")`;
	const sized = () => db.selectFrom("groups").select(["id", "name", members.as("members")]);
	return {
		async byName(name) {
			return db.selectFrom("groups").select(["id", "name"]).where("nameKey", "=", keyOf(name)).executeTakeFirst();
		},
		async byId(id) {
			return db.selectFrom("groups").select(["id", "name"]).where("id", "=", id).executeTakeFirst();
		},
		async byNames(names) {
			const wanted = texts("nameKey", names.map(keyOf));
			return db.selectFrom("groups").select(["id", "name"]).where(sql<boolean>`"nameKey" in ${wanted}`).execute();
		},
		async upsert({ id, name }) {
			const values = { name, nameKey: keyOf(name) };
			await db
				.insertInto("groups")
				.values({ id, ...values })
				.onConflict((conflict) => conflict.column("id").doUpdateSet(values))
				.execute();
		},
		async list() {
			return sized().orderBy("nameKey").execute();
		},
		async ofUser(userId) {
			return db
				.selectFrom("groupMembers")
				.innerJoin("groups", "groups.id", "groupMembers.groupId")
				.select(["groups.id", "groups.name"])
				.where("groupMembers.userId", "=", userId)
				.orderBy("groups.nameKey")
				.execute();
		},
		async ofUsers(userIds) {
			return db
				.selectFrom("groupMembers")
				.innerJoin("groups", "groups.id", "groupMembers.groupId")
				.select(["groupMembers.userId", "groups.id", "groups.name"])
				.where(sql<boolean>`"groupMembers"."userId" in ${texts("userId", userIds)}`)
				.orderBy("groups.nameKey")
				.execute();
		},
		async named(ids) {
			if (ids.length === 0) return [];
			return db.selectFrom("groups").select(["id", "name"]).where("id", "in", ids).orderBy("nameKey").execute();
		},
		async sized(ids) {
			if (ids.length === 0) return [];
			return sized().where("id", "in", ids).orderBy("nameKey").execute();
		},
		async hasMember(of, outside) {
			if (of.length === 0) return false;
			let members = db.selectFrom("groupMembers").select("userId").where("groupId", "in", of);
			if (outside.length > 0) {
				// Each looked up by its key: to list all of the others first costs as much as they are, also where the first member would do.
				const others = db.selectFrom("groupMembers as others").select("others.userId").where("others.groupId", "in", outside);
				members = members.where((eb) => eb.not(eb.exists(others.where("others.userId", "=", sql<string>`"groupMembers"."userId"`))));
			}
			return (await members.limit(1).executeTakeFirst()) !== undefined;
		},
		async addMember(groupId, userId) {
			await db
				.insertInto("groupMembers")
				.values({ groupId, userId, upn: upnOf(db, userId) })
				.onConflict((conflict) => conflict.columns(["groupId", "userId"]).doNothing())
				.execute();
		},
		async addMembers(members) {
			if (members.length === 0) return;
			const rows = jsonRows(
				dialect,
				{ groupId: "text", userId: "text" },
				members.map(({ groupId, userId }) => [groupId, userId]),
			);
			await sql`insert into "groupMembers" ("groupId", "userId", "upn")
				select "groupId", "userId", (select "upn" from "users" where "users"."id" = "userId") from ${rows} as "page" where true
				on conflict ("groupId", "userId") do nothing`.execute(db);
		},
		async removeMember(groupId, userId) {
			await db.deleteFrom("groupMembers").where("groupId", "=", groupId).where("userId", "=", userId).execute();
		},
	};
}
