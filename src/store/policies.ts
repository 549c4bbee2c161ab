import { type Kysely, sql } from "kysely";
import type { PolicyStore } from "../tenant/ports.ts";
import type { Tables } from "./schema.ts";

export function policyStore(db: Kysely<Tables>): PolicyStore {
	return {
		async list(kind) {
			const rows = await db
				.selectFrom("policies")
				.selectAll()
				.where("kind", "=", kind)
				// Where nulls come in an order differs between the databases.
				.orderBy(sql`case when "priority" is null then 1 else 0 end`)
				.orderBy("priority")
				.orderBy("createdAt")
				.orderBy("id")
				.execute();
			return rows.map((row) => ({ ...row, groupIds: JSON.parse(row.groupIds) }));
		},
		async upsert({ id, ...policy }) {
			const values = { ...policy, groupIds: JSON.stringify(policy.groupIds) };
			await db
				.insertInto("policies")
				.values({ id, ...values })
				.onConflict((conflict) => conflict.column("id").doUpdateSet(values))
				.execute();
		},
		async delete(id) {
			const result = await db.deleteFrom("policies").where("id", "=", id).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
	};
}
