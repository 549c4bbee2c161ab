import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import { addColumns, index } from "./table.ts";

/** What a try waits for, and since when: whoever looks for silence reads the tries that are due, and no others. */
export function silence(dialect: Dialect): Migration {
	return {
		async up(db: Kysely<unknown>): Promise<void> {
			await addColumns(db, dialect, "attempts", { awaits: "text?", awaitsSince: "instant?" });
			await index(db, "attemptsAwaiting", {
				table: "attempts",
				columns: '"awaits", "awaitsSince"',
				where: '"awaits" is not null',
			});
		},
	};
}
