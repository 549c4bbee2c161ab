import type { Command, Device } from "../../src/devices/ports.ts";
import type { User } from "../../src/directory/ports.ts";
import type { Attempt } from "../../src/evidence/attempt.ts";
import type { Challenge, IssuedCertificate } from "../../src/pki/ports.ts";

/** Rows to store, each whole, with what a test cares about changed. */

export function attempt(id: string, change: Partial<Attempt> = {}): Attempt {
	return {
		id,
		reference: `${id}-REF`,
		journey: "web",
		state: "open",
		code: null,
		userId: null,
		upn: null,
		device: { udid: null, serial: null, product: null, osVersion: null },
		deviceId: null,
		decision: null,
		awaits: null,
		awaitsSince: null,
		startedAt: 1_000,
		updatedAt: 1_000,
		...change,
	};
}

export function user(id: string, change: Partial<User> = {}): User {
	return {
		id,
		upn: `${id}@example.com`,
		displayName: id,
		passwordHash: null,
		totp: null,
		enabled: true,
		enrollmentManager: false,
		createdAt: 1,
		updatedAt: 1,
		...change,
	};
}

export function device(id: string, change: Partial<Device> = {}): Device {
	return {
		id,
		udid: `udid-${id}`,
		serial: null,
		imei: null,
		product: "iPhone15,2",
		osVersion: "18.1",
		buildVersion: null,
		name: null,
		label: null,
		userId: null,
		ownership: "personal",
		state: "managed",
		topic: "com.apple.mgmt.External.1",
		fingerprint: `fingerprint-${id}`,
		pushToken: null,
		pushMagic: null,
		unlockToken: null,
		awaitingConfiguration: false,
		attemptId: null,
		enrolledAt: 1_000,
		lastSeenAt: null,
		lastPushAt: null,
		pushDeadAt: null,
		information: {},
		...change,
	};
}

export function command(uuid: string, deviceId: string, change: Partial<Command> = {}): Omit<Command, "sequence"> {
	const { sequence: _, ...rest } = change;
	return {
		uuid,
		deviceId,
		requestType: "DeviceInformation",
		body: Uint8Array.of(1, 2, 3),
		sealed: false,
		state: "queued",
		queuedAt: 1,
		sentAt: null,
		finishedAt: null,
		result: null,
		...rest,
	};
}

export function certificate(serial: string, change: Partial<IssuedCertificate> = {}): IssuedCertificate {
	return {
		serial,
		fingerprint: `fingerprint-${serial}`,
		certificate: Uint8Array.of(48, 130),
		attemptId: null,
		deviceId: null,
		notBefore: 0,
		notAfter: 10_000,
		revokedAt: null,
		revokedReason: null,
		issuedAt: 1,
		...change,
	};
}

export function challenge(hash: string): Challenge {
	return {
		hash,
		attemptId: "a",
		deviceId: null,
		purpose: "enrollment",
		issuedAt: 1,
		expiresAt: 2,
		usedAt: null,
		requestHash: null,
		certificateSerial: null,
	};
}
