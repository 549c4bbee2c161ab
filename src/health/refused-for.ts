import { isEvidence } from "../checks/written.ts";
import type { Attempt } from "../evidence/attempt.ts";
import type { Evidence } from "../evidence/finding.ts";

export interface Refused {
	readonly reference: string;
	readonly at: number;
	readonly saw: Evidence;
}

/** So long a refusal is what the person speaks of. */
const lately = 7 * 24 * 3_600_000;

/** The newest of these tries (newest first), since the last that enrolled, that was refused for it lately, and what it was refused by. Pure. */
export function refusedFor(attempts: readonly Attempt[], code: string, now: number): Refused | null {
	const enrolled = attempts.findIndex(({ state }) => state === "enrolled");
	const since = enrolled < 0 ? attempts : attempts.slice(0, enrolled);
	for (const attempt of since) {
		const saw = refusalOf(attempt, code);
		if (saw !== undefined && attempt.updatedAt > now - lately) return { reference: attempt.reference, at: attempt.updatedAt, saw };
	}
	return null;
}

function refusalOf({ decision }: Attempt, code: string): Evidence | undefined {
	if (decision?.verdict !== "refuse" || decision.code !== code) return undefined;
	const saw = decision.findings.find(({ check, outcome }) => check === code && outcome === "fail")?.saw;
	return saw !== undefined && isEvidence(saw) ? saw : undefined;
}
