import { type Kysely, sql } from "kysely";
import type { Noticed, NoticeEvent, NoticeStore } from "../notices/ports.ts";
import type { Dialect } from "./dialect.ts";
import { toIncident } from "./incident-rows.ts";
import type { IncidentRow, Tables } from "./schema.ts";

type EventRow = Omit<NoticeEvent, "urgent" | "incident"> & { readonly urgent: 0 | 1; readonly incident: string };

const toEvent = (row: EventRow): NoticeEvent => ({ ...row, urgent: row.urgent === 1, incident: JSON.parse(row.incident) });

export function noticeStore(db: Kysely<Tables>, dialect: Dialect): NoticeStore {
	const severity = dialect === "sqlite" ? sql`"incidents"."saw" ->> 'severity'` : sql`cast("incidents"."saw" as jsonb) ->> 'severity'`;
	// What says nothing is an error (checks/severity.ts).
	const worse = sql<boolean>`("told"."severity" = 'warning' and ${severity} is distinct from 'warning')`;
	const events = () => db.selectFrom("noticeEvents").selectAll().orderBy("sequence");
	return {
		async watched(codes, limit) {
			// Each part goes by the open ones, of incidents or of what was told: what is over and was told so costs nothing.
			const open = db
				.selectFrom("incidents")
				.leftJoin("noticedIncidents as told", "told.incidentId", "incidents.id")
				.selectAll("incidents")
				.select(toldColumns)
				.where("incidents.closedAt", "is", null)
				.where((where) =>
					where.or([
						where("told.incidentId", "is", null),
						where("told.open", "=", 0),
						...(codes.length > 0 ? [where("incidents.code", "in", codes)] : []),
						worse,
						// A cause grows worse by whom it stops.
						where.and([
							where("incidents.subjectKind", "=", "cause"),
							where("told.severity", "=", "warning"),
							where("incidents.seenAt", ">", where.ref("told.at")),
						]),
					]),
				)
				.orderBy(sql`"told"."incidentId" is not null`)
				.orderBy("incidents.openedAt")
				.orderBy("incidents.id")
				.limit(limit);
			const over = db
				.selectFrom("noticedIncidents as told")
				// SQLite takes a cross join in its order, and would else read a year of closed incidents; its partial index wants the very number.
				.crossJoin("incidents")
				.selectAll("incidents")
				.select(toldColumns)
				.whereRef("incidents.id", "=", "told.incidentId")
				.where("told.open", "=", sql.lit(1))
				.where("incidents.closedAt", "is not", null)
				.orderBy("incidents.closedAt")
				.orderBy("incidents.id")
				.limit(limit);
			return [...(await open.execute()), ...(await over.execute())].map(toWatched);
		},
		async putNoticed({ incidentId, ...noticed }) {
			const values = { ...noticed, open: noticed.open ? 1 : 0 } as const;
			await db
				.insertInto("noticedIncidents")
				.values({ incidentId, ...values })
				.onConflict((conflict) => conflict.column("incidentId").doUpdateSet(values))
				.execute();
		},
		async append({ urgent, incident, ...event }) {
			await db
				.insertInto("noticeEvents")
				.values({ ...event, urgent: urgent ? 1 : 0, incident: JSON.stringify(incident) })
				.execute();
		},
		async lastSequence() {
			const { last } = await db
				.selectFrom("noticeEvents")
				.select((row) => row.fn.max("sequence").as("last"))
				.executeTakeFirstOrThrow();
			return last ?? 0;
		},
		async eventsAfter(sequence, limit) {
			return (await events().where("sequence", ">", sequence).limit(limit).execute()).map(toEvent);
		},
		async eventsAmong(sequences) {
			return sequences.length === 0 ? [] : (await events().where("sequence", "in", sequences).execute()).map(toEvent);
		},
		async prune(before, limit) {
			const old = db.selectFrom("noticeEvents").select("sequence").where("at", "<", before).orderBy("at").limit(limit);
			const forgotten = await db.deleteFrom("noticeEvents").where("sequence", "in", old).executeTakeFirst();
			const gone = db
				.selectFrom("noticedIncidents as told")
				.leftJoin("incidents", "incidents.id", "told.incidentId")
				.select("told.incidentId")
				.where("incidents.id", "is", null)
				.limit(limit);
			const lost = await db.deleteFrom("noticedIncidents").where("incidentId", "in", gone).executeTakeFirst();
			return Math.max(Number(forgotten.numDeletedRows), Number(lost.numDeletedRows));
		},
	};
}

const toldColumns = [
	"told.incidentId as toldId",
	"told.open as toldOpen",
	"told.severity as toldSeverity",
	"told.stage as toldStage",
	"told.at as toldAt",
] as const;

type WatchedRow = IncidentRow & {
	readonly toldId: string | null;
	readonly toldOpen: 0 | 1 | null;
	readonly toldSeverity: Noticed["severity"] | null;
	readonly toldStage: number | null;
	readonly toldAt: number | null;
};

function toWatched({ toldId, toldOpen, toldSeverity, toldStage, toldAt, ...row }: WatchedRow) {
	const noticed =
		toldId === null || toldSeverity === null || toldAt === null
			? null
			: { incidentId: toldId, open: toldOpen === 1, severity: toldSeverity, stage: toldStage, at: toldAt };
	return { incident: toIncident(row), noticed };
}
