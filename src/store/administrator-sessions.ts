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
		async list({ administratorId, stage, live, limit }) {
			let some = all();
			if (administratorId !== undefined) some = some.where("administratorId", "=", administratorId);
			if (stage !== undefined) some = some.where("stage", "=", stage);
			if (live !== undefined) some = some.where("expiresAt", ">", live.now).where("lastSeenAt", ">", live.idleSince);
			return some.orderBy("createdAt", "desc").orderBy("id", "desc").limit(limit).execute();
		},
		async delete(id) {
			const result = await db.deleteFrom("administratorSessions").where("id", "=", id).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
		async deleteOf(administratorId, except = "") {
			const result = await db
				.deleteFrom("administratorSessions")
				.where("administratorId", "=", administratorId)
				.where("id", "<>", except)
				.executeTakeFirst();
			return Number(result.numDeletedRows);
		},
		async keepNewest(administratorId, stage, count) {
			const rows = await db
				.selectFrom("administratorSessions")
				.select("id")
				.where("administratorId", "=", administratorId)
				.where("stage", "=", stage)
				.orderBy("createdAt", "desc")
				.orderBy("id", "desc")
				.execute();
			const old = rows.slice(count).map(({ id }) => id);
			if (old.length > 0) await db.deleteFrom("administratorSessions").where("id", "in", old).execute();
		},
		async prune(now, idleSince) {
			await db
				.deleteFrom("administratorSessions")
				.where((where) => where.or([where("expiresAt", "<=", now), where("lastSeenAt", "<=", idleSince)]))
				.execute();
		},
	};
}
