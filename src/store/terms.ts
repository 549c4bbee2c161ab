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
		async answers(id, version) {
			const newest = db
				.selectFrom("termsAnswers")
				.select(({ fn }) => fn.max("sequence").as("sequence"))
				.where("termsId", "=", id)
				.where("version", "=", version)
				.groupBy("userId");
			const rows = await db
				.selectFrom("termsAnswers")
				.select(["accepted", db.fn.countAll<number>().as("users")])
				.where("sequence", "in", newest)
				.groupBy("accepted")
				.execute();
			const of = (accepted: 0 | 1) => rows.find((row) => row.accepted === accepted)?.users ?? 0;
			return { accepted: of(1), declined: of(0) };
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
