import type { AuditEntry, AuditStore } from "../evidence/audit.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { newId } from "./record.ts";

/** Two took the same change back at once: the second changed nothing. */
export class TakenBackAlready extends Error {
	constructor(id: string) {
		super(`the change ${id} was taken back already`);
		this.name = "TakenBackAlready";
	}
}

/**
 * Puts a change on record, in the unit of work that makes it. One that takes another back is noted on that one too.
 *
 * @throws TakenBackAlready where `undoes` names one that was taken back before: the unit then keeps nothing.
 */
export async function recordAudit(
	stores: { readonly audit: Pick<AuditStore, "append" | "markUndone"> },
	entry: Omit<AuditEntry, "id" | "at" | "undoneBy">,
	{ clock, randomness }: { readonly clock: Clock; readonly randomness: Randomness },
): Promise<AuditEntry> {
	const written = { ...entry, id: newId(clock, randomness), at: clock.now() };
	await stores.audit.append(written);
	if (entry.undoes !== null && !(await stores.audit.markUndone(entry.undoes, written.id))) throw new TakenBackAlready(entry.undoes);
	return { ...written, undoneBy: null };
}
