import { type Code, checkOf, type DecisionStep, doorTable } from "../checks/index.ts";
import { isEvidence } from "../checks/written.ts";
import type { Attempt } from "../evidence/attempt.ts";
import type { Decision, Fix } from "../evidence/finding.ts";
import { type DeviceHealthStores, judgeDevice } from "./ade-device-health.ts";
import { decide } from "./decide.ts";
import { type FactStores, gather, type Subject } from "./gather.ts";
import type { AttemptStore } from "./ports.ts";

type JudgingStores = FactStores & DeviceHealthStores;

const day = 86_400_000;
/** Whoever was refused longer ago has most likely come again since, or given up. */
const lately = 7 * day;
const mostRead = 200;
const mostJudged = 50;

/**
 * Tries refused lately that one of their fixes, a command that begins with one of `topics`, is meant to mend: judged again at the step that refused them, with the
 * facts as these stores have them. Those come back that would be admitted now, the newest first. Run it in a rehearsal to know what a change would mend.
 * The rule that refused must hold now, not only be unknown; what only the phone itself proved then (its certificate, its answer) is not judged again.
 */
export async function wouldPass(
	stores: JudgingStores & { readonly attempts: Pick<AttemptStore, "list"> },
	topics: readonly string[],
	now: number,
): Promise<Attempt[]> {
	const refused = await stores.attempts.list({ state: "refused", limit: mostRead });
	const served = refused.filter((attempt) => attempt.updatedAt > now - lately && isServed(attempt, topics)).slice(0, mostJudged);
	const passing: Attempt[] = [];
	for (const attempt of served) if (await passes(stores, attempt, now)) passing.push(attempt);
	return passing;
}

/** Whether a fix of whatever failed is a command of these topics. */
function isServed({ decision, upn, device, deviceId }: Attempt, topics: readonly string[]): boolean {
	const failed = (decision?.findings ?? []).filter(({ outcome }) => outcome === "fail");
	const context = { upn, serial: device.serial, deviceId };
	const fixes = failed.flatMap(
		({ check, saw }): readonly Fix[] => checkOf(check)?.fixes(isEvidence(saw) ? saw : { kind: "" }, context) ?? [],
	);
	return fixes.some(({ command }) => topics.includes(command?.[0] ?? ""));
}

/** Whether the step that refused this try would admit it with the facts as they are in these stores. */
export async function passes(stores: JudgingStores, attempt: Attempt, now: number): Promise<boolean> {
	const judged = await judgeAgain(stores, attempt, now);
	return judged?.verdict === "admit" && judged.findings.some((one) => one.check === attempt.code && one.outcome === "pass");
}

/** What the step that refused this try would decide with the facts as they are in these stores; null where it was refused at no step. */
export async function judgeAgain(stores: JudgingStores, attempt: Attempt, now: number): Promise<Decision<Code> | null> {
	const step = attempt.decision?.step;
	if (attempt.code === null || step === undefined || !isDecisionStep(step)) return null;
	const { journey, device } = attempt;
	const inSetup = journey === "ade-sign-in" || journey === "ade-userless";
	const atApple = inSetup && device.serial !== null ? (await judgeDevice(stores, device.serial, now)).facts : {};
	return decide(step, { ...atApple, ...(await gather(stores, subjectOf(attempt), now)) });
}

function isDecisionStep(step: string): step is DecisionStep {
	return Object.hasOwn(doorTable, step);
}

/** What is known of whose try it was. */
function subjectOf({ journey, upn, device }: Attempt): Subject {
	const { udid, serial, product, osVersion } = device;
	return {
		journey,
		...(upn === null ? (journey === "ade-userless" ? { userless: true } : {}) : { upn }),
		...(udid === null ? {} : { device: { udid, serial, product, osVersion, macAllowed: false } }),
	};
}
