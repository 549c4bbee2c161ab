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

/** What giving out a profile touches. */
export interface IssueStores extends RecordStores {
	readonly challenges: ChallengeStore;
}

/** `moved-on`: what was judged is no longer how the try stands, and nothing was given out. */
export type IssuedProfile = { readonly kind: "issued"; readonly body: Uint8Array } | { readonly kind: "moved-on" };

/**
 * Gives out an enrollment profile for a try: the challenge and the step are durable before the profile exists. Between judging and this somebody else
 * may have signed in on the same try, or its phone gone on: whether it stands as it was judged is asked in the unit of work that writes the challenge.
 *
 * @param deviceId for the renewal of a device's identity: only this device's enrollment may use it
 * @param userId who was judged
 * @param prepare asked in that unit, with the try as it stands: `repeated` writes no second step
 */
export async function issueEnrollmentProfile<S extends IssueStores>(
	work: Work<S>,
	request: {
		readonly attempt: Attempt;
		readonly userId: string | null;
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
		readonly prepare?: (stores: S, attempt: Attempt, now: number) => Promise<"new" | "repeated" | "moved-on">;
	},
): Promise<IssuedProfile> {
	const { userId, deviceId, purpose, topic, language, lifetime, clock, randomness, prepare } = request;
	const now = clock.now();
	const challenge = await work.write(async (stores) => {
		const attempt = await stores.attempts.byId(request.attempt.id);
		if (attempt === undefined || attempt.userId !== userId || attempt.deviceId !== request.attempt.deviceId) return null;
		const prepared = (await prepare?.(stores, attempt, now)) ?? "new";
		if (prepared === "moved-on") return null;
		if (purpose === "enrollment" && prepared === "new")
			await recordStep(stores, attempt, "profile-downloaded", now, { topic, language, expiresAt: now + lifetime });
		return issueChallenge(stores, randomness, { attemptId: attempt.id, deviceId, purpose, now, lifetime });
	});
	if (challenge === null) return { kind: "moved-on" };
	const { reference } = request.attempt;
	return { kind: "issued", body: await request.profiles[request.form]({ reference, challenge, topic, language }) };
}
