import { type Kysely, sql } from "kysely";
import type { LiveStep, PulseStore } from "../evidence/pulse.ts";
import type { Tables } from "./schema.ts";

export function pulseStore(db: Kysely<Tables>): PulseStore {
	const steps = () =>
		db
			.selectFrom("attemptSteps")
			.innerJoin("attempts", "attempts.id", "attemptSteps.attemptId")
			.select(["attemptSteps.sequence", "attemptSteps.name as step", "attemptSteps.at"])
			.select(["attempts.reference", "attempts.journey", "attempts.state", "attempts.code", "attempts.upn"])
			.select(["attempts.serial", "attempts.product", "attempts.osVersion"])
			.orderBy("attemptSteps.sequence");
	return {
		async tries(since, until) {
			const query = db.selectFrom("attempts").select(["journey", "state", db.fn.countAll<number>().as("count")]);
			const span = query.where("startedAt", ">=", since).where("startedAt", "<", until);
			return span.groupBy(["journey", "state"]).orderBy("journey").orderBy("state").execute();
		},
		async farthest({ since, limit, order }) {
			const ranks = order.flatMap((names, at) => names.map((name) => sql`when ${name} then ${sql.raw(String(at + 1))}`));
			const rank = sql<number>`case "attemptSteps"."name" ${sql.join(ranks, sql` `)} else 0 end`;
			const newest = db
				.selectFrom("attempts")
				.select(["id", "journey", "state"])
				.where("startedAt", ">=", since)
				.orderBy("startedAt", "desc")
				.limit(limit)
				.as("newest");
			const each = db
				.selectFrom(newest)
				.leftJoin("attemptSteps", "attemptSteps.attemptId", "newest.id")
				.select(["newest.id", "newest.journey", "newest.state", sql<number>`max(${rank})`.as("far")])
				.groupBy(["newest.id", "newest.journey", "newest.state"])
				.as("each");
			const query = db.selectFrom(each).select(["journey", "state", "far", db.fn.countAll<number>().as("count")]);
			return query.groupBy(["journey", "state", "far"]).orderBy("journey").orderBy("state").orderBy("far").execute();
		},
		async firstTryAt() {
			return (await db.selectFrom("attempts").select("startedAt").orderBy("startedAt").limit(1).executeTakeFirst())?.startedAt;
		},
		async newestStep() {
			const query = db.selectFrom("attemptSteps").select("sequence").orderBy("sequence", "desc").limit(1);
			return (await query.executeTakeFirst())?.sequence ?? 0;
		},
		async stepsAfter(sequence, limit) {
			return (await steps().where("attemptSteps.sequence", ">", sequence).limit(limit).execute()).map(toLiveStep);
		},
		async stepsNumbered(sequences) {
			if (sequences.length === 0) return [];
			return (await steps().where("attemptSteps.sequence", "in", sequences).execute()).map(toLiveStep);
		},
	};
}

function toLiveStep({ serial, product, osVersion, ...rest }: Omit<LiveStep, "device"> & LiveStep["device"]): LiveStep {
	return { ...rest, device: { serial, product, osVersion } };
}
