import type { CountedDevice, Facts } from "../evidence/facts.ts";
import type { DnsRecordFact } from "../evidence/outside-fact.ts";

/** An instant of the tests: 2026-04-01 09:00 in Tokyo. */
export const soundNow = Date.UTC(2026, 3, 1);

const day = 86_400_000;

export function countedDevice(id: string, change: Partial<CountedDevice> = {}): CountedDevice {
	return { id, name: `Phone ${id}`, serial: `S${id}`, product: "iPhone14,5", lastSeenAt: soundNow - day, stale: false, ...change };
}

const record = (host: string): DnsRecordFact => ({
	host,
	expected: "mdm.example.jp",
	state: "right",
	targets: ["mdm.example.jp"],
	ttl: 3600,
	servers: ["192.0.2.53"],
	lookedAt: soundNow - 60_000,
	since: soundNow - 90 * day,
});

/** For tests: everything is known, and nothing is wrong. Turn one fact to see one rule. */
export function soundFacts(change: Partial<Facts> = {}): Facts {
	return { ...sound, ...change };
}

const sound: Required<Facts> = {
	now: soundNow,
	maintenance: null,
	authority: "intune",
	pushCertificate: {
		topic: "com.apple.mgmt.External.1",
		notBefore: soundNow - 100 * day,
		notAfter: soundNow + 265 * day,
		faults: [],
		refusedByApple: null,
		appleId: "mdm@example.jp",
	},
	browser: { family: "iphone", platform: "iPhone", safari: true },
	signIn: { result: "accepted", upn: "hanako@example.jp", failures: 0, retryAt: null },
	user: {
		upn: "hanako@example.jp",
		suffix: "example.jp",
		suffixVerified: true,
		verifiedDomains: ["example.jp"],
		account: { id: "u1", displayName: "山田 花子", enabled: true, enrollmentManager: false },
		nearMisses: [],
	},
	licences: {
		assigned: [{ plan: "INTUNE_A", name: "Intune", authority: "intune", state: "active" }],
		plans: [
			{ plan: "INTUNE_A", name: "Intune", authority: "intune", seats: 10, consumed: 3 },
			{ plan: "SCCM", name: "Configuration Manager", authority: "sccm", seats: 5, consumed: 1 },
		],
	},
	enrollmentGroup: { required: "Phones", member: true },
	restriction: {
		policy: "All users",
		priority: null,
		group: null,
		platformBlocked: false,
		personalBlocked: false,
		osMinimum: "16.0",
		osMaximum: "26.9",
	},
	limit: { policy: "All users", priority: null, group: null, limit: 5, applies: true, counted: [countedDevice("d1"), countedDevice("d2")] },
	device: { udid: "00008110-000000000000001E", serial: "F2LXK1ABCD", product: "iPhone15,2", osVersion: "18.4", macAllowed: false },
	corporate: null,
	corporateIdentifiers: 0,
	existing: null,
	blocked: null,
	terms: [{ id: "t1", title: { en: "Rules", ja: "規程" }, version: 2, acceptedVersion: 2, acceptedAt: soundNow - day, declined: false }],
	method: { journey: "web", allowed: ["web"], policy: "All users" },
	portalApp: { version: null, minimum: "5.2311.1" },
	challenge: { state: "valid", issuedAt: soundNow - 60_000, expiresAt: soundNow + 840_000, usedAt: null },
	identity: { state: "trusted", fingerprint: "ab".repeat(32), subject: "CN=hanako", notAfter: soundNow + 300 * day },
	topic: { presented: "com.apple.mgmt.External.1", current: "com.apple.mgmt.External.1" },
	message: null,
	machineInfo: { state: "genuine", detail: null, serial: "F2LXG0PAG1", udid: "00008110-000000000000001E", byStandIn: false },
	adeDevice: {
		serial: "F2LXG0PAG1",
		token: "Head office",
		profile: "Staff",
		state: "pushed",
		removedAt: null,
		profileAssignedAt: soundNow - day,
		profilePushedAt: soundNow - day,
		serverAssignedAt: soundNow - 2 * day,
		progress: {
			asWanted: true,
			throttledUntil: null,
			triedAt: soundNow - day,
			tries: 0,
			contactedAt: soundNow - 60_000,
			lastContactAt: soundNow - 60_000,
			enrolledAt: soundNow - 30_000,
			othersCame: 3,
			attempt: { reference: "K7-4QPM", state: "enrolled", code: null, lastStep: "managed", at: soundNow - 30_000 },
		},
	},
	adeSyncs: [],
	adeToken: {
		tokenId: "token-1",
		name: "Head office",
		appleId: "ade@contoso.example",
		serverName: "Genkan",
		expiresAt: soundNow + 300 * day,
		uploadedAt: soundNow - 65 * day,
		lastSuccessAt: soundNow - 60_000,
		refusal: null,
		devices: 40,
		defaultProfile: "Staff",
		assignment: { failed: 0, notAccessible: 0, throttled: 0, throttledUntil: null, examples: [] },
	},
	adeProfile: {
		profileId: "profile-1",
		name: "Staff",
		token: "Head office",
		tokenUploadedAt: soundNow - 65 * day,
		changedAt: soundNow - 64 * day,
		definedAt: soundNow - 64 * day,
		refusal: null,
		devices: 40,
	},
	adeSignIn: { way: "web", profile: "Staff", secondFactor: true, waitingSince: null, providerFault: null },
	silence: { awaits: null, since: soundNow - 3_600_000, authenticated: true, others: 3, ownDevices: 1 },
	contact: {
		managedAt: soundNow - 3_600_000,
		pushedAt: soundNow - 3_599_000,
		tokenVoidAt: null,
		seenAt: soundNow - 60_000,
		release: "answered",
	},
	serverCertificate: {
		name: "mdm.example.jp",
		isForName: true,
		notAfter: soundNow + 60 * day,
		ofOwnAuthority: false,
		authorityNotAfter: soundNow + 3_000 * day,
	},
	domain: {
		name: "example.jp",
		addedAt: soundNow - 100 * day,
		enrollment: record("EnterpriseEnrollment.example.jp"),
		registration: record("EnterpriseRegistration.example.jp"),
		discovery: {
			address: "https://example.jp/.well-known/com.apple.remotemanagement",
			state: "ours",
			status: 200,
			contentType: "application/json",
			leadsTo: "https://mdm.example.jp",
			fault: null,
			lookedAt: soundNow - 60_000,
			since: soundNow - 90 * day,
		},
	},
	serverSeen: {
		address: "mdm.example.jp:443",
		state: "trusted",
		issuer: "Example Public CA",
		notAfter: soundNow + 60 * day,
		fault: null,
		lookedAt: soundNow - 60_000,
		since: soundNow - 30 * day,
	},
	clock: { server: "time.apple.com", offsetMs: 0, lookedAt: soundNow - 60_000, since: soundNow - 90 * day },
	appleHosts: [{ address: "api.push.apple.com:443", fault: null, lookedAt: soundNow - 60_000, since: soundNow - 90 * day }],
	tenant: {
		organization: { name: "Example 株式会社", unusual: [], plain: "Example 株式会社" },
		authorityNotAfter: soundNow + 3_000 * day,
		identities: { count: 0, more: false, until: soundNow + 7 * day, examples: [], inContact: 0 },
		plans: [{ plan: "INTUNE_A", name: "Intune", authority: "intune", seats: 10, consumed: 3, waiting: 0 }],
		enrollmentGroup: { name: "Phones", hasMembers: true },
		policies: [
			{
				policyKind: "platform",
				policy: "All users",
				priority: null,
				reach: "everybody",
				groups: [],
				platform: { platformBlocked: false, personalBlocked: false, osMinimum: "16.0", osMaximum: "26.9" },
			},
			{ policyKind: "limit", policy: "All users", priority: null, reach: "everybody", groups: [] },
			{ policyKind: "types", policy: "All users", priority: null, reach: "everybody", groups: [], allowed: ["web"] },
		],
		corporate: { identifiers: 0, adeTokens: 1 },
		ways: ["web", "ade-sign-in", "ade-userless"],
	},
	report: { matched: [], errors: [], from: "person" },
};
