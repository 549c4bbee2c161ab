import { isLikely } from "../checks/likely.ts";
import { isEvidence } from "../checks/written.ts";
import type { StoredDecision } from "../evidence/attempt.ts";
import { type Language, sentence } from "../texts/texts.ts";

export interface ExplainedFinding {
	readonly code: string;
	readonly outcome: "fail" | "unknown" | "pass";
	readonly saw: string;
}

const rank = { fail: 0, likely: 1, unknown: 2, pass: 3 } as const;

/** What each rule saw, in words: failed first, then what is likely, then unknown, then passed; each in the table's order. */
export function explainFindings(findings: StoredDecision["findings"], language: Language, timeZone?: string): ExplainedFinding[] {
	const sorted = [...findings].sort((a, b) => rank[rankOf(a)] - rank[rankOf(b)]);
	return sorted.map(({ check, outcome, saw }) => ({ code: check, outcome, saw: sentence(saw, language, timeZone) }));
}

function rankOf({ outcome, saw }: StoredDecision["findings"][number]): keyof typeof rank {
	return outcome === "unknown" && isEvidence(saw) && isLikely(saw) ? "likely" : outcome;
}
