import type { Kysely } from "kysely";
import type { BlockedDeviceStore } from "../tenant/ports.ts";
import type { Tables } from "./schema.ts";

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
		async list(limit) {
			return db.selectFrom("blockedDevices").selectAll().orderBy("serial").limit(limit).execute();
		},
	};
}
