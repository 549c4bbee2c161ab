import type { Kysely } from "kysely";
import type { ThrottleStore } from "../credentials/throttle.ts";
import type { Tables } from "./schema.ts";

export function throttleStore(db: Kysely<Tables>): ThrottleStore {
	return {
		async get(key) {
			return db.selectFrom("throttles").select(["failures", "firstAt", "lastAt"]).where("key", "=", key).executeTakeFirst();
		},
		async put(key, { failures, firstAt, lastAt }) {
			const values = { failures, firstAt, lastAt };
			await db
				.insertInto("throttles")
				.values({ key, ...values })
				.onConflict((conflict) => conflict.column("key").doUpdateSet(values))
				.execute();
		},
		async clear(key) {
			await db.deleteFrom("throttles").where("key", "=", key).execute();
		},
		async prune(before) {
			await db.deleteFrom("throttles").where("lastAt", "<", before).execute();
		},
	};
}
