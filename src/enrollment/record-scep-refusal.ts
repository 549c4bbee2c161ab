import type { Code, DecisionStep } from "../checks/index.ts";
import type { Attempt } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Decision } from "../evidence/finding.ts";
import { beginAttempt, type RecordStores, recordDecision, recordFault } from "./record.ts";

const hour = 3_600_000;

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
	if (attempt.state !== "enrolled") {
		await recordDecision(stores, attempt, step, decision, now);
		return;
	}
	const { upn, userId } = attempt;
	const [last] = upn === null ? [] : await stores.attempts.list({ upn, code: decision.code, state: "refused", limit: 1 });
	if (last !== undefined && last.updatedAt > now - hour) {
		await recordDecision(stores, last, step, decision, now);
		return;
	}
	const begun = await beginAttempt(stores, "web", clock, randomness);
	await stores.attempts.update(begun.id, { upn, userId, updatedAt: now });
	await recordDecision(stores, { ...begun, upn, userId }, step, decision, now);
}
