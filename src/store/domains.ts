import type { Kysely } from "kysely";
import type { DomainStore } from "../tenant/ports.ts";
import type { Tables } from "./schema.ts";

export function domainStore(db: Kysely<Tables>): DomainStore {
	return {
		async list() {
			const rows = await db.selectFrom("domains").selectAll().orderBy("name").execute();
			return rows.map((row) => ({ ...row, verified: row.verified === 1 }));
		},
		async upsert({ name, ...domain }) {
			const values = { ...domain, verified: domain.verified ? (1 as const) : (0 as const) };
			await db
				.insertInto("domains")
				.values({ name, ...values })
				.onConflict((conflict) => conflict.column("name").doUpdateSet(values))
				.execute();
		},
		async delete(name) {
			const result = await db.deleteFrom("domains").where("name", "=", name).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
	};
}
