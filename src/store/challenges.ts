import type { Kysely } from "kysely";
import type { ChallengeStore } from "../pki/ports.ts";
import type { Tables } from "./schema.ts";

export function challengeStore(db: Kysely<Tables>): ChallengeStore {
	return {
		async insert(challenge) {
			await db.insertInto("challenges").values(challenge).execute();
		},
		async byHash(hash) {
			return db.selectFrom("challenges").selectAll().where("hash", "=", hash).executeTakeFirst();
		},
		async use(hash, { at, requestHash, certificateSerial }) {
			const used = { usedAt: at, requestHash, certificateSerial };
			const result = await db.updateTable("challenges").set(used).where("hash", "=", hash).where("usedAt", "is", null).executeTakeFirst();
			return result.numUpdatedRows === 1n;
		},
		async expireUnused(attemptId, at) {
			await db
				.updateTable("challenges")
				.set({ expiresAt: at })
				.where("attemptId", "=", attemptId)
				.where("usedAt", "is", null)
				.where("expiresAt", ">", at)
				.execute();
		},
		async forgetUnused(attemptId, since) {
			await db
				.deleteFrom("challenges")
				.where("attemptId", "=", attemptId)
				.where("usedAt", "is", null)
				.where("issuedAt", ">=", since)
				.execute();
		},
		async pruneEnded(before, limit) {
			const ended = db.selectFrom("challenges").select("hash").where("expiresAt", "<", before).orderBy("expiresAt").limit(limit);
			const result = await db.deleteFrom("challenges").where("hash", "in", ended).executeTakeFirst();
			return Number(result.numDeletedRows);
		},
	};
}
