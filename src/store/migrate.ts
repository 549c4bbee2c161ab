import { type Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import type { Dialect } from "./dialect.ts";
import { webJourney } from "./migrations/0001-web-journey.ts";
import { automatedDeviceEnrollment } from "./migrations/0002-automated-device-enrollment.ts";
import { silence } from "./migrations/0003-silence.ts";
import { auditAndObservations } from "./migrations/0004-audit-and-observations.ts";
import { incidents } from "./migrations/0005-incidents.ts";
import { notices } from "./migrations/0006-notices.ts";
import { administrators } from "./migrations/0007-administrators.ts";
import { forConsole } from "./migrations/0008-console.ts";

/** In order. A migration that was released never changes: add another. */
export const migrations = {
	"0001-web-journey": webJourney,
	"0002-automated-device-enrollment": automatedDeviceEnrollment,
	"0003-silence": silence,
	"0004-audit-and-observations": auditAndObservations,
	"0005-incidents": incidents,
	"0006-notices": notices,
	"0007-administrators": administrators,
	"0008-console": forConsole,
};

async function executed(db: Kysely<unknown>, dialect: Dialect): Promise<string[]> {
	const exists =
		dialect === "sqlite"
			? sql`select 1 from sqlite_master where type = 'table' and name = 'kysely_migration'`
			: sql`select 1 where to_regclass('kysely_migration') is not null`;
	if ((await exists.execute(db)).rows.length === 0) return [];
	const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
	return rows.map((row) => row.name);
}

/** Brings the tables up to this version. A database that a newer version wrote is refused: its rows may mean what this one cannot know. */
export async function migrate(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	const known = Object.keys(migrations);
	const newer = (await executed(db, dialect)).filter((name) => !known.includes(name));
	if (newer.length > 0) {
		throw new Error(
			`the database was written by a newer version of Genkan (it has ${newer.join(", ")}, this version ends at ${known.at(-1)}): ` +
				"start that version, or restore the backup made before the upgrade",
		);
	}
	const provider = {
		getMigrations: async () => Object.fromEntries(Object.entries(migrations).map(([name, make]) => [name, make(dialect)])),
	};
	const { error } = await new Migrator({ db, provider }).migrateToLatest();
	if (error !== undefined) throw error;
}
