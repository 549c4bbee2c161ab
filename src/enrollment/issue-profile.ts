import type { Attempt } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Work } from "../evidence/work.ts";
import { issueChallenge } from "../pki/challenges.ts";
import type { Challenge, ChallengeStore } from "../pki/ports.ts";
import type { RecordStores } from "./record.ts";
import { recordStep } from "./record.ts";

/** What differs between one enrollment profile and the next. */
export interface ProfileRequest {
	/** Names the try in the addresses that the phone will call, so that what goes wrong there is recorded on it. */
	readonly reference: string;
	readonly challenge: string;
	readonly topic: string;
	readonly language: "en" | "ja";
}

/** Builds enrollment profiles (enrollment/profile-maker.ts). */
export interface ProfileMaker {
	/** XML plist, for clients that cannot read a signature. */
	unsigned(request: ProfileRequest): Promise<Uint8Array>;
	/** CMS signed by the profile signer. */
	signed(request: ProfileRequest): Promise<Uint8Array>;
}

/**
 * Gives out an enrollment profile for a try: the challenge and the step are durable before the profile exists.
 *
 * @param deviceId for the renewal of a device's identity: only this device's enrollment may use it
 */
export async function issueEnrollmentProfile(
	work: Work<RecordStores & { readonly challenges: ChallengeStore }>,
	request: {
		readonly attempt: Attempt;
		readonly deviceId: string | null;
		readonly purpose: Challenge["purpose"];
		readonly topic: string;
		readonly language: "en" | "ja";
		/** Of the challenge, milliseconds. */
		readonly lifetime: number;
		readonly form: "signed" | "unsigned";
		readonly clock: Clock;
		readonly randomness: Randomness;
		readonly profiles: ProfileMaker;
	},
): Promise<Uint8Array> {
	const { attempt, deviceId, purpose, topic, language, lifetime, clock, randomness } = request;
	const now = clock.now();
	const challenge = await work.write(async (stores) => {
		if (purpose === "enrollment")
			await recordStep(stores, attempt, "profile-downloaded", now, { topic, language, expiresAt: now + lifetime });
		return issueChallenge(stores, randomness, { attemptId: attempt.id, deviceId, purpose, now, lifetime });
	});
	return request.profiles[request.form]({ reference: attempt.reference, challenge, topic, language });
}
