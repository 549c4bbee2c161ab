import type { Verdict } from "../checks/verdict.ts";
import type { Evidence, Fix } from "../evidence/finding.ts";
import { codeTexts, fill, type Language, sentence, textsFor } from "../texts/texts.ts";
import { type ExplainedFix, explainFix, explainWho } from "./explain-fixes.ts";

/** What a reported message, or a log, may stand for, in one language. */
export interface ExplainedReport {
	readonly matched: readonly { readonly code: string; readonly title: string }[];
	readonly candidates: readonly ExplainedCandidate[];
}

export interface ExplainedCandidate {
	readonly code: string;
	readonly verdict: Verdict;
	readonly title: string;
	/** As data, for programs. */
	readonly saw: Evidence;
	/** The same as a sentence. */
	readonly evidence: string;
	/** A try of theirs that was refused for it: which, and when; null: none lately. */
	readonly refused: string | null;
	readonly who: readonly string[];
	/** Of what is proven or likely: what is ruled out is not to be mended. */
	readonly fixes: readonly ExplainedFix[];
}

/** What is judged of a report (health/judge-report.ts). */
export interface ToldReport {
	readonly matched: readonly string[];
	readonly candidates: readonly {
		readonly code: string;
		readonly verdict: Verdict;
		readonly saw: Evidence;
		readonly fixes: readonly Fix[];
		readonly refused: { readonly reference: string; readonly at: number } | null;
	}[];
}

/** In words, in the order in which it was judged. `timeZone`: an IANA name, by default the machine's. */
export function explainReport({ matched, candidates }: ToldReport, language: Language, timeZone?: string): ExplainedReport {
	const title = (code: string) => codeTexts(code, language)?.title ?? code;
	return {
		matched: matched.map((code) => ({ code, title: title(code) })),
		candidates: candidates.map(({ code, verdict, saw, fixes, refused }) => ({
			code,
			verdict,
			title: title(code),
			saw,
			evidence: sentence(saw, language, timeZone),
			refused:
				refused === null
					? null
					: fill(textsFor(language).reported.refused, { reference: refused.reference, refusedAt: refused.at }, language, timeZone),
			who: explainWho(code, language),
			fixes: fixes.map((fix) => explainFix(fix, language)),
		})),
	};
}
