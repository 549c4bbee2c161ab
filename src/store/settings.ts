import type { Kysely } from "kysely";
import type { SettingStore } from "../tenant/ports.ts";
import type { Tables } from "./schema.ts";

export function settingStore(db: Kysely<Tables>): SettingStore {
	return {
		async get(name) {
			const row = await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst();
			return row?.value;
		},
		async set(name, value, at) {
			const values = { value, updatedAt: at };
			await db
				.insertInto("settings")
				.values({ name, ...values })
				.onConflict((conflict) => conflict.column("name").doUpdateSet(values))
				.execute();
		},
		async delete(name) {
			await db.deleteFrom("settings").where("name", "=", name).execute();
		},
	};
}
