import { judgeToken } from "../enrollment/ade-health.ts";
import { requestRound } from "../jobs/ask-ade-round.ts";
import type { Context } from "./command.ts";

/** After a change that Apple is to be told, or that may mend or break something: the token's round as soon as the service comes to it, and its state now. */
export async function afterAdeChange(tokenId: string, { domain }: Context, { round }: { readonly round: boolean }): Promise<void> {
	const { store, clock, randomness } = domain;
	const now = clock.now();
	if (round) await store.write((stores) => requestRound(stores, tokenId, { now, randomness }));
	await judgeToken(store, tokenId, { now, newId: () => randomness.bytes(16).toString("hex") });
}
