import type { Kysely } from "kysely";
import type { AwaitedSign } from "../evidence/attempt.ts";
import type { GaugeStore } from "../evidence/gauges.ts";
import type { Tables } from "./schema.ts";

export function gaugeStore(db: Kysely<Tables>): GaugeStore {
	return {
		async devices() {
			const query = db.selectFrom("devices").select(["state", db.fn.countAll<number>().as("count")]);
			return query.groupBy("state").orderBy("state").execute();
		},
		async waiting() {
			const query = db.selectFrom("attempts").select(["awaits", db.fn.countAll<number>().as("count")]);
			return query.where("awaits", "is not", null).groupBy("awaits").orderBy("awaits").$narrowType<{ awaits: AwaitedSign }>().execute();
		},
		async tries(since, limit) {
			const newest = db
				.selectFrom("attempts")
				.select(["journey", "state", "code"])
				.where("startedAt", ">=", since)
				.orderBy("startedAt", "desc")
				.limit(limit)
				.as("newest");
			const query = db.selectFrom(newest).select(["journey", "state", "code", db.fn.countAll<number>().as("count")]);
			return query.groupBy(["journey", "state", "code"]).orderBy("journey").orderBy("state").orderBy("code").execute();
		},
	};
}
