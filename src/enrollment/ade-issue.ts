import type { Attempt, Step } from "../evidence/attempt.ts";
import type { Facts } from "../evidence/facts.ts";
import type { AdeDoorContext, AdeDoorStores } from "./ade-door.ts";
import { type AdeEntered, hasIdentity } from "./ade-visits.ts";
import { type IssuedProfile, issueEnrollmentProfile } from "./issue-profile.ts";

const minute = 60_000;
const hour = 60 * minute;
/** More often nobody presses "Try again" on one and the same phone. */
const mostAnHour = 10;

/**
 * When a profile was given out of which the present one is only a repetition, for the same description and person: a phone without user asks for
 * nothing but its description, and whoever saw that once may send it without end. null: this one counts.
 */
function repeatedSince(steps: readonly Step[], now: number): number | null {
	const begun = steps.findLastIndex(({ name }) => name === "device-described" || name === "signed-in" || name === "terms-accepted");
	const given = steps.slice(begun + 1).filter(({ name, at }) => name === "profile-downloaded" && at > now - hour);
	const last = given.at(-1);
	return last !== undefined && (last.at > now - minute || given.length >= mostAnHour) ? last.at : null;
}

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
	async function prepare(stores: AdeDoorStores, fresh: Attempt, now: number): Promise<"new" | "repeated" | "moved-on"> {
		// A phone without user that has its identity, and asks again because its way broke off, is nobody else.
		if (fresh.deviceId !== null || (userId !== null && (await hasIdentity(stores, fresh.id)))) return "moved-on";
		if (visit !== null) {
			const present = await stores.adeVisits.byStateHash(visit.stateHash);
			if (present === undefined || present.expiresAt <= now || present.userId !== userId) return "moved-on";
			await stores.adeVisits.update(visit.stateHash, { issuedAt: now });
		}
		const repeated = repeatedSince(await stores.attempts.steps(fresh.id), now);
		if (repeated === null) await stores.challenges.expireUnused(fresh.id, now);
		else await stores.challenges.forgetUnused(fresh.id, repeated);
		return repeated === null ? "new" : "repeated";
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
