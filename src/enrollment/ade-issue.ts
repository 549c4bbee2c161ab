import type { Attempt } from "../evidence/attempt.ts";
import type { Facts } from "../evidence/facts.ts";
import type { AdeDoorContext } from "./ade-door.ts";
import { issueEnrollmentProfile } from "./issue-profile.ts";

/** The signed profile for a phone in Setup Assistant. One that was given out before on this try, and not used, is worth nothing from now on. */
export async function issueAdeProfile(
	{ work, clock, randomness, profiles, options }: AdeDoorContext,
	{ attempt, facts, language }: { readonly attempt: Attempt; readonly facts: Facts; readonly language: "en" | "ja" },
): Promise<Uint8Array> {
	await work.write((stores) => stores.challenges.expireUnused(attempt.id, clock.now()));
	return issueEnrollmentProfile(work, {
		attempt,
		deviceId: null,
		purpose: "enrollment",
		topic: facts.pushCertificate?.topic ?? "",
		language,
		lifetime: options.challengeLifetime,
		form: "signed",
		clock,
		randomness,
		profiles,
	});
}
