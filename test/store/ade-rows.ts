import type { AdeKeyPair, AdeProfile, AdeToken, AdeVisit } from "../../src/ade/ports.ts";
import { defaultProfileSettings } from "../../src/ade/profile-settings.ts";
import type { IncidentSighting } from "../../src/evidence/incident.ts";
import type { AppleDevice } from "../../src/protocol/ade/device.ts";
import type { Stores } from "../../src/store/stores.ts";

/** Rows of Automated Device Enrollment, each whole, with what a test cares about changed. */

export function adeKeyPair(id: string, change: Partial<AdeKeyPair> = {}): AdeKeyPair {
	return { id, certificate: Uint8Array.of(48, 130), key: Uint8Array.of(0, 255), createdAt: 1, forToken: null, ...change };
}

/** Its key pair is `k-` and its id. */
export function adeToken(id: string, change: Partial<AdeToken> = {}): AdeToken {
	return {
		id,
		name: `Token ${id}`,
		appleId: null,
		keyPairId: `k-${id}`,
		consumerKey: `CK_${id}`,
		secrets: Uint8Array.of(1, 2, 3),
		expiresAt: 10_000,
		uploadedAt: 1,
		createdAt: 1,
		account: null,
		accountAt: null,
		defaultProfileId: null,
		cursor: null,
		cursorAt: null,
		mode: "fetch",
		generation: 0,
		fetched: 0,
		fetchStartedAt: null,
		lastFullAt: null,
		lastTriedAt: null,
		lastSuccessAt: null,
		lastAskedAt: null,
		refusal: null,
		retryAt: null,
		failures: 0,
		...change,
	};
}

/** A token with its key pair. */
export async function insertToken(stores: Stores, id: string, change: Partial<AdeToken> = {}): Promise<void> {
	await stores.adeKeyPairs.insert(adeKeyPair(`k-${id}`));
	await stores.adeTokens.insert(adeToken(id, change));
}

export function adeProfile(id: string, tokenId: string, change: Partial<AdeProfile> = {}): AdeProfile {
	const times = { createdAt: 1, changedAt: 1, definedAt: null, definedAs: null };
	return { id, tokenId, name: `Profile ${id}`, settings: defaultProfileSettings, uuid: null, refusal: null, ...times, ...change };
}

export function appleDevice(serial: string, change: Partial<AppleDevice> = {}): AppleDevice {
	return {
		serial,
		model: "iPhone 15 Pro",
		description: "IPHONE 15 PRO BLACK 256GB-JPN",
		color: "BLACK",
		assetTag: null,
		family: "iPhone",
		os: "iOS",
		profileStatus: "empty",
		profileUuid: null,
		profileAssignedAt: null,
		profilePushedAt: null,
		serverAssignedAt: 1_700_000_000_000,
		serverAssignedBy: "admin@example.com",
		op: null,
		opAt: null,
		migrationDeadlineAt: null,
		...change,
	};
}

export function adeVisit(stateHash: string, change: Partial<AdeVisit> = {}): AdeVisit {
	return {
		stateHash,
		attemptId: "a",
		tokenId: "t",
		serial: "S",
		userId: null,
		pendingUserId: null,
		providerStateHash: null,
		providerSecrets: null,
		createdAt: 10,
		expiresAt: 1_000,
		issuedAt: null,
		...change,
	};
}

export function incident(id: string, change: Partial<IncidentSighting> = {}): IncidentSighting {
	const subject = { kind: "ade-token", id: "t", name: "Head office" } as const;
	return { id, code: "ade-token-expired", subject, openedAt: 1, seenAt: 1, saw: { kind: "expired", atMost: 1 }, ...change };
}
