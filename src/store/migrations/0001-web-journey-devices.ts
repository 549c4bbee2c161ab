import type { Kysely } from "kysely";
import type { Dialect } from "../dialect.ts";
import { index, table } from "./table.ts";

const openDevice = `"state" in ('pending', 'managed', 'retire-pending', 'wipe-pending')`;
const openCommand = `"state" in ('queued', 'sent', 'not-now')`;

/** Devices, their commands, and jobs. */
export async function devices(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
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

/** Keys, certificates and challenges. */
export async function pki(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
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
