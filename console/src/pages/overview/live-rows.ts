import type { LiveStep } from "../../api/live.ts";

/** A try with its newest step. */
export type LiveRow = LiveStep;

/** More are not read while they go by. */
export const mostRows = 200;

/** The tries that moved last, the newest first: each once, with its newest step. */
export function withSteps(rows: readonly LiveRow[], steps: readonly LiveStep[]): readonly LiveRow[] {
	const found = new Map(rows.map((row) => [row.reference, row]));
	for (const step of steps) {
		const known = found.get(step.reference);
		if (known === undefined || known.sequence <= step.sequence) found.set(step.reference, step);
	}
	return [...found.values()].toSorted((a, b) => b.sequence - a.sequence).slice(0, mostRows);
}
