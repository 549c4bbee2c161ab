import { type Kysely, sql } from "kysely";
import type { Observation, ObservationStore } from "../evidence/observation.ts";
import type { Tables } from "./schema.ts";

type Row = Tables["observations"];

const toObservation = (row: Row): Observation => ({ ...row, value: JSON.parse(row.value) });

export function observationStore(db: Kysely<Tables>): ObservationStore {
	const observations = () => db.selectFrom("observations").selectAll();
	return {
		async get(key) {
			const row = await observations().where("key", "=", key).executeTakeFirst();
			return row && toObservation(row);
		},
		async among(keys) {
			if (keys.length === 0) return [];
			return (await observations().where("key", "in", keys).orderBy("key").execute()).map(toObservation);
		},
		async put(key, value, at) {
			const json = JSON.stringify(value);
			await db
				.insertInto("observations")
				.values({ key, at, since: at, value: json })
				.onConflict((conflict) =>
					conflict.column("key").doUpdateSet({
						at,
						since: sql<number>`case when "observations"."value" = ${json} then "observations"."since" else ${at} end`,
						value: json,
					}),
				)
				.execute();
		},
		async prune(before, limit) {
			const old = db.selectFrom("observations").select("key").where("at", "<", before).orderBy("at").limit(limit);
			const result = await db.deleteFrom("observations").where("key", "in", old).executeTakeFirst();
			return Number(result.numDeletedRows);
		},
	};
}
