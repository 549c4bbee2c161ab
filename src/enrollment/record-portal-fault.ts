import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Work } from "../evidence/work.ts";
import { recordFault } from "./record.ts";
import { sessionHash, type VisitStores } from "./visits.ts";

/** A form that the pages did not take: sent from another site's page, too large, or of a kind that no page of ours sends. */
export type PortalFault = "cross-site" | "too-large" | "unreadable";

/**
 * Writes down a form that was not taken, with the try of the visit where there is one: behind a wrong public address every form of an older Safari
 * looks like another site's, and its user cannot sign in.
 *
 * @param route of the pages, as it is declared; never what stood in the address
 */
export function recordPortalFault(
	{ work, clock, randomness }: { readonly work: Work<VisitStores>; readonly clock: Clock; readonly randomness: Randomness },
	from: { readonly session: string | null; readonly peer: string },
	code: PortalFault,
	route: string,
): Promise<void> {
	return work.write(async (stores) => {
		const session = from.session === null ? undefined : await stores.sessions.byTokenHash(sessionHash(from.session));
		const tied = session === undefined ? {} : { attemptId: session.attemptId };
		await recordFault(stores, { face: "portal", peer: from.peer, code, detail: route, ...tied }, clock, randomness);
	});
}
