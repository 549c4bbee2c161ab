import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import { index, table } from "./table.ts";

/** Who changed what, and what was seen outside. */
export function auditAndObservations(dialect: Dialect): Migration {
	return {
		async up(db: Kysely<unknown>): Promise<void> {
			await table(db, dialect, "auditEntries", {
				id: "key",
				at: "instant",
				actorKind: "text",
				actorName: "text?",
				action: "text",
				target: "text?",
				detail: "text",
				undo: "text?",
				undoes: "text?",
				undoneBy: "text?",
			});
			await index(db, "auditEntriesAt", { table: "auditEntries", columns: '"at"' });
			await index(db, "auditEntriesAction", { table: "auditEntries", columns: '"action", "at"' });
			await index(db, "auditEntriesTarget", { table: "auditEntries", columns: '"target", "at"', where: '"target" is not null' });
			await table(db, dialect, "observations", { key: "key", at: "instant", since: "instant", value: "text" });
			await index(db, "observationsAt", { table: "observations", columns: '"at"' });
		},
	};
}
