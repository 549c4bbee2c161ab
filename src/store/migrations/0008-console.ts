import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import type { Tables } from "../schema.ts";
import { searchText } from "../search.ts";
import { userKeysOf } from "../user-keys.ts";
import { listOfDevices } from "./0008-console-devices.ts";
import { addColumns, index, table } from "./table.ts";

/** What the pages of the console are searched, filtered and sorted by, and what they show beside. */
export function forConsole(dialect: Dialect): Migration {
	return {
		async up(db: Kysely<unknown>): Promise<void> {
			await users(db, dialect);
			await listOfDevices(db, dialect);
			// Tries are counted by time, journey and state from this alone: a million of them are some megabytes, and not a gigabyte of decisions.
			await index(db, "attemptsCounted", { table: "attempts", columns: '"startedAt", "journey", "state"' });
			await listOfAttempts(db);
			await addColumns(db, dialect, "adeProfiles", { definedAs: "text?" });
			await identifiers(db, dialect);
			await waysIn(db, dialect);
			await table(db, dialect, "mySessions", {
				tokenHash: "key",
				userId: "text",
				pending: "flag",
				createdAt: "instant",
				expiresAt: "instant",
			});
			await index(db, "mySessionsByEnd", { table: "mySessions", columns: '"expiresAt"' });
			// By the ending of the id, as a person says it.
			await index(db, "incidentsByEnding", { table: "incidents", columns: `substr("id", length("id") - 7)` });
			// Who accepted which version of the terms is counted when somebody looks.
			await index(db, "termsAnswersByTerms", { table: "termsAnswers", columns: '"termsId", "version", "userId", "sequence"' });
		},
	};
}

/** By code and by journey, with the state before the time: else a rare state of a common code is sought among all tries that have the code. */
async function listOfAttempts(db: Kysely<unknown>): Promise<void> {
	await sql.raw('drop index "attemptsBy_code"').execute(db);
	await index(db, "attemptsBy_code", {
		table: "attempts",
		columns: '"code", "state", "startedAt", "id", "journey"',
		where: '"code" is not null',
	});
	await sql.raw('drop index "attemptsBy_journey"').execute(db);
	await index(db, "attemptsBy_journey", { table: "attempts", columns: '"journey", "state", "startedAt", "id"' });
}

/** Passkeys and invitations of administrators, and which challenges were used. Of what somebody did on the record, pages by an index. */
async function waysIn(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await table(db, dialect, "administratorPasskeys", {
		id: "key",
		credentialId: "text",
		administratorId: "text",
		name: "text",
		publicKey: "blob",
		// Up to 2^32 - 1 (WebAuthn level 3, 6.1), which PostgreSQL's integer does not hold.
		counter: "instant",
		transports: "text",
		synced: "flag",
		createdAt: "instant",
		lastUsedAt: "instant?",
	});
	await index(db, "administratorPasskeysByCredential", { table: "administratorPasskeys", columns: '"credentialId"', unique: true });
	await index(db, "administratorPasskeysOf", { table: "administratorPasskeys", columns: '"administratorId", "createdAt"' });
	await table(db, dialect, "administratorInvitations", {
		id: "key",
		codeHash: "text",
		name: "text",
		role: "text",
		invitedBy: "text",
		createdAt: "instant",
		expiresAt: "instant",
	});
	await index(db, "administratorInvitationsByCode", { table: "administratorInvitations", columns: '"codeHash"', unique: true });
	await table(db, dialect, "spentCeremonies", { id: "key", expiresAt: "instant" });
	await index(db, "auditEntriesActorPages", {
		table: "auditEntries",
		columns: '"actorName", "at", "id"',
		where: '"actorName" is not null',
	});
}

/** Identifiers are searched by any part of the serial number or the details. */
async function identifiers(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await addColumns(db, dialect, "corporateIdentifiers", { searchText: "text?" });
	const some = db as Kysely<Tables>;
	for (const { serial, details } of await some.selectFrom("corporateIdentifiers").select(["serial", "details"]).execute())
		await some
			.updateTable("corporateIdentifiers")
			.set({ searchText: searchText([serial, details]) })
			.where("serial", "=", serial)
			.execute();
	await index(db, "corporateIdentifiersSearch", { table: "corporateIdentifiers", columns: '"serial", "searchText"' });
}

/** People are searched by the beginning of their user name or of any word of their name, and listed by user name whatever the list is filtered by. */
async function users(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	for (const table of ["licenceAssignments", "groupMembers"]) {
		await addColumns(db, dialect, table, { upn: "text?" });
		await sql.raw(`update "${table}" set "upn" = (select "upn" from "users" where "users"."id" = "${table}"."userId")`).execute(db);
	}
	await index(db, "licenceAssignmentsByName", { table: "licenceAssignments", columns: '"plan", "upn", "state", "userId"' });
	await index(db, "groupMembersByName", { table: "groupMembers", columns: '"groupId", "upn", "userId"' });
	await table(db, dialect, "userKeys", { userId: "text", key: "text", upn: "text" }, [
		'primary key ("userId", "key")',
		'foreign key ("userId") references "users" ("id")',
	]);
	await index(db, "userKeysByKey", { table: "userKeys", columns: '"key", "upn", "userId"' });
	await index(db, "usersDisabled", { table: "users", columns: '"upn"', where: '"enabled" = 0' });
	const some = db as Kysely<Tables>;
	for (let after = ""; ; ) {
		const rows = await some
			.selectFrom("users")
			.select(["id", "upn", "displayName"])
			.where("id", ">", after)
			.orderBy("id")
			.limit(300)
			.execute();
		const last = rows.at(-1);
		if (last === undefined) return;
		const keys = rows.flatMap((row) => userKeysOf(row).map((key) => ({ userId: row.id, key, upn: row.upn })));
		for (let at = 0; at < keys.length; at += 300)
			await some
				.insertInto("userKeys")
				.values(keys.slice(at, at + 300))
				.execute();
		after = last.id;
	}
}
