import { createHash } from "node:crypto";
import type { Randomness } from "../evidence/clock.ts";
import type { ChallengeFact } from "../evidence/facts.ts";
import type { Challenge, ChallengeStore } from "./ports.ts";

/** Hexadecimal SHA-256, the form in which a challenge is stored. */
export const challengeHash = (value: string): string => createHash("sha256").update(value).digest("hex");

/**
 * Makes a one-time SCEP password of 192 random bits, bound to the try (and, on renewal, to the device).
 *
 * @returns the value for the profile; only its hash is stored
 */
export async function issueChallenge(
	stores: { readonly challenges: ChallengeStore },
	randomness: Randomness,
	options: { attemptId: string; deviceId: string | null; purpose: Challenge["purpose"]; now: number; lifetime: number },
): Promise<string> {
	const value = randomness.bytes(24).toString("base64url");
	await stores.challenges.insert({
		hash: challengeHash(value),
		attemptId: options.attemptId,
		deviceId: options.deviceId,
		purpose: options.purpose,
		issuedAt: options.now,
		expiresAt: options.now + options.lifetime,
		usedAt: null,
		requestHash: null,
		certificateSerial: null,
	});
	return value;
}

/** What is known of a challenge that a request presented. */
export interface PresentedChallenge {
	readonly fact: ChallengeFact;
	/** The record, where there is one. */
	readonly record: Challenge | undefined;
}

/**
 * Looks a presented challenge up. A used one is `reused` when the very same request comes again, as devices do after a broken connection.
 *
 * @param requestHash SHA-256 of what makes two requests the same: public key and transaction
 */
export async function presentedChallenge(
	stores: { readonly challenges: ChallengeStore },
	value: string | null,
	requestHash: string,
	now: number,
): Promise<PresentedChallenge> {
	if (value === null || value === "")
		return { fact: { state: "missing", issuedAt: null, expiresAt: null, usedAt: null }, record: undefined };
	const record = await stores.challenges.byHash(challengeHash(value));
	if (record === undefined) return { fact: { state: "unknown", issuedAt: null, expiresAt: null, usedAt: null }, record };
	const state =
		record.usedAt !== null
			? record.requestHash === requestHash
				? "reused"
				: "used"
			: record.expiresAt <= now
				? "expired"
				: ("valid" as const);
	return { fact: { state, issuedAt: record.issuedAt, expiresAt: record.expiresAt, usedAt: record.usedAt }, record };
}
