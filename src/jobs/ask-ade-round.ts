import type { AdeTokenStore } from "../ade/ports.ts";
import { askableAt } from "../ade/token-state.ts";
import { newUuid } from "../devices/new-uuid.ts";
import type { JobStore } from "../devices/ports.ts";
import type { Randomness } from "../evidence/clock.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";

/** The kind of job that is a token's round; its key is the token's id. */
export const adeRoundJob = "ade-round";

/**
 * A token's round as soon as may be: there is a new token, or something was changed that Apple must be told. One job a token, so asking twice is
 * asking once.
 */
export async function requestRound(
	stores: { readonly jobs: Pick<JobStore, "schedule"> },
	tokenId: string,
	{ now, randomness }: { readonly now: number; readonly randomness: Randomness },
): Promise<void> {
	await stores.jobs.schedule({ id: newUuid(randomness), kind: adeRoundJob, key: tokenId, dueAt: now });
}

/** An administrator asks for a sync. `full`: every device is fetched, not only what changed. `at`: when it is possible again. */
export async function askSync(
	stores: { readonly adeTokens: Pick<AdeTokenStore, "byId" | "update">; readonly jobs: Pick<JobStore, "schedule"> },
	tokenId: string,
	ask: { readonly full?: boolean; readonly now: number; readonly randomness: Randomness },
): Promise<Outcome<object, { readonly kind: "too-soon"; readonly at: number } | { readonly kind: "no-such-token" }>> {
	const token = await stores.adeTokens.byId(tokenId);
	if (token === undefined) return refused({ kind: "no-such-token" });
	const { now } = ask;
	const at = askableAt(token, now);
	if (at !== null) return refused({ kind: "too-soon", at });
	// A full fetch that is under way is one; else the lost cursor is what makes the next sync one, whoever runs it.
	const begin = ask.full === true && token.mode !== "fetch" ? { cursor: null, cursorAt: null } : {};
	await stores.adeTokens.update(tokenId, { lastAskedAt: now, ...begin });
	await requestRound(stores, tokenId, ask);
	return { ok: true };
}
