import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Dialect } from "../dialect.ts";
import { devices, pki } from "./0001-web-journey-devices.ts";
import { index, table } from "./table.ts";

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
	// Seats in use stand on the plan: counted anew, each look at a user's licences would cost more with every user of the plan.
	await table(db, dialect, "licencePlans", { plan: "key", name: "text", authority: "text", seats: "integer", consumed: "integer" });
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
