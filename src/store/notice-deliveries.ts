import { type Kysely, sql } from "kysely";
import type { Delivery, NoticeDeliveryStore } from "../notices/ports.ts";
import type { Dialect } from "./dialect.ts";
import type { Tables } from "./schema.ts";

const toDelivery = ({ events, leasedUntil: _lease, ...row }: Tables["noticeDeliveries"]): Delivery => ({
	...row,
	events: JSON.parse(events),
});

/** Written out, for SQLite takes a partial index only where the statement itself says its condition. */
const waiting = sql.lit("waiting" as const);

/** Of those that are due, looked at in one claim: the oldest of each target is among them, for nobody has that many waiting. */
const looked = 2000;

export function noticeDeliveryStore(db: Kysely<Tables>, dialect: Dialect): NoticeDeliveryStore {
	const ended = (by: { readonly state: "sent" | "given-up"; readonly error: string | null; readonly at: number }) =>
		db
			.updateTable("noticeDeliveries")
			.set({ state: by.state, lastError: by.error, endedAt: by.at, leasedUntil: null })
			.where("state", "=", waiting);
	return {
		async insert({ events, ...delivery }) {
			await db
				.insertInto("noticeDeliveries")
				.values({ ...delivery, events: JSON.stringify(events), leasedUntil: null })
				.execute();
		},
		async anyDue(kind, now) {
			const one = db.selectFrom("noticeDeliveries").select("id").where("state", "=", waiting).where("kind", "=", kind);
			return (await one.where("dueAt", "<=", now).limit(1).executeTakeFirst()) !== undefined;
		},
		async claim({ kind, now, leaseUntil, limit, except }) {
			const due = await db
				.selectFrom("noticeDeliveries")
				.select(["id", "targetId"])
				.where("state", "=", waiting)
				.where("kind", "=", kind)
				.where("dueAt", "<=", now)
				.where((where) => where.or([where("leasedUntil", "is", null), where("leasedUntil", "<=", now)]))
				.$if(except.length > 0, (query) => query.where("targetId", "not in", except))
				.orderBy("dueAt")
				.orderBy("id")
				.limit(looked)
				.$if(dialect === "postgres", (query) => query.forUpdate().skipLocked())
				.execute();
			const firsts = new Map<string, string>();
			for (const { id, targetId } of due) if (!firsts.has(targetId)) firsts.set(targetId, id);
			const ids = [...firsts.values()].slice(0, limit);
			if (ids.length === 0) return [];
			const rows = await db
				.updateTable("noticeDeliveries")
				.set({ leasedUntil: leaseUntil })
				.where("id", "in", ids)
				.returningAll()
				.execute();
			return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)).map(toDelivery);
		},
		async end(id, { state, error, at }) {
			await ended({ state, error, at })
				.set((row) => ({ tries: row("tries", "+", 1) }))
				.where("id", "=", id)
				.execute();
		},
		async again(id, dueAt, error) {
			await db
				.updateTable("noticeDeliveries")
				.set((row) => ({ tries: row("tries", "+", 1), dueAt, lastError: error, leasedUntil: null }))
				.where("state", "=", waiting)
				.where("id", "=", id)
				.execute();
		},
		async release(id) {
			await db.updateTable("noticeDeliveries").set({ leasedUntil: null }).where("id", "=", id).execute();
		},
		async giveUp(targetId, error, at) {
			const result = await ended({ state: "given-up", error, at }).where("targetId", "=", targetId).executeTakeFirst();
			return Number(result.numUpdatedRows);
		},
		async list({ state, targetId, limit }) {
			let query = db.selectFrom("noticeDeliveries").selectAll();
			if (state !== undefined) query = query.where("state", "=", state);
			if (targetId !== undefined) query = query.where("targetId", "=", targetId);
			return (await query.orderBy("createdAt", "desc").orderBy("id", "desc").limit(limit).execute()).map(toDelivery);
		},
		async counts() {
			const query = db.selectFrom("noticeDeliveries").select(["kind", "state", db.fn.countAll<number>().as("count")]);
			return query.groupBy(["kind", "state"]).orderBy("kind").orderBy("state").execute();
		},
		async prune(before, limit) {
			const old = db.selectFrom("noticeDeliveries").select("id").where("endedAt", "<", before).orderBy("endedAt").limit(limit);
			const result = await db.deleteFrom("noticeDeliveries").where("id", "in", old).executeTakeFirst();
			return Number(result.numDeletedRows);
		},
	};
}
