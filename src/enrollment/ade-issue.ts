import type { Attempt } from "../evidence/attempt.ts";
import type { Facts } from "../evidence/facts.ts";
import type { AdeDoorContext, AdeDoorStores } from "./ade-door.ts";
import { type AdeEntered, hasIdentity } from "./ade-visits.ts";
import { type IssuedProfile, issueEnrollmentProfile } from "./issue-profile.ts";

/**
 * The signed profile for a phone in Setup Assistant. One that was given out before on this try, and not used, is worth nothing from now on.
 *
 * @param userId who was judged; null: a phone without user
 * @param visit on the pages: it must be this person's still
 */
export function issueAdeProfile(
	{ work, clock, randomness, profiles, options }: AdeDoorContext,
	{
		attempt,
		facts,
		language,
		userId,
		visit,
	}: {
		readonly attempt: Attempt;
		readonly facts: Facts;
		readonly language: "en" | "ja";
		readonly userId: string | null;
		readonly visit: AdeEntered["visit"] | null;
	},
): Promise<IssuedProfile> {
	async function prepare(stores: AdeDoorStores, fresh: Attempt, now: number): Promise<"new" | "moved-on"> {
		// A phone without user that has its identity, and asks again because its way broke off, is nobody else.
		if (fresh.deviceId !== null || (userId !== null && (await hasIdentity(stores, fresh.id)))) return "moved-on";
		if (visit !== null) {
			const present = await stores.adeVisits.byStateHash(visit.stateHash);
			if (present === undefined || present.expiresAt <= now || present.userId !== userId) return "moved-on";
			await stores.adeVisits.update(visit.stateHash, { issuedAt: now });
		}
		await stores.challenges.expireUnused(fresh.id, now);
		return "new";
	}
	return issueEnrollmentProfile(work, {
		attempt,
		userId,
		deviceId: null,
		purpose: "enrollment",
		topic: facts.pushCertificate?.topic ?? "",
		language,
		lifetime: options.challengeLifetime,
		form: "signed",
		clock,
		randomness,
		profiles,
		prepare,
	});
}
