import type { Code, EvidenceKind, HealthCode } from "../checks/index.ts";
import { isLikely } from "../checks/likely.ts";
import type { AdeDeviceFact, AdeProgressFact } from "../evidence/ade-fact.ts";
import type { Finding, Fix } from "../evidence/finding.ts";
import { codeTexts, fill, type Language, localTime, textsFor } from "../texts/texts.ts";
import { type ExplainedFinding, explainFindings } from "./explain-findings.ts";
import { type ExplainedFix, eachOnce, explainFix, explainWho, fixesOf } from "./explain-fixes.ts";
import { placeOf } from "./fix-place.ts";
import { shellWords } from "./shell-words.ts";

/** Why a device does not enroll by Automated Device Enrollment, in one language. */
export interface DeviceExplanation {
	readonly serial: string;
	/** null: nothing stands in its way. */
	readonly code: string | null;
	readonly title: string;
	readonly explanation: string;
	/** What cannot be proven, and only where nothing that can be is the cause; each a sentence. */
	readonly likely: readonly string[];
	/** The newest try was refused: which, and when. */
	readonly refused: string | null;
	readonly who: readonly string[];
	/** Failed first, then likely, then unknown, then passed; each in the table's order. Of rules that had something to look at. */
	readonly findings: readonly ExplainedFinding[];
	/** The cause's first, then those of whatever else failed, then of what is likely. */
	readonly fixes: readonly ExplainedFix[];
}

interface Judged {
	readonly serial: string;
	readonly findings: readonly Finding[];
	readonly facts: { readonly adeDevice?: AdeDeviceFact | null };
}

/** There was nothing to look at: to say so of each rule would bury what was seen. */
const notLookedAt: ReadonlySet<string> = new Set<EvidenceKind>(["not-known-yet", "device-of-no-token"]);

/** What says how far the device came, and not why no further. */
const onlyHowFar: ReadonlySet<string> = new Set<HealthCode>(["ade-not-started", "ade-stopped-at-apple"]);

/**
 * Explains what was judged of a device (enrollment/ade-device-health.ts). A try that was refused is the device's own last word and comes first, unless
 * its rule holds by now. `timeZone`: an IANA name, by default the machine's.
 */
export function explainDevice(judged: Judged, language: Language, timeZone?: string): DeviceExplanation {
	const { serial } = judged;
	const texts = textsFor(language);
	const { findings, refusal, likely, code } = weighed(judged);
	const said = code === null ? texts.device.well : (codeTexts(code, language) ?? texts.attempts.refused);
	const fixes = fixesOfDevice(judged).map((fix) => explainFix(fix, language));
	return {
		serial,
		code,
		title: fill(said.title, { code, serial }, language),
		explanation: fill(said.explanation, { code, serial }, language),
		likely: likely.map(({ check }) => fill(texts.device.likely, { title: codeTexts(check, language)?.title ?? check }, language)),
		refused:
			refusal === null
				? null
				: fill(texts.device.refused, { reference: refusal.reference, when: localTime(refusal.at, language, timeZone) }, language),
		who: code === null ? [] : explainWho(code, language),
		findings: explainFindings(findings, language, timeZone),
		fixes: refusal === null ? fixes : eachOnce([seeTry(refusal.reference, language), ...fixes]),
	};
}

/** The fixes of what was judged, as data and in the same order: without the way to a try that was refused, which mends nothing. */
export function fixesOfDevice(judged: Judged): Fix[] {
	const { failed, likely, code } = weighed(judged);
	const ordered = [...failed.filter(({ check }) => check === code), ...failed.filter(({ check }) => check !== code), ...likely];
	return fixesOf(ordered, { upn: null, serial: judged.serial, deviceId: null });
}

/** What counts of it: the cause, whatever else failed, and what is likely where nothing is proven. */
function weighed(judged: Judged) {
	const findings = judged.findings.filter(({ saw }) => !notLookedAt.has(saw.kind));
	const refusal = standingRefusal(judged.facts.adeDevice?.progress?.attempt ?? null, findings);
	const failed = findings.filter(({ outcome }) => outcome === "fail");
	const proven = failed.some(({ check }) => !onlyHowFar.has(check));
	const likely = proven ? [] : findings.filter(({ outcome, saw }) => outcome === "unknown" && isLikely(saw));
	const code = explainsRefusal(refusal, failed) ?? refusal?.code ?? failed[0]?.check ?? null;
	return { findings, refusal, failed, likely, code };
}

type Try = NonNullable<AdeProgressFact["attempt"]>;

function standingRefusal(attempt: Try | null, findings: readonly Finding[]): (Try & { readonly code: string }) | null {
	if (attempt === null || attempt.state !== "refused" || attempt.code === null) return null;
	const { code } = attempt;
	return findings.some(({ check, outcome }) => check === code && outcome === "pass") ? null : { ...attempt, code };
}

/** A sign-in that failed because of the OpenID provider is no fault of the person's: what proves that says more than the try. */
function explainsRefusal(refusal: { readonly code: string } | null, failed: readonly Finding[]): HealthCode | null {
	const stuck = "ade-stuck-at-sign-in" satisfies HealthCode;
	return refusal?.code === ("sign-in-failed" satisfies Code) && failed.some(({ check }) => check === stuck) ? stuck : null;
}

function seeTry(reference: string, language: Language): ExplainedFix {
	return {
		...{ id: "see-try", place: placeOf("see-try"), byHand: false, values: { reference } },
		title: fill(textsFor(language).device.explain, { reference }, language),
		command: shellWords(["genkan", "explain", reference]),
	};
}
