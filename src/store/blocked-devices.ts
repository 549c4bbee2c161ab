import { type Kysely, sql } from "kysely";
import type { BlockedDeviceStore } from "../tenant/ports.ts";
import type { Tables } from "./schema.ts";
import { containingLowered } from "./search.ts";

export function blockedDeviceStore(db: Kysely<Tables>): BlockedDeviceStore {
	return {
		async bySerial(serial) {
			return db.selectFrom("blockedDevices").selectAll().where("serial", "=", serial).executeTakeFirst();
		},
		async upsert({ serial, ...values }) {
			await db
				.insertInto("blockedDevices")
				.values({ serial, ...values })
				.onConflict((conflict) => conflict.column("serial").doUpdateSet(values))
				.execute();
		},
		async delete(serial) {
			const result = await db.deleteFrom("blockedDevices").where("serial", "=", serial).executeTakeFirst();
			return result.numDeletedRows > 0n;
		},
		async page({ search, after, limit }) {
			let query = db.selectFrom("blockedDevices").selectAll();
			if (search !== undefined) {
				const pattern = containingLowered(search);
				query = query.where(sql<boolean>`(lower("serial") like ${pattern} escape '\\' or lower("reason") like ${pattern} escape '\\')`);
			}
			if (after !== undefined) query = query.where(sql<boolean>`("at", "serial") < (${after.at}, ${after.id})`);
			return query.orderBy("at", "desc").orderBy("serial", "desc").limit(limit).execute();
		},
		async list(limit) {
			return db.selectFrom("blockedDevices").selectAll().orderBy("serial").limit(limit).execute();
		},
	};
}
