import { type Kysely, sql } from "kysely";
import type { IncidentExtent, IncidentStore, IncidentSubject } from "../evidence/incident.ts";
import { afterRow } from "./after-row.ts";
import type { Dialect } from "./dialect.ts";
import { incidentJoins } from "./incident-joins.ts";
import { toIncident, withEvent } from "./incident-rows.ts";
import { jsonRows } from "./json-rows.ts";
import type { Tables } from "./schema.ts";

const ofNoTries = {
	...{ extent: null, reopened: null, confirmedAt: null, confirmedBy: null, mendedBy: null },
	...{ history: null, nextCheckAt: null },
};

export function incidentStore(db: Kysely<Tables>, dialect: Dialect): IncidentStore {
	const incidents = () => db.selectFrom("incidents").selectAll();
	const openOf = (subject: Pick<IncidentSubject, "kind" | "id">) =>
		incidents().where("subjectKind", "=", subject.kind).where("subjectId", "=", subject.id).where("closedAt", "is", null);
	const { forgetMembers, ...joins } = incidentJoins(db, dialect);
	const rowOf = async (id: string) => {
		const row = await incidents().where("id", "=", id).executeTakeFirst();
		return row && toIncident(row);
	};
	return {
		...joins,
		async open({ subject, saw, ...incident }) {
			const seen = { seenAt: incident.seenAt, saw: JSON.stringify(saw), subjectName: subject.name };
			const subjectOf = { subjectKind: subject.kind, subjectId: subject.id };
			const { id } = await db
				.insertInto("incidents")
				.values({ ...incident, ...ofNoTries, ...seen, ...subjectOf, closedAt: null, closedBy: null })
				.onConflict((conflict) => conflict.columns(["subjectKind", "subjectId", "code"]).where("closedAt", "is", null).doUpdateSet(seen))
				.returning("id")
				.executeTakeFirstOrThrow();
			return { opened: id === incident.id };
		},
		async close({ code, subject }, at, by, mendedBy) {
			const result = await db
				.updateTable("incidents")
				.set({ closedAt: at, closedBy: by, mendedBy: mendedBy ?? null })
				.where("subjectKind", "=", subject.kind)
				.where("subjectId", "=", subject.id)
				.where("code", "=", code)
				.where("closedAt", "is", null)
				.executeTakeFirst();
			return result.numUpdatedRows > 0n;
		},
		async openOf(subject) {
			return (await openOf(subject).orderBy("openedAt").orderBy("id").execute()).map(toIncident);
		},
		async openAmong(subjects) {
			if (subjects.length === 0) return [];
			const rows = jsonRows(
				dialect,
				{ subjectKind: "text", subjectId: "text" },
				subjects.map(({ kind, id }) => [kind, id]),
			);
			const among = sql<boolean>`("subjectKind", "subjectId") in ${rows}`;
			const open = incidents().where(among).where("closedAt", "is", null).orderBy("openedAt").orderBy("id");
			return (await open.execute()).map(toIncident);
		},
		async list({ open, code, subject, kind, mendedBy, after, limit }) {
			let query = incidents();
			if (open !== undefined) query = query.where("closedAt", open ? "is" : "is not", null);
			if (code !== undefined) query = query.where("code", "=", code);
			if (subject !== undefined) query = query.where("subjectKind", "=", subject.kind).where("subjectId", "=", subject.id);
			if (kind !== undefined) query = query.where("subjectKind", "=", kind);
			if (after !== undefined) query = query.where(afterRow("openedAt", after));
			if (mendedBy !== undefined) query = query.where("mendedBy", "in", mendedBy);
			if (mendedBy?.length === 0) return [];
			return (await query.orderBy("openedAt", "desc").orderBy("id", "desc").limit(limit).execute()).map(toIncident);
		},
		byId: rowOf,
		async find(ending) {
			const asked = ending.toLowerCase();
			if (!/^[0-9a-z-]+$/.test(asked)) return [];
			const exact = await rowOf(ending);
			if (exact !== undefined) return [exact];
			// An index has the ending of eight, which is what a person says.
			const ended = asked.length === 8 ? sql<boolean>`substr("id", length("id") - 7) = ${asked}` : sql<boolean>`"id" like ${`%${asked}`}`;
			return (await incidents().where(ended).orderBy("openedAt", "desc").limit(2).execute()).map(toIncident);
		},
		async end(id, { at, by, mendedBy }) {
			const incident = await rowOf(id);
			if (incident === undefined || incident.closedAt !== null) return false;
			const history = withEvent(incident.history, { at, what: by, by: mendedBy });
			await db.updateTable("incidents").set({ closedAt: at, closedBy: by, mendedBy, history }).where("id", "=", id).execute();
			return true;
		},
		async reopen(id, { at, by, nextCheckAt }) {
			const incident = await rowOf(id);
			if (incident === undefined || incident.closedAt === null) return false;
			const same = await openOf(incident.subject).where("code", "=", incident.code).executeTakeFirst();
			if (same !== undefined) return false;
			const history = withEvent(incident.history, { at, what: "reopened", by });
			const open = { closedAt: null, closedBy: null, confirmedAt: null, confirmedBy: null, mendedBy: null };
			await db
				.updateTable("incidents")
				.set({ ...open, reopened: incident.reopened + 1, seenAt: at, nextCheckAt, history })
				.where("id", "=", id)
				.execute();
			return true;
		},
		async confirm(id, { at, reference }) {
			const incident = await rowOf(id);
			if (incident === undefined || incident.closedAt === null || incident.confirmed !== null) return false;
			const history = withEvent(incident.history, { at, what: "confirmed", by: reference });
			await db.updateTable("incidents").set({ confirmedAt: at, confirmedBy: reference, history }).where("id", "=", id).execute();
			return true;
		},
		async note(id, { successBefore, nextCheckAt }) {
			const extent = successBefore === undefined ? undefined : (await rowOf(id))?.extent;
			if (extent != null && successBefore !== undefined) {
				const changed: IncidentExtent = { ...extent, successBefore };
				await db
					.updateTable("incidents")
					.set({ extent: JSON.stringify(changed) })
					.where("id", "=", id)
					.execute();
			}
			if (nextCheckAt !== undefined) await db.updateTable("incidents").set({ nextCheckAt }).where("id", "=", id).execute();
		},
		async due(now, limit) {
			const due = incidents().where("closedAt", "is", null).where("nextCheckAt", "<=", now).orderBy("nextCheckAt").limit(limit);
			return (await due.execute()).map(toIncident);
		},
		async pruneClosed(before, limit) {
			if ((await forgetMembers(before, limit)) === limit) return limit;
			const closed = db.selectFrom("incidents").select("id").where("closedAt", "<", before).orderBy("closedAt").limit(limit);
			const result = await db.deleteFrom("incidents").where("id", "in", closed).executeTakeFirst();
			return Number(result.numDeletedRows);
		},
	};
}
