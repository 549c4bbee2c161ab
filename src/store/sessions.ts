import type { Kysely } from "kysely";
import type { SessionStore } from "../enrollment/ports.ts";
import type { Tables } from "./schema.ts";

export function sessionStore(db: Kysely<Tables>): SessionStore {
	return {
		async insert(session) {
			await db.insertInto("portalSessions").values(session).execute();
		},
		async byTokenHash(tokenHash) {
			return db.selectFrom("portalSessions").selectAll().where("tokenHash", "=", tokenHash).executeTakeFirst();
		},
		async update(tokenHash, change) {
			if (Object.keys(change).length === 0) return;
			await db.updateTable("portalSessions").set(change).where("tokenHash", "=", tokenHash).execute();
		},
		async deleteExpired(now) {
			await db.deleteFrom("portalSessions").where("expiresAt", "<=", now).execute();
		},
	};
}
