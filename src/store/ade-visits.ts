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
			// Not deleted: whoever comes back to one that ran out is on record.
			await db
				.updateTable("adeVisits")
				.set({ expiresAt: sql`case when "expiresAt" < "createdAt" then "expiresAt" else "createdAt" end` })
				.where("serial", "=", serial)
				.where("stateHash", "<>", exceptStateHash)
				.execute();
		},
		async deleteExpired(before) {
			await db.deleteFrom("adeVisits").where("expiresAt", "<", before).execute();
		},
	};
}
