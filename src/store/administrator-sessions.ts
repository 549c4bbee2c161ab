import type { Kysely } from "kysely";
import type { AdministratorSessionStore } from "../administrators/ports.ts";
import type { Tables } from "./schema.ts";

export function administratorSessionStore(db: Kysely<Tables>): AdministratorSessionStore {
	const all = () => db.selectFrom("administratorSessions").selectAll();
	return {
		async insert(session) {
			await db.insertInto("administratorSessions").values(session).execute();
		},
		async byId(id) {
			return all().where("id", "=", id).executeTakeFirst();
		},
		async byTokenHash(tokenHash) {
			return all().where("tokenHash", "=", tokenHash).executeTakeFirst();
		},
		async touch(id, at) {
			await db.updateTable("administratorSessions").set({ lastSeenAt: at }).where("id", "=", id).execute();
		},
		async list({ administratorId, limit }) {
			const some = administratorId === undefined ? all() : all().where("administratorId", "=", administratorId);
			return some.orderBy("createdAt", "desc").orderBy("id", "desc").limit(limit).execute();
		},
		async delete(id) {
			const result = await db.deleteFrom("administratorSessions").where("id", "=", id).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
		async deleteOf(administratorId) {
			const result = await db.deleteFrom("administratorSessions").where("administratorId", "=", administratorId).executeTakeFirst();
			return Number(result.numDeletedRows);
		},
		async prune(now, idleSince) {
			await db
				.deleteFrom("administratorSessions")
				.where((where) => where.or([where("expiresAt", "<=", now), where("lastSeenAt", "<=", idleSince)]))
				.execute();
		},
	};
}
