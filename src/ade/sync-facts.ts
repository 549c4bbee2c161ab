import type { AdeSyncFact } from "../evidence/ade-fact.ts";
import type { AdeTokenStore } from "./ports.ts";

/** How many tokens an explanation names. */
const namedAtMost = 5;

/**
 * When each token was synced last: refused ones first, then those whose last sync lies farthest back, five at most. What was assigned at Apple since then
 * is not known here.
 */
export async function adeSyncFacts(stores: { readonly adeTokens: Pick<AdeTokenStore, "leastSynced"> }): Promise<AdeSyncFact[]> {
	const tokens = await stores.adeTokens.leastSynced(namedAtMost);
	return tokens.map(({ name, lastSuccessAt, refusal }) => ({ token: name, lastSuccessAt, refusedSince: refusal?.since ?? null }));
}
