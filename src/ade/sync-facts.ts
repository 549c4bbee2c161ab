import type { AdeSyncFact } from "../evidence/facts.ts";
import type { AdeTokenStore } from "./ports.ts";

/** How many tokens an explanation names. */
const namedAtMost = 5;

/**
 * When each token was synced last: refused ones first, then those whose last sync lies farthest back, five at most. What was assigned at Apple since then
 * is not known here.
 */
export async function adeSyncFacts(stores: { readonly adeTokens: Pick<AdeTokenStore, "list"> }): Promise<AdeSyncFact[]> {
	const all = (await stores.adeTokens.list()).map(({ name, lastSuccessAt, refusal }) => ({
		token: name,
		lastSuccessAt,
		refusedSince: refusal?.since ?? null,
	}));
	const order = (one: AdeSyncFact) => (one.refusedSince === null ? 1 : 0);
	return all.sort((a, b) => order(a) - order(b) || (a.lastSuccessAt ?? 0) - (b.lastSuccessAt ?? 0)).slice(0, namedAtMost);
}
