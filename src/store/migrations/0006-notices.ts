import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import { index, table } from "./table.ts";

/** Who is told of what is wrong, what there is to tell, and what became of each message. */
export function notices(dialect: Dialect): Migration {
	return {
		async up(db: Kysely<unknown>): Promise<void> {
			await table(db, dialect, "noticedIncidents", {
				incidentId: "key",
				open: "flag",
				severity: "text",
				stage: "integer?",
				at: "instant",
			});
			await index(db, "noticedIncidentsOpen", { table: "noticedIncidents", columns: '"incidentId"', where: '"open" = 1' });
			await table(db, dialect, "noticeEvents", {
				sequence: "sequence",
				at: "instant",
				topic: "text",
				severity: "text",
				urgent: "flag",
				incident: "text",
			});
			await index(db, "noticeEventsAt", { table: "noticeEvents", columns: '"at"' });
			await table(db, dialect, "noticeTargets", {
				id: "key",
				kind: "text",
				address: "text",
				sealed: "blob?",
				language: "text",
				least: "text",
				topics: "text?",
				state: "text",
				createdAt: "instant",
				urgentThrough: "instant",
				dailyThrough: "instant",
				lastMessageAt: "instant?",
				dailyDay: "text?",
			});
			await index(db, "noticeTargetsByMail", { table: "noticeTargets", columns: '"address"', unique: true, where: "\"kind\" = 'mail'" });
			await table(db, dialect, "noticeDeliveries", {
				id: "key",
				targetId: "text",
				kind: "text",
				topic: "text",
				events: "text",
				total: "integer",
				createdAt: "instant",
				state: "text",
				tries: "integer",
				dueAt: "instant",
				leasedUntil: "instant?",
				lastError: "text?",
				endedAt: "instant?",
			});
			const waiting = "\"state\" = 'waiting'";
			await index(db, "noticeDeliveriesDue", { table: "noticeDeliveries", columns: '"kind", "dueAt", "id"', where: waiting });
			await index(db, "noticeDeliveriesByTime", { table: "noticeDeliveries", columns: '"createdAt", "id"' });
			await index(db, "noticeDeliveriesByTarget", { table: "noticeDeliveries", columns: '"targetId", "createdAt"' });
			await index(db, "noticeDeliveriesEnded", { table: "noticeDeliveries", columns: '"endedAt"', where: '"endedAt" is not null' });
		},
	};
}
