import { judgeToken } from "../enrollment/ade-health.ts";
import { requestRound } from "../jobs/ask-ade-round.ts";
import type { Context } from "./command.ts";
import { notingMended } from "./noting-mended.ts";

/**
 * After a change. `round`: Apple is to be told, by the token's next round, which begins as soon as the service comes to it and judges the token at its
 * end; before that a profile that was just made would be one that Apple does not have. Else the token is judged now.
 */
export async function afterAdeChange(tokenId: string, context: Context, { round }: { readonly round: boolean }): Promise<void> {
	const { store, clock, randomness } = context.domain;
	const now = clock.now();
	if (round) await store.write((stores) => requestRound(stores, tokenId, { now, randomness }));
	else {
		const newId = () => randomness.bytes(16).toString("hex");
		await notingMended(tokenId, context, () => judgeToken(store, tokenId, { now, newId }));
	}
}
