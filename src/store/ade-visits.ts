import { type Kysely, sql } from "kysely";
import type { AdeVisit, AdeVisitStore } from "../ade/ports.ts";
import { bytes } from "./bytes.ts";
import type { Tables } from "./schema.ts";

function toVisit(row: Tables["adeVisits"]): AdeVisit {
	return { ...row, providerSecrets: bytes(row.providerSecrets) };
}

export function adeVisitStore(db: Kysely<Tables>): AdeVisitStore {
	const visits = () => db.selectFrom("adeVisits").selectAll();
	return {
		async insert(visit) {
			await db.insertInto("adeVisits").values(visit).execute();
		},
		async byStateHash(hash) {
			const row = await visits().where("stateHash", "=", hash).executeTakeFirst();
			return row && toVisit(row);
		},
		async byProviderStateHash(hash) {
			const row = await visits().where("providerStateHash", "=", hash).executeTakeFirst();
			return row && toVisit(row);
		},
		async ofAttempt(attemptId) {
			const newest = visits().where("attemptId", "=", attemptId).orderBy("createdAt", "desc").orderBy("stateHash");
			const row = await newest.limit(1).executeTakeFirst();
			return row && toVisit(row);
		},
		async update(stateHash, change) {
			if (Object.keys(change).length === 0) return;
			await db.updateTable("adeVisits").set(change).where("stateHash", "=", stateHash).execute();
		},
		async endOthers(serial, exceptStateHash) {
			// Of the same try one is enough: a phone can describe itself without end, and each time would cost as much as all the times before.
			await db
				.deleteFrom("adeVisits")
				.where("serial", "=", serial)
				.where("stateHash", "<>", exceptStateHash)
				.where("attemptId", "=", (visit) => visit.selectFrom("adeVisits").select("attemptId").where("stateHash", "=", exceptStateHash))
				.execute();
			// Those of earlier tries stay: whoever comes back to one that ran out is on record.
			await db
				.updateTable("adeVisits")
				.set({ expiresAt: sql.ref("createdAt") })
				.where("serial", "=", serial)
				.where("stateHash", "<>", exceptStateHash)
				.whereRef("expiresAt", ">", "createdAt")
				.execute();
		},
		async deleteExpired(before, limit) {
			const ended = db.selectFrom("adeVisits").select("stateHash").where("expiresAt", "<", before).orderBy("expiresAt").limit(limit);
			const result = await db.deleteFrom("adeVisits").where("stateHash", "in", ended).executeTakeFirst();
			return Number(result.numDeletedRows);
		},
	};
}
