import type { Kysely } from "kysely";
import type { TermsStore } from "../tenant/ports.ts";
import type { Tables } from "./schema.ts";

export function termsStore(db: Kysely<Tables>): TermsStore {
	return {
		async list() {
			const rows = await db.selectFrom("terms").selectAll().orderBy("id").execute();
			return rows.map((row) => ({ ...row, title: JSON.parse(row.title), body: JSON.parse(row.body) }));
		},
		async upsert({ id, ...terms }) {
			const values = { ...terms, title: JSON.stringify(terms.title), body: JSON.stringify(terms.body) };
			await db
				.insertInto("terms")
				.values({ id, ...values })
				.onConflict((conflict) => conflict.column("id").doUpdateSet(values))
				.execute();
		},
		async delete(id) {
			const result = await db.deleteFrom("terms").where("id", "=", id).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
		async acceptances(userId) {
			const rows = await db
				.selectFrom("termsAnswers")
				.select(["userId", "termsId", "version", "accepted", "at"])
				.where("userId", "=", userId)
				.orderBy("sequence")
				.execute();
			const newest = new Map(rows.map((row) => [row.termsId, { ...row, accepted: row.accepted === 1 }]));
			return [...newest.values()];
		},
		async record(answer) {
			// Earlier answers stay: who accepted what, and when, is a record.
			await db
				.insertInto("termsAnswers")
				.values({ ...answer, accepted: answer.accepted ? 1 : 0 })
				.execute();
		},
	};
}
