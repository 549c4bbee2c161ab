import type { Kysely } from "kysely";
import type { CorporateIdentifierStore } from "../tenant/ports.ts";
import type { Tables } from "./schema.ts";

export function corporateIdentifierStore(db: Kysely<Tables>): CorporateIdentifierStore {
	return {
		async bySerial(serial) {
			return db.selectFrom("corporateIdentifiers").selectAll().where("serial", "=", serial).executeTakeFirst();
		},
		async upsert({ serial, ...values }) {
			await db
				.insertInto("corporateIdentifiers")
				.values({ serial, ...values })
				.onConflict((conflict) => conflict.column("serial").doUpdateSet(values))
				.execute();
		},
		async delete(serial) {
			const result = await db.deleteFrom("corporateIdentifiers").where("serial", "=", serial).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
		async count() {
			const { n } = await db.selectFrom("corporateIdentifiers").select(db.fn.countAll<number>().as("n")).executeTakeFirstOrThrow();
			return n;
		},
		async list(limit) {
			return db.selectFrom("corporateIdentifiers").selectAll().orderBy("serial").limit(limit).execute();
		},
	};
}
