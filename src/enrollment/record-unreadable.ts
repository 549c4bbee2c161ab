import type { Clock, Randomness } from "../evidence/clock.ts";
import type { MessageFault } from "../evidence/facts.ts";
import type { Work } from "../evidence/work.ts";
import type { Malformed } from "../protocol/malformed.ts";
import { decide } from "./decide.ts";
import type { SignedBy } from "./identify.ts";
import { recordDecision, recordFault } from "./record.ts";
import { standing } from "./silence.ts";
import { attemptOf, issuedCertificate, type SignerStores } from "./speaker.ts";

export const messageFault = ({ codec, kind, offset }: Malformed): MessageFault => ({ codec, fault: kind, offset });

/**
 * Writes down what cannot be read: among the faults always, and on its try while that is under way. Whose it is, a good signature proves; else the
 * address says so, but anybody can write an address, so an enrolled try is out of its reach.
 */
export function recordUnreadable(
	deps: { readonly work: Work<SignerStores>; readonly clock: Clock; readonly randomness: Randomness },
	face: "mdm" | "scep",
	from: { readonly reference: string | null; readonly peer: string; readonly by?: SignedBy },
	fault: MessageFault,
): Promise<void> {
	const { work, clock, randomness } = deps;
	return work.write(async (stores) => {
		const now = clock.now();
		const signed = from.by === undefined ? undefined : await attemptOf(stores, await issuedCertificate(stores, from.by));
		const named = signed !== undefined || from.reference === null ? undefined : await stores.attempts.byReference(from.reference);
		const attempt = signed ?? (named !== undefined && standing(named) === "enrolled" ? undefined : named);
		const detail = `${fault.codec}: ${fault.fault}`;
		const tied = attempt === undefined ? {} : { attemptId: attempt.id };
		await recordFault(stores, { face, peer: from.peer, code: "message-malformed", detail, ...tied }, clock, randomness);
		if (attempt === undefined || standing(attempt) === "enrolled") return;
		await recordDecision(stores, attempt, "unreadable", decide("unreadable", { now, message: fault }), now);
	});
}
