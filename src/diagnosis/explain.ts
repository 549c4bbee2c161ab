import { isLikely } from "../checks/likely.ts";
import { isEvidence } from "../checks/written.ts";
import type { Attempt, Json, Step, StoredDecision } from "../evidence/attempt.ts";
import type { Fix } from "../evidence/finding.ts";
import { codeTexts, fill, type Language, localTime, ownText, printable, textsFor } from "../texts/texts.ts";
import { type ExplainedFinding, explainFindings } from "./explain-findings.ts";
import { type ExplainedFix, explainFix, explainWho, fixesOf } from "./explain-fixes.ts";

/** Why a try ended as it did, or how far it is, in one language. */
export interface Explanation {
	/** `K7-4QPM`. */
	readonly reference: string;
	/** null: nothing was refused. */
	readonly code: string | null;
	readonly title: string;
	readonly explanation: string;
	/** Who can mend it, in words; empty when nothing was refused. */
	readonly who: readonly string[];
	/** Failed first, then unknown, then passed; each in the table's order. */
	readonly findings: readonly ExplainedFinding[];
	/** One line each, in the order in which they happened. */
	readonly steps: readonly string[];
	/** The cause's first, then those of whatever else failed. */
	readonly fixes: readonly ExplainedFix[];
}

/** What explaining reads: the record of the try and nothing else. `decision` is the last one that was written. */
export interface ToldAttempt {
	readonly attempt: Attempt;
	readonly steps: readonly Step[];
	readonly decision: StoredDecision | null;
}

/**
 * Explains a try from what the deciding functions wrote, in `language`. Pure: it judges nothing again, so what it says is what was decided then.
 * A code that this version does not know is shown as it stands. `timeZone`: an IANA name, by default the machine's.
 */
export function explain({ attempt, steps, decision }: ToldAttempt, language: Language, timeZone?: string): Explanation {
	const code = causeOf(attempt, decision);
	return {
		reference: attempt.reference,
		code,
		...titleOf(attempt, code, language),
		who: code === null ? [] : explainWho(code, language),
		findings: explainFindings(decision?.findings ?? [], language, timeZone),
		steps: steps.flatMap((step) => [explainStep(step, language, timeZone), ...reportedLines(step)]),
		fixes: fixesOfAttempt({ attempt, decision }).map((fix) => explainFix(fix, language)),
	};
}

/** A failed sign-in leaves a try open, with a refusal that stands until the next answer; an enrolled device has no cause any more. */
function causeOf(attempt: Attempt, decision: StoredDecision | null): string | null {
	if (attempt.state === "enrolled") return null;
	if (decision !== null && decision.verdict !== "admit" && decision.code !== null) return decision.code;
	return attempt.state === "refused" || attempt.state === "stopped" ? attempt.code : null;
}

function titleOf(attempt: Attempt, code: string | null, language: Language): { title: string; explanation: string } {
	const texts = textsFor(language);
	const { title, explanation } = code === null ? texts.attempts[attempt.state] : (codeTexts(code, language) ?? texts.attempts.refused);
	const values = { code };
	return { title: fill(title, values, language), explanation: fill(explanation, values, language) };
}

/** Silence itself mends nothing: first what is proven to be behind it. What is only likely is offered where nothing is. */
function behindSilence(own: Findings, proven: Findings, { findings }: StoredDecision): Findings {
	const likely = findings.filter(({ outcome, saw }) => outcome === "unknown" && isEvidence(saw) && isLikely(saw));
	return proven.length > 0 ? [...proven, ...own] : [...own, ...likely];
}

type Findings = StoredDecision["findings"];

function explainStep({ name, at, evidence }: Step, language: Language, timeZone?: string): string {
	const texts = textsFor(language);
	const what = ownText(texts.steps, name) ?? printable(name);
	const titles = [evidence["code"], ...listIn(evidence["codes"])]
		.filter((code) => typeof code === "string")
		.map((code) => codeTexts(code, language)?.title ?? printable(code));
	return `${localTime(at, language, timeZone)}  ${titles.length === 0 ? what : `${what}: ${titles.join(", ")}`}`;
}

/** Of a log that was handed in, the lines that matched. */
function reportedLines({ name, evidence }: Step): string[] {
	if (name !== "reported") return [];
	return listIn(evidence["lines"]).flatMap((one) => (typeof one === "string" ? [`    ${printable(one)}`] : []));
}

const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** What mends it, as data, in the order in which it is told. */
export function fixesOfAttempt({ attempt, decision }: Omit<ToldAttempt, "steps">): Fix[] {
	const cause = causeOf(attempt, decision);
	if (cause === null) return [];
	const failed = (decision?.findings ?? []).filter(({ outcome }) => outcome === "fail");
	const own = failed.filter(({ check }) => check === cause);
	if (own.length === 0) own.push({ check: cause, outcome: "fail", saw: null });
	const others = failed.filter(({ check }) => check !== cause);
	const found = decision?.verdict === "stop" ? behindSilence(own, others, decision) : [...own, ...others];
	return fixesOf(found, { upn: attempt.upn, serial: attempt.device.serial, deviceId: attempt.deviceId });
}
