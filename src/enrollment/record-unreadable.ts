import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Work } from "../evidence/work.ts";
import { decide } from "./decide.ts";
import { type RecordStores, recordDecision, recordFault } from "./record.ts";

/**
 * Writes down what cannot be read: among the faults always, and on the try that the address names while that is under way. Anybody can write an
 * address, so an enrolled try is out of its reach.
 */
export function recordUnreadable(
	deps: { readonly work: Work<RecordStores>; readonly clock: Clock; readonly randomness: Randomness },
	face: "mdm" | "scep",
	from: { readonly reference: string | null; readonly peer: string },
	fault: { readonly codec: string; readonly fault: string; readonly offset: number },
): Promise<void> {
	const { work, clock, randomness } = deps;
	return work.write(async (stores) => {
		const now = clock.now();
		const named = from.reference === null ? undefined : await stores.attempts.byReference(from.reference);
		const attempt = named?.state === "enrolled" ? undefined : named;
		const detail = `${fault.codec}: ${fault.fault}`;
		const tied = attempt === undefined ? {} : { attemptId: attempt.id };
		await recordFault(stores, { face, peer: from.peer, code: "message-malformed", detail, ...tied }, clock, randomness);
		if (attempt !== undefined) await recordDecision(stores, attempt, "unreadable", decide("unreadable", { now, message: fault }), now);
	});
}
