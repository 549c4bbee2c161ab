import { type Kysely, sql } from "kysely";
import type { FaultStore } from "../enrollment/ports.ts";
import type { Tables } from "./schema.ts";

export function faultStore(db: Kysely<Tables>): FaultStore {
	return {
		async insert(fault) {
			await db.insertInto("faults").values(fault).execute();
		},
		async writtenSince({ face, peer, code, detail, attemptId }, since, most) {
			const found = await db
				.selectFrom("faults")
				.select("id")
				.where("peer", "=", peer)
				.where("at", ">", since)
				.where("face", "=", face)
				.where("code", "=", code)
				.where("detail", "=", detail)
				.where("attemptId", attemptId === null ? "is" : "=", attemptId)
				.limit(most)
				.execute();
			return found.length;
		},
		async list(limit) {
			return db
				.selectFrom("faults")
				.select(["id", "at", "face", "peer", "code", "detail", "attemptId"])
				.orderBy("at", "desc")
				.orderBy("sequence", "desc")
				.limit(limit)
				.execute();
		},
		async prune(keep) {
			await sql`delete from "faults" where ("at", "sequence") <= (
				select "at", "sequence" from "faults" order by "at" desc, "sequence" desc limit 1 offset ${keep}
			)`.execute(db);
		},
	};
}
