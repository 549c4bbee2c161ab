import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import { index, table } from "./table.ts";

const openDevice = `"state" in ('pending', 'managed', 'retire-pending', 'wipe-pending')`;
const openCommand = `"state" in ('queued', 'sent', 'not-now')`;

async function attempts(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await table(db, dialect, "attempts", {
		id: "key",
		reference: "text",
		referenceKey: "text",
		journey: "text",
		state: "text",
		code: "text?",
		userId: "text?",
		upn: "text?",
		udid: "text?",
		serial: "text?",
		product: "text?",
		osVersion: "text?",
		deviceId: "text?",
		decision: "text?",
		startedAt: "instant",
		updatedAt: "instant",
	});
	await index(db, "attemptsByReference", { table: "attempts", columns: '"referenceKey"', unique: true });
	await index(db, "attemptsByStart", { table: "attempts", columns: '"startedAt", "id"' });
	// Each filter of the list with the list's order behind it: the newest fifty of a million are read, not sorted out.
	for (const column of ["state", "journey"]) {
		await index(db, `attemptsBy_${column}`, { table: "attempts", columns: `"${column}", "startedAt", "id"` });
	}
	for (const column of ["code", "upn", "serial", "deviceId"]) {
		const where = `"${column}" is not null`;
		await index(db, `attemptsBy_${column}`, { table: "attempts", columns: `"${column}", "startedAt", "id"`, where });
	}
	await table(db, dialect, "attemptSteps", { sequence: "sequence", attemptId: "text", name: "text", at: "instant", evidence: "text" }, [
		'foreign key ("attemptId") references "attempts" ("id")',
	]);
	await index(db, "attemptStepsByAttempt", { table: "attemptSteps", columns: '"attemptId", "sequence"' });
	await table(db, dialect, "faults", {
		sequence: "sequence",
		id: "text",
		at: "instant",
		face: "text",
		peer: "text",
		code: "text",
		detail: "text",
		attemptId: "text?",
	});
	await index(db, "faultsByTime", { table: "faults", columns: '"at", "sequence"' });
	await table(db, dialect, "portalSessions", {
		tokenHash: "key",
		attemptId: "text",
		userId: "text?",
		pendingUserId: "text?",
		createdAt: "instant",
		expiresAt: "instant",
	});
	await index(db, "portalSessionsByEnd", { table: "portalSessions", columns: '"expiresAt"' });
}

async function directory(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await table(db, dialect, "users", {
		id: "key",
		upn: "text",
		suffix: "text",
		searchText: "text",
		displayName: "text",
		passwordHash: "text?",
		totp: "blob?",
		enabled: "flag",
		enrollmentManager: "flag",
		createdAt: "instant",
		updatedAt: "instant",
	});
	await index(db, "usersByUpn", { table: "users", columns: '"upn"', unique: true });
	await index(db, "usersBySuffix", { table: "users", columns: '"suffix"' });
	await table(db, dialect, "groups", { id: "key", name: "text", nameKey: "text" });
	await index(db, "groupsByName", { table: "groups", columns: '"nameKey"', unique: true });
	await table(db, dialect, "groupMembers", { groupId: "text", userId: "text" }, [
		'primary key ("groupId", "userId")',
		'foreign key ("groupId") references "groups" ("id")',
		'foreign key ("userId") references "users" ("id")',
	]);
	await index(db, "groupMembersByUser", { table: "groupMembers", columns: '"userId"' });
	await table(db, dialect, "licencePlans", { plan: "key", name: "text", authority: "text", seats: "integer" });
	await table(db, dialect, "licenceAssignments", { userId: "text", plan: "text", state: "text", assignedAt: "instant" }, [
		'primary key ("userId", "plan")',
		'foreign key ("userId") references "users" ("id")',
		'foreign key ("plan") references "licencePlans" ("plan")',
	]);
	await index(db, "licenceAssignmentsByPlan", { table: "licenceAssignments", columns: '"plan", "state", "assignedAt"' });
	await table(db, dialect, "throttles", { key: "key", failures: "integer", firstAt: "instant", lastAt: "instant" });
}

async function tenant(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await table(db, dialect, "settings", { name: "key", value: "text", updatedAt: "instant" });
	await table(db, dialect, "policies", {
		id: "key",
		kind: "text",
		name: "text",
		priority: "integer?",
		settings: "text",
		groupIds: "text",
		createdAt: "instant",
		updatedAt: "instant",
	});
	await index(db, "policiesOneDefault", { table: "policies", columns: '"kind"', unique: true, where: '"priority" is null' });
	await table(db, dialect, "corporateIdentifiers", { serial: "key", details: "text", importedAt: "instant" });
	await table(db, dialect, "blockedDevices", { serial: "key", reason: "text", at: "instant" });
	await table(db, dialect, "terms", { id: "key", version: "integer", title: "text", body: "text", updatedAt: "instant" });
	await table(db, dialect, "termsAnswers", {
		sequence: "sequence",
		userId: "text",
		termsId: "text",
		version: "integer",
		accepted: "flag",
		at: "instant",
	});
	await index(db, "termsAnswersByUser", { table: "termsAnswers", columns: '"userId", "sequence"' });
	await table(db, dialect, "domains", { name: "key", verified: "flag", addedAt: "instant" });
	await table(db, dialect, "pushCertificates", {
		id: "key",
		pem: "text",
		key: "blob",
		topic: "text?",
		serial: "text",
		notBefore: "instant",
		notAfter: "instant",
		appleId: "text?",
		uploadedAt: "instant",
		current: "flag",
		refusedReason: "text?",
		refusedAt: "instant?",
	});
	await index(db, "pushCertificatesOneCurrent", { table: "pushCertificates", columns: '"current"', unique: true, where: '"current" = 1' });
	await table(db, dialect, "pendingPushKeys", { id: "key", key: "blob", csr: "text", createdAt: "instant" });
}

async function devices(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await table(db, dialect, "devices", {
		id: "key",
		udid: "text",
		serial: "text?",
		imei: "text?",
		product: "text?",
		osVersion: "text?",
		buildVersion: "text?",
		name: "text?",
		userId: "text?",
		ownership: "text",
		state: "text",
		topic: "text",
		fingerprint: "text",
		pushToken: "blob?",
		pushMagic: "blob?",
		awaitingConfiguration: "flag",
		attemptId: "text?",
		enrolledAt: "instant",
		// No index may hold the next two: they change at each check-in, which then rewrites the row alone (and is a HOT update on PostgreSQL).
		lastSeenAt: "instant?",
		lastPushAt: "instant?",
		pushDeadAt: "instant?",
		searchText: "text",
	});
	// One enrollment for each device, and one device for each identity, as long as they last: two check-ins at once cannot break it.
	await index(db, "devicesOneOpenByUdid", { table: "devices", columns: '"udid"', unique: true, where: openDevice });
	await index(db, "devicesOneOpenByFingerprint", { table: "devices", columns: '"fingerprint"', unique: true, where: openDevice });
	await index(db, "devicesByUdid", { table: "devices", columns: '"udid"' });
	await index(db, "devicesBySerial", { table: "devices", columns: '"serial"', where: '"serial" is not null' });
	await index(db, "devicesByUser", { table: "devices", columns: '"userId"', where: '"userId" is not null' });
	await index(db, "devicesByState", { table: "devices", columns: '"state", "enrolledAt", "id"' });
	await index(db, "devicesByEnrollment", { table: "devices", columns: '"enrolledAt", "id"' });
	// Apart from the device: two kilobytes that are needed once in its life would be rewritten with its row at each check-in.
	await table(db, dialect, "deviceUnlockTokens", { deviceId: "key", unlockToken: "blob" }, [
		'foreign key ("deviceId") references "devices" ("id")',
	]);
	await table(db, dialect, "deviceInformation", { deviceId: "text", requestType: "text", json: "text" }, [
		'primary key ("deviceId", "requestType")',
		'foreign key ("deviceId") references "devices" ("id")',
	]);
	await table(
		db,
		dialect,
		"commands",
		{
			sequence: "sequence",
			uuid: "text",
			deviceId: "text",
			requestType: "text",
			body: "blob",
			sealed: "flag",
			state: "text",
			queuedAt: "instant",
			sentAt: "instant?",
			finishedAt: "instant?",
			result: "text?",
		},
		['foreign key ("deviceId") references "devices" ("id")'],
	);
	await index(db, "commandsByUuid", { table: "commands", columns: '"uuid"', unique: true });
	await index(db, "commandsByDevice", { table: "commands", columns: '"deviceId", "sequence"' });
	// The queue in the order in which it is sent: only open commands are in it, so the next one costs the same behind ten thousand finished ones.
	const columns = `"deviceId", (case when "state" = 'not-now' then 1 else 0 end), "sequence"`;
	await index(db, "commandsQueue", { table: "commands", columns, where: openCommand });
	await table(db, dialect, "jobs", {
		id: "key",
		kind: "text",
		key: "text",
		dueAt: "instant",
		nextDueAt: "instant?",
		leasedUntil: "instant?",
		tries: "integer",
		lastError: "text?",
	});
	await index(db, "jobsByKey", { table: "jobs", columns: '"kind", "key"', unique: true });
	await index(db, "jobsByTime", { table: "jobs", columns: '"dueAt", "id"' });
}

async function pki(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
	await table(db, dialect, "serviceKeys", { name: "key", certificate: "blob", key: "blob", createdAt: "instant" });
	await table(db, dialect, "certificates", {
		serial: "key",
		fingerprint: "text",
		certificate: "blob",
		attemptId: "text?",
		deviceId: "text?",
		notBefore: "instant",
		notAfter: "instant",
		revokedAt: "instant?",
		revokedReason: "text?",
		issuedAt: "instant",
	});
	await index(db, "certificatesByFingerprint", { table: "certificates", columns: '"fingerprint"', unique: true });
	await index(db, "certificatesByDevice", { table: "certificates", columns: '"deviceId"', where: '"deviceId" is not null' });
	await index(db, "certificatesByEnd", { table: "certificates", columns: '"notAfter"' });
	await table(db, dialect, "challenges", {
		hash: "key",
		attemptId: "text",
		deviceId: "text?",
		purpose: "text",
		issuedAt: "instant",
		expiresAt: "instant",
		usedAt: "instant?",
		requestHash: "text?",
		certificateSerial: "text?",
	});
}

/** All tables of the web journey. */
export function webJourney(dialect: Dialect): Migration {
	return {
		async up(db: Kysely<unknown>): Promise<void> {
			await attempts(db, dialect);
			await directory(db, dialect);
			await tenant(db, dialect);
			await devices(db, dialect);
			await pki(db, dialect);
		},
	};
}
