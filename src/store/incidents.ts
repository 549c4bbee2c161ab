import { type Kysely, sql } from "kysely";
import type { Incident, IncidentStore, IncidentSubject } from "../evidence/incident.ts";
import type { Dialect } from "./dialect.ts";
import { jsonRows } from "./json-rows.ts";
import type { IncidentRow, Tables } from "./schema.ts";

function toIncident({ subjectKind, subjectId, subjectName, saw, ...row }: IncidentRow): Incident {
	return { ...row, subject: { kind: subjectKind, id: subjectId, name: subjectName }, saw: JSON.parse(saw) };
}

export function incidentStore(db: Kysely<Tables>, dialect: Dialect): IncidentStore {
	const incidents = () => db.selectFrom("incidents").selectAll();
	const openOf = (subject: Pick<IncidentSubject, "kind" | "id">) =>
		incidents().where("subjectKind", "=", subject.kind).where("subjectId", "=", subject.id).where("closedAt", "is", null);
	return {
		async open({ subject, saw, ...incident }) {
			const seen = { seenAt: incident.seenAt, saw: JSON.stringify(saw), subjectName: subject.name };
			const { id } = await db
				.insertInto("incidents")
				.values({ ...incident, ...seen, subjectKind: subject.kind, subjectId: subject.id, closedAt: null, closedBy: null })
				.onConflict((conflict) => conflict.columns(["subjectKind", "subjectId", "code"]).where("closedAt", "is", null).doUpdateSet(seen))
				.returning("id")
				.executeTakeFirstOrThrow();
			return { opened: id === incident.id };
		},
		async close({ code, subject }, at, by) {
			const result = await db
				.updateTable("incidents")
				.set({ closedAt: at, closedBy: by })
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
		async list({ open, code, subject, limit }) {
			let query = incidents();
			if (open !== undefined) query = query.where("closedAt", open ? "is" : "is not", null);
			if (code !== undefined) query = query.where("code", "=", code);
			if (subject !== undefined) query = query.where("subjectKind", "=", subject.kind).where("subjectId", "=", subject.id);
			return (await query.orderBy("openedAt", "desc").orderBy("id", "desc").limit(limit).execute()).map(toIncident);
		},
		async pruneClosed(before, limit) {
			const closed = db.selectFrom("incidents").select("id").where("closedAt", "<", before).orderBy("closedAt").limit(limit);
			const result = await db.deleteFrom("incidents").where("id", "in", closed).executeTakeFirst();
			return Number(result.numDeletedRows);
		},
	};
}
