import { type Kysely, sql } from "kysely";
import type { JobStore } from "../devices/ports.ts";
import type { Dialect } from "./dialect.ts";
import type { Tables } from "./schema.ts";

export function jobStore(db: Kysely<Tables>, dialect: Dialect): JobStore {
	return {
		async schedule({ id, kind, key, dueAt }) {
			// Who works on it now may have read what changed before it changed: a lease is left alone, and the job comes once more after it.
			await sql`insert into "jobs" ("id", "kind", "key", "dueAt", "tries") values (${id}, ${kind}, ${key}, ${dueAt}, 0)
				on conflict ("kind", "key") do update set
					"dueAt" = case when "jobs"."leasedUntil" is null and excluded."dueAt" < "jobs"."dueAt" then excluded."dueAt" else "jobs"."dueAt" end,
					"nextDueAt" = case
						when "jobs"."leasedUntil" is null then null
						when "jobs"."nextDueAt" < excluded."dueAt" then "jobs"."nextDueAt"
						else excluded."dueAt" end`.execute(db);
		},
		async claim({ kinds, keys, now, leaseUntil, limit }) {
			if (kinds.length === 0 || keys?.length === 0) return [];
			const due = await db
				.selectFrom("jobs")
				.select(["id", "nextDueAt"])
				.where("kind", "in", kinds)
				.where("dueAt", "<=", now)
				.where((where) => where.or([where("leasedUntil", "is", null), where("leasedUntil", "<=", now)]))
				.$if(keys !== undefined, (query) => query.where("key", "in", keys ?? []))
				.orderBy("dueAt")
				.orderBy("id")
				.limit(limit)
				.$if(dialect === "postgres", (query) => query.forUpdate().skipLocked())
				.execute();
			if (due.length === 0) return [];
			const ids = due.map((job) => job.id);
			const rows = await db
				.updateTable("jobs")
				// A wish for an earlier time than now, left by a lease that ran out, is met by this claim.
				.set({ leasedUntil: leaseUntil, nextDueAt: sql`case when "nextDueAt" > ${now} then "nextDueAt" end` })
				.where("id", "in", ids)
				.returning(["id", "kind", "key", "dueAt", "tries", "lastError"])
				.execute();
			return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
		},
		async extend(id, leaseUntil) {
			await db.updateTable("jobs").set({ leasedUntil: leaseUntil }).where("id", "=", id).where("leasedUntil", "is not", null).execute();
		},
		async done(id) {
			await db.deleteFrom("jobs").where("id", "=", id).where("nextDueAt", "is", null).execute();
			await db
				.updateTable("jobs")
				.set((row) => ({ dueAt: row.fn.coalesce("nextDueAt", "dueAt"), nextDueAt: null, leasedUntil: null, tries: 0, lastError: null }))
				.where("id", "=", id)
				.execute();
		},
		async again(id, dueAt, error) {
			await sql`update "jobs" set "dueAt" = case when "nextDueAt" < ${dueAt} then "nextDueAt" else ${dueAt} end,
				"nextDueAt" = null, "leasedUntil" = null, "tries" = "tries" + 1, "lastError" = ${error} where "id" = ${id}`.execute(db);
		},
		async bringForward(kind, now) {
			await db
				.updateTable("jobs")
				.set({ dueAt: now, tries: 0 })
				.where("kind", "=", kind)
				.where("dueAt", ">", now)
				.where("leasedUntil", "is", null)
				.execute();
		},
		async countDue(now) {
			const query = db.selectFrom("jobs").select(db.fn.countAll<number>().as("n")).where("dueAt", "<=", now);
			const free = query.where((where) => where.or([where("leasedUntil", "is", null), where("leasedUntil", "<=", now)]));
			return (await free.executeTakeFirstOrThrow()).n;
		},
	};
}
