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
	};
}
