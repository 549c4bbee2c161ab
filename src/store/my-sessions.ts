import type { Kysely } from "kysely";
import type { MySessionStore } from "../enrollment/ports.ts";
import type { Tables } from "./schema.ts";

export function mySessionStore(db: Kysely<Tables>): MySessionStore {
	return {
		async insert({ pending, ...session }) {
			await db
				.insertInto("mySessions")
				.values({ ...session, pending: pending ? 1 : 0 })
				.execute();
		},
		async byTokenHash(tokenHash) {
			const row = await db.selectFrom("mySessions").selectAll().where("tokenHash", "=", tokenHash).executeTakeFirst();
			return row === undefined ? undefined : { ...row, pending: row.pending === 1 };
		},
		async delete(tokenHash) {
			await db.deleteFrom("mySessions").where("tokenHash", "=", tokenHash).execute();
		},
		async deleteExpired(now) {
			await db.deleteFrom("mySessions").where("expiresAt", "<=", now).execute();
		},
	};
}
