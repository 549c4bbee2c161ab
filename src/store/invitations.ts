import type { Kysely } from "kysely";
import type { InvitationStore, SpentCeremonyStore } from "../administrators/ports.ts";
import type { Tables } from "./schema.ts";

export function invitationStore(db: Kysely<Tables>): InvitationStore {
	const all = () => db.selectFrom("administratorInvitations").selectAll();
	return {
		async insert(invitation) {
			await db.insertInto("administratorInvitations").values(invitation).execute();
		},
		async byId(id) {
			return all().where("id", "=", id).executeTakeFirst();
		},
		async byCodeHash(codeHash) {
			return all().where("codeHash", "=", codeHash).executeTakeFirst();
		},
		async list(now) {
			return all().where("expiresAt", ">", now).orderBy("createdAt", "desc").orderBy("id", "desc").execute();
		},
		async delete(id) {
			const result = await db.deleteFrom("administratorInvitations").where("id", "=", id).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
		async deleteNamed(name) {
			await db.deleteFrom("administratorInvitations").where("name", "=", name).execute();
		},
		async prune(now) {
			await db.deleteFrom("administratorInvitations").where("expiresAt", "<=", now).execute();
		},
	};
}

export function spentCeremonyStore(db: Kysely<Tables>): SpentCeremonyStore {
	return {
		async spend(id, expiresAt) {
			const result = await db
				.insertInto("spentCeremonies")
				.values({ id, expiresAt })
				.onConflict((conflict) => conflict.column("id").doNothing())
				.executeTakeFirst();
			return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
		},
		async prune(now) {
			await db.deleteFrom("spentCeremonies").where("expiresAt", "<=", now).execute();
		},
	};
}
