import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import { index, table } from "./table.ts";

/** Who works with the service, their sessions and the tokens of their scripts; and pages of the record and of incidents by an index. */
export function administrators(dialect: Dialect): Migration {
	return {
		async up(db: Kysely<unknown>): Promise<void> {
			await table(db, dialect, "administrators", {
				id: "key",
				name: "text",
				role: "text",
				enabled: "flag",
				passwordHash: "text?",
				totp: "blob?",
				provider: "text?",
				version: "integer",
				createdAt: "instant",
				updatedAt: "instant",
			});
			await index(db, "administratorsByName", { table: "administrators", columns: '"name"', unique: true });
			await index(db, "administratorsByProvider", { table: "administrators", columns: '"provider"', unique: true });
			await table(db, dialect, "administratorSessions", {
				id: "key",
				tokenHash: "text",
				administratorId: "text",
				stage: "text",
				createdAt: "instant",
				lastSeenAt: "instant",
				expiresAt: "instant",
				peer: "text",
				userAgent: "text",
			});
			await index(db, "administratorSessionsByToken", { table: "administratorSessions", columns: '"tokenHash"', unique: true });
			await index(db, "administratorSessionsOf", { table: "administratorSessions", columns: '"administratorId", "createdAt"' });
			await table(db, dialect, "apiTokens", {
				id: "key",
				tokenHash: "text",
				administratorId: "text",
				name: "text",
				scopes: "text",
				createdAt: "instant",
				expiresAt: "instant",
				lastUsedAt: "instant?",
			});
			await index(db, "apiTokensByToken", { table: "apiTokens", columns: '"tokenHash"', unique: true });
			await index(db, "apiTokensOf", { table: "apiTokens", columns: '"administratorId", "createdAt"' });
			// The longer ones serve what these served.
			for (const replaced of ["auditEntriesAt", "auditEntriesAction", "auditEntriesTarget"])
				await sql.raw(`drop index "${replaced}"`).execute(db);
			// Pages go on after the last row seen, which an instant alone does not name.
			await index(db, "auditEntriesPages", { table: "auditEntries", columns: '"at", "id"' });
			await index(db, "auditEntriesActionPages", { table: "auditEntries", columns: '"action", "at", "id"' });
			await index(db, "auditEntriesTargetPages", {
				table: "auditEntries",
				columns: '"target", "at", "id"',
				where: '"target" is not null',
			});
			await index(db, "incidentsOpenPages", { table: "incidents", columns: '"openedAt", "id"', where: '"closedAt" is null' });
		},
	};
}
