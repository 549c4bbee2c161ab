import type { Code, DecisionStep } from "../checks/index.ts";
import type { Attempt } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Decision } from "../evidence/finding.ts";
import { beginAttempt, type RecordStores, recordDecision, recordFault, refusedLately } from "./record.ts";
import { standing } from "./silence.ts";

/**
 * Writes a refused request for an identity on its try. A try that has enrolled is over: a second phone with its profile is a try of its own, under the
 * name of whoever downloaded the profile (within an hour one and the same, since phones ask several times).
 */
export async function recordScepRefusal(
	stores: RecordStores,
	context: { readonly clock: Clock; readonly randomness: Randomness },
	refusal: { readonly decision: Decision<Code> & { readonly verdict: "refuse" }; readonly step: DecisionStep; readonly peer: string },
	judged: Attempt | undefined,
): Promise<void> {
	const { decision, step, peer } = refusal;
	const { clock, randomness } = context;
	const now = clock.now();
	// As it is now: the request was judged outside this unit of work, and meanwhile the first phone may have finished.
	const attempt = judged === undefined ? undefined : await stores.attempts.byId(judged.id);
	const tied = attempt === undefined ? {} : { attemptId: attempt.id };
	await recordFault(stores, { face: "scep", peer, code: decision.code, detail: step, ...tied }, clock, randomness);
	if (attempt === undefined) return;
	if (standing(attempt) !== "enrolled") {
		await recordDecision(stores, attempt, step, decision, now);
		return;
	}
	const { upn } = attempt;
	const last = upn === null ? undefined : await refusedLately(stores, { upn, code: decision.code }, now);
	const journey = step === "renewal" ? "renewal" : attempt.journey;
	const other = last ?? (await beginAttempt(stores, journey, clock, randomness, attempt));
	await recordDecision(stores, other, step, decision, now);
}
