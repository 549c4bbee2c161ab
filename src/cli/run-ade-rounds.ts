import { setTimeout as pause } from "node:timers/promises";
import type { AdeToken } from "../ade/ports.ts";
import type { RoundProgress } from "../ade/round-stage.ts";
import type { Ade } from "../ade-composition.ts";
import type { RunHere } from "../jobs/ade-rounds.ts";
import type { Context } from "./command.ts";
import { notingMended } from "./noting-mended.ts";
import { progressBar } from "./progress-bar.ts";
import { exits } from "./reply.ts";

/** `elsewhere`: the running service did it, and what it counted is not known here. `watched`: it is still at it, and the person stopped waiting. */
export type RoundResult = Exclude<RunHere, { readonly end: "held" }> | { readonly end: "elsewhere" } | { readonly end: "watched" };

/** Ctrl-C ends the round in hand where the next one goes on; a second one ends the process. */
export function endingSignal({ edge }: Context): AbortSignal {
	const stopped = new AbortController();
	edge.onEnd(() => {
		if (stopped.signal.aborted) edge.cut(exits.cut);
		else stopped.abort(new Error("asked to end"));
	});
	return stopped.signal;
}

/** How often the token's row is looked at while another process works on it. */
const lookEvery = 250;
/** A process that died holds its lease for a while; then the round is ours. */
const tryEvery = 20;

/**
 * Runs a token's round here, with its progress on standard error; where the running service is at it already, looks on until that one has done it.
 */
export function runAdeRound(ade: Ade, token: AdeToken, options: RoundOptions, context: Context): Promise<RoundResult> {
	return notingMended(token.id, context, () => runOrWatch(ade, token, options, context));
}

interface RoundOptions {
	readonly full?: boolean;
	readonly signal: AbortSignal;
}

async function runOrWatch(ade: Ade, token: AdeToken, { full, signal }: RoundOptions, context: Context): Promise<RoundResult> {
	const { edge, domain, texts } = context;
	const bar = progressBar(edge, texts.ade.stages.account);
	const onProgress = ({ stage, done, of }: RoundProgress) => bar(done, of, `${texts.ade.stages[stage]} (${token.name})`);
	const askedAt = domain.clock.now();
	try {
		let { fetched } = token;
		for (let tries = 0; ; tries++) {
			if (tries % tryEvery === 0) {
				const end = await ade.rounds.runNow(token.id, { ...(full === undefined ? {} : { full }), onProgress, signal });
				if (end.end !== "held") return end;
			}
			bar(fetched, null, `${texts.ade.stages.elsewhere} (${token.name})`);
			const row = await domain.store.read.adeTokens.byId(token.id);
			if (row === undefined) return { end: "gone" };
			const ended = endOf(row, askedAt);
			if (ended !== null) return ended;
			fetched = row.fetched;
			await pause(lookEvery, undefined, { signal }).catch(() => undefined);
			if (signal.aborted) return { end: "watched" };
		}
	} finally {
		bar(null, null, "");
	}
}

/** A round that began since we asked has come to its end. */
function endOf(row: AdeToken, askedAt: number): RoundResult | null {
	const began = row.lastTriedAt ?? 0;
	if (began < askedAt) return null;
	if (row.refusal !== null && row.refusal.at >= began) {
		const { kind, status, said, retryAfterMs, skewMs, during } = row.refusal;
		return { end: "refused", refusal: { kind, status, said, retryAfterMs, skewMs }, during };
	}
	return (row.lastSuccessAt ?? 0) >= began ? { end: "elsewhere" } : null;
}
