import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import { addColumns, index, table } from "./table.ts";

/** Failed tries of one cause are one incident: whom it stopped, and what became of it. */
export function incidents(dialect: Dialect): Migration {
	return {
		async up(db: Kysely<unknown>): Promise<void> {
			await addColumns(db, dialect, "incidents", {
				extent: "text?",
				reopened: "integer?",
				confirmedAt: "instant?",
				confirmedBy: "text?",
				mendedBy: "text?",
				history: "text?",
				nextCheckAt: "instant?",
			});
			// Whoever judges again reads what is due, and nothing else.
			await index(db, "incidentsDue", {
				table: "incidents",
				columns: '"nextCheckAt"',
				where: '"closedAt" is null and "nextCheckAt" is not null',
			});
			await index(db, "incidentsMended", { table: "incidents", columns: '"mendedBy"', where: '"mendedBy" is not null' });
			await table(
				db,
				dialect,
				"incidentMembers",
				{
					incidentId: "text",
					kind: "text",
					key: "text",
					name: "text",
					firstAt: "instant",
					lastAt: "instant",
					tries: "integer",
					attemptId: "text",
					throughAt: "instant?",
					throughBy: "text?",
				},
				['primary key ("incidentId", "kind", "key")'],
			);
			await index(db, "incidentMembersByTime", { table: "incidentMembers", columns: '"incidentId", "lastAt", "kind", "key"' });
			await index(db, "incidentMembersByKey", { table: "incidentMembers", columns: '"kind", "key"' });
			// Tries in which nobody ever proved to be anybody are forgotten; strangers can make as many as they like.
			await index(db, "attemptsOfNobody", {
				table: "attempts",
				columns: '"startedAt"',
				where: '"userId" is null and "udid" is null',
			});
		},
	};
}
