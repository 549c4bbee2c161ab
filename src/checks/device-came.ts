import type { AdeDeviceFact, AdeProgressFact } from "../evidence/ade-fact.ts";

/** Apple stamps its own clock, and the phone comes within the same minute: a difference below this is none. */
const slack = 5 * 60_000;

/** How far a phone came by what Apple and we saw of it, since the profile that it should have. */
export type Progress =
	/** It enrolled by Setup Assistant and is managed. */
	| "enrolled"
	/** It asked us for its profile. */
	| "came"
	/** It is managed, but by another way: it was set up without this profile. */
	| "enrolled-otherwise"
	/** It fetched an earlier profile at Apple, and nothing since the present one was assigned. */
	| "fetched-earlier"
	/** Apple has another profile for it than the one that it should have. */
	| "other-at-apple"
	/** It fetched its profile at Apple, and did not come here. */
	| "fetched"
	/** The profile waits for it at Apple. */
	| "assigned"
	/** Apple has no profile for it. */
	| "unassigned";

export function progressOf(
	{ profilePushedAt, profileAssignedAt, state }: AdeDeviceFact,
	{ contactedAt, lastContactAt, enrolledAt, asWanted }: AdeProgressFact,
): Progress {
	const lastCame = lastContactAt ?? contactedAt;
	if (enrolledAt !== null && lastCame !== null) return "enrolled";
	if (lastCame !== null && (profilePushedAt === null || lastCame >= profilePushedAt - slack)) return "came";
	if (enrolledAt !== null) return "enrolled-otherwise";
	// Apple may still tell when a profile was assigned that it has no more.
	if (state === "not-assigned" || state === "assigning") return "unassigned";
	if (profilePushedAt !== null && profileAssignedAt !== null && profilePushedAt < profileAssignedAt - slack) return "fetched-earlier";
	if (!asWanted && profileAssignedAt !== null) return "other-at-apple";
	if (profilePushedAt !== null) return "fetched";
	return profileAssignedAt === null ? "unassigned" : "assigned";
}
