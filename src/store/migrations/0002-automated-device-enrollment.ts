import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import { index, table } from "./table.ts";

/**
 * How far a device's assignment is, but for being throttled, which passes with time (ade/assignment-state.ts). Kept by the database itself, so that no
 * write can forget it, and an index can hold it: the devices of one state of 200,000 are read, not looked for.
 */
const standing = `"standing" text generated always as (case
	when "removedAt" is not null then 'removed'
	when "result" = 'NOT_ACCESSIBLE' then 'not-accessible'
	when "result" in ('FAILED', 'MISSING') then 'failed'
	when "triedUuid" is not null and "result" is null then 'assigning'
	when "profileUuid" is not null and "profileStatus" = 'pushed' then 'pushed'
	when "profileUuid" is not null and "profileStatus" = 'assigned' then 'assigned'
	else 'not-assigned' end) stored not null`;

async function tokens(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await table(db, dialect, "adeKeyPairs", { id: "key", certificate: "blob", key: "blob", createdAt: "instant", forToken: "text?" });
	await table(
		db,
		dialect,
		"adeTokens",
		{
			id: "key",
			name: "text",
			nameKey: "text",
			appleId: "text?",
			keyPairId: "text",
			consumerKey: "text",
			secrets: "blob",
			expiresAt: "instant",
			uploadedAt: "instant",
			createdAt: "instant",
			account: "text?",
			accountAt: "instant?",
			defaultProfileId: "text?",
			cursor: "text?",
			cursorAt: "instant?",
			mode: "text",
			generation: "integer",
			fetched: "integer",
			fetchStartedAt: "instant?",
			lastFullAt: "instant?",
			lastTriedAt: "instant?",
			lastSuccessAt: "instant?",
			lastAskedAt: "instant?",
			refusal: "text?",
			retryAt: "instant?",
			failures: "integer",
		},
		['foreign key ("keyPairId") references "adeKeyPairs" ("id")'],
	);
	await index(db, "adeTokensByName", { table: "adeTokens", columns: '"nameKey"', unique: true });
	// One virtual server is one token: two would assign the same devices against each other.
	await index(db, "adeTokensByConsumerKey", { table: "adeTokens", columns: '"consumerKey"', unique: true });
	await table(
		db,
		dialect,
		"adeProfiles",
		{
			id: "key",
			tokenId: "text",
			name: "text",
			nameKey: "text",
			settings: "text",
			createdAt: "instant",
			changedAt: "instant",
			uuid: "text?",
			definedAt: "instant?",
			refusal: "text?",
		},
		['foreign key ("tokenId") references "adeTokens" ("id")'],
	);
	await index(db, "adeProfilesByName", { table: "adeProfiles", columns: '"tokenId", "nameKey"', unique: true });
}

async function devices(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await table(
		db,
		dialect,
		"adeDevices",
		{
			sequence: "sequence",
			tokenId: "text",
			serial: "text",
			model: "text?",
			description: "text?",
			color: "text?",
			assetTag: "text?",
			family: "text?",
			os: "text?",
			profileStatus: "text",
			profileUuid: "text?",
			profileAssignedAt: "instant?",
			profilePushedAt: "instant?",
			serverAssignedAt: "instant?",
			serverAssignedBy: "text?",
			opAt: "instant?",
			migrationDeadlineAt: "instant?",
			// No index may hold it: each full fetch writes it in every row.
			generation: "integer",
			firstSeenAt: "instant",
			updatedAt: "instant",
			removedAt: "instant?",
			profileId: "text?",
			assignAt: "instant?",
			triedUuid: "text?",
			triedAt: "instant?",
			result: "text?",
			tries: "integer",
			throttledUntil: "instant?",
			contactedAt: "instant?",
			lastContactAt: "instant?",
			searchText: "text",
		},
		[
			standing,
			// A page that comes after its token was deleted is refused, not kept for nobody.
			'foreign key ("tokenId") references "adeTokens" ("id")',
		],
	);
	await index(db, "adeDevicesBySerial", { table: "adeDevices", columns: '"tokenId", "serial"', unique: true });
	// Apple names devices in no order: of each index that holds serials a page of a thousand touches a thousand places, and four of them made a first sync
	// take five times as long. So the one above alone does; the others follow the order in which devices came, as does the walk of assignment.
	await index(db, "adeDevicesByStanding", { table: "adeDevices", columns: '"tokenId", "standing"' });
	const toAssign = '"assignAt" is not null';
	await index(db, "adeDevicesToAssign", { table: "adeDevices", columns: '"tokenId", "sequence", "assignAt"', where: toAssign });
	await index(db, "adeDevicesByAssignAt", { table: "adeDevices", columns: '"tokenId", "assignAt"', where: toAssign });
	const throttled = `"result" = 'THROTTLED'`;
	await index(db, "adeDevicesThrottled", { table: "adeDevices", columns: '"tokenId", "throttledUntil"', where: throttled });
	await index(db, "adeDevicesRemoved", { table: "adeDevices", columns: '"removedAt"', where: '"removedAt" is not null' });
	await index(db, "adeDevicesByProfile", { table: "adeDevices", columns: '"profileId"', where: '"profileId" is not null' });
	await table(db, dialect, "adeVisits", {
		stateHash: "key",
		attemptId: "text",
		tokenId: "text",
		serial: "text",
		userId: "text?",
		pendingUserId: "text?",
		providerStateHash: "text?",
		providerSecrets: "blob?",
		createdAt: "instant",
		expiresAt: "instant",
		issuedAt: "instant?",
	});
	const asked = '"providerStateHash" is not null';
	await index(db, "adeVisitsByProvider", { table: "adeVisits", columns: '"providerStateHash"', where: asked, unique: true });
	await index(db, "adeVisitsByAttempt", { table: "adeVisits", columns: '"attemptId"' });
	await index(db, "adeVisitsBySerial", { table: "adeVisits", columns: '"serial"' });
	await index(db, "adeVisitsByEnd", { table: "adeVisits", columns: '"expiresAt"' });
}

async function incidents(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await table(db, dialect, "incidents", {
		id: "key",
		code: "text",
		subjectKind: "text",
		subjectId: "text",
		subjectName: "text",
		openedAt: "instant",
		seenAt: "instant",
		closedAt: "instant?",
		closedBy: "text?",
		saw: "text",
	});
	const open = '"closedAt" is null';
	await index(db, "incidentsOneOpen", { table: "incidents", columns: '"subjectKind", "subjectId", "code"', unique: true, where: open });
	await index(db, "incidentsOpen", { table: "incidents", columns: '"openedAt", "id"', where: open });
	await index(db, "incidentsByTime", { table: "incidents", columns: '"openedAt", "id"' });
	await index(db, "incidentsByCode", { table: "incidents", columns: '"code", "openedAt", "id"' });
	await index(db, "incidentsBySubject", { table: "incidents", columns: '"subjectKind", "subjectId", "openedAt", "id"' });
	await index(db, "incidentsClosed", { table: "incidents", columns: '"closedAt"', where: '"closedAt" is not null' });
}

/** All tables of Automated Device Enrollment, and incidents. */
export function automatedDeviceEnrollment(dialect: Dialect): Migration {
	return {
		async up(db: Kysely<unknown>): Promise<void> {
			await tokens(db, dialect);
			await devices(db, dialect);
			await incidents(db, dialect);
			// A phone that begins again ends what its earlier tries were given.
			await index(db, "challengesUnused", { table: "challenges", columns: '"attemptId"', where: '"usedAt" is null' });
			await index(db, "faultsByPeer", { table: "faults", columns: '"peer", "at"' });
			await index(db, "challengesByEnd", { table: "challenges", columns: '"expiresAt"' });
		},
	};
}
