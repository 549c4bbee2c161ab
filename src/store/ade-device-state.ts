import { type RawBuilder, sql } from "kysely";
import type { AssignmentState } from "../ade/ports.ts";

const throttled = (now: number) => sql<boolean>`("result" = 'THROTTLED' and "throttledUntil" > ${now} and "removedAt" is null)`;

/**
 * The twin of assignmentStateOf (ade/assignment-state.ts) as a condition on `adeDevices`: the column `standing` has all of the rule that time cannot
 * change.
 */
export function inState(state: AssignmentState, now: number): RawBuilder<boolean> {
	if (state === "throttled") return throttled(now);
	// Every state but throttled is a standing; coalesce: without a result nothing is throttled.
	return sql<boolean>`("standing" = ${state} and not coalesce(${throttled(now)}, false))`;
}

/** How many devices of a token have each standing, and of those how many are throttled: two reads of indexes in one statement. */
export function countStates(tokenId: string, now: number): RawBuilder<{ state: AssignmentState; throttled: number; n: number }> {
	return sql`select "standing" as "state", 0 as "throttled", count(*) as "n" from "adeDevices" where "tokenId" = ${tokenId} group by "standing"
		union all select "standing", 1, count(*) from "adeDevices" where "tokenId" = ${tokenId} and ${throttled(now)} group by "standing"`;
}

/**
 * When a device whose assignment is wanted now may be looked at. Apple's time for a throttled one is kept. Of one that Apple is being asked about, the
 * moment is later than the try, by which recordResults knows that the wish came after the question: the answer does not settle it.
 */
export function soonest(now: number): RawBuilder<number> {
	return sql<number>`case
		when "adeDevices"."result" = 'THROTTLED' and "adeDevices"."throttledUntil" > ${now} then "adeDevices"."throttledUntil"
		when "adeDevices"."result" is null and "adeDevices"."triedAt" >= ${now} then "adeDevices"."triedAt" + 1
		else cast(${now} as bigint) end`;
}
