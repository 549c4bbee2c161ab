import { type Kysely, sql } from "kysely";
import type { User, UserStore } from "../directory/ports.ts";
import { bytes } from "./bytes.ts";
import type { Dialect } from "./dialect.ts";
import { jsonRows } from "./json-rows.ts";
import { putUsers, suffixOf } from "./put-users.ts";
import type { Tables, UserRow } from "./schema.ts";
import { containing, searchText } from "./search.ts";
import { userKeysOf } from "./user-keys.ts";
import { userPage } from "./user-page.ts";

function toUser({ suffix: _suffix, searchText: _searchText, ...row }: UserRow): User {
	return { ...row, totp: bytes(row.totp), enabled: row.enabled === 1, enrollmentManager: row.enrollmentManager === 1 };
}

async function putKeys(db: Kysely<Tables>, { id: userId, ...user }: User): Promise<void> {
	const wanted = userKeysOf(user);
	const present = await db.selectFrom("userKeys").select("key").where("userId", "=", userId).execute();
	const same = present.length === wanted.length && present.every(({ key }) => wanted.includes(key));
	if (same) return;
	if (present.length > 0) await db.deleteFrom("userKeys").where("userId", "=", userId).execute();
	const rows = wanted.map((key) => ({ userId, key, upn: user.upn }));
	await db.insertInto("userKeys").values(rows).execute();
}

export function userStore(db: Kysely<Tables>, dialect: Dialect): UserStore {
	return {
		putAll: putUsers(db, dialect),
		async byUpns(upns) {
			const names = jsonRows(
				dialect,
				{ upn: "text" },
				upns.map((upn) => [upn]),
			);
			return (await db.selectFrom("users").selectAll().where(sql<boolean>`"upn" in ${names}`).execute()).map(toUser);
		},
		async byId(id) {
			const row = await db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
			return row && toUser(row);
		},
		async byUpn(upn) {
			const row = await db.selectFrom("users").selectAll().where("upn", "=", upn).executeTakeFirst();
			return row && toUser(row);
		},
		async upsert(user) {
			const { id, ...rest } = user;
			const values = {
				...rest,
				enabled: user.enabled ? (1 as const) : (0 as const),
				enrollmentManager: user.enrollmentManager ? (1 as const) : (0 as const),
				suffix: suffixOf(user.upn),
				searchText: searchText([user.upn, user.displayName]),
			};
			await db
				.insertInto("users")
				.values({ id, ...values })
				.onConflict((conflict) => conflict.column("id").doUpdateSet(values))
				.execute();
			await putKeys(db, user);
		},
		async remove(id) {
			for (const table of ["userKeys", "groupMembers", "mySessions"] as const)
				await db.deleteFrom(table).where("userId", "=", id).execute();
			await db.deleteFrom("users").where("id", "=", id).execute();
		},
		page: (filter) => userPage(db, filter).then((rows) => rows.map(({ devices, ...row }) => ({ ...toUser(row), devices }))),
		async list({ search, limit }) {
			let query = db.selectFrom("users").selectAll();
			if (search !== undefined) query = query.where(sql<boolean>`"searchText" like ${containing(search)} escape '\\'`);
			return (await query.orderBy("upn").limit(limit).execute()).map(toUser);
		},
		async count() {
			const { n } = await db.selectFrom("users").select(db.fn.countAll<number>().as("n")).executeTakeFirstOrThrow();
			return n;
		},
		async hasManager() {
			const manager = db.selectFrom("users").select("id").where("enrollmentManager", "=", sql.lit(1)).limit(1);
			return (await manager.executeTakeFirst()) !== undefined;
		},
		async similar(upn, limit) {
			// Code points, as the databases count.
			const letters = Array.from(upn);
			const length = letters.length;
			const local = upn.slice(0, upn.length - suffixOf(upn).length - 1);
			const prefix = letters.slice(0, 2).join("");
			const samePrefix = sql<boolean>`substr("upn", 1, 2) = ${prefix}`;
			// A large organisation has one suffix for all: without an order the limit would cut off the one name that was meant.
			const likeness = sql<number>`case when ${samePrefix} then 0
				when substr("upn", 1, 1) = ${letters[0] ?? ""} then 1
				when "upn" like ${containing(`${local.slice(-3)}@`)} escape '\\' then 2
				else 3 end`;
			const rows = await db
				.selectFrom("users")
				.select("upn")
				.where(sql<boolean>`length("upn") between ${length - 2} and ${length + 2}`)
				.where((where) => where.or([samePrefix, where("suffix", "=", suffixOf(upn))]))
				.orderBy(likeness)
				.orderBy(sql`abs(length("upn") - ${length})`)
				.orderBy("upn")
				.limit(limit)
				.execute();
			return rows.map((row) => row.upn);
		},
	};
}
