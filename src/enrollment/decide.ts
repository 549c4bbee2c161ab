import { type Code, type DecisionStep, doorTable } from "../checks/index.ts";
import type { Facts } from "../evidence/facts.ts";
import type { Decision } from "../evidence/finding.ts";

/**
 * Judges one step of a try. Pure. Runs every rule of the step, so that one refusal never hides the next; the first that fails, in the table's
 * order, is the code. A rule that cannot be judged yet refuses nobody: it comes again at a later step.
 */
export function decide(step: DecisionStep, facts: Facts): Decision<Code> {
	const findings = doorTable[step].map((check) => check.check(facts));
	const cause = findings.find(({ outcome }) => outcome === "fail");
	return cause === undefined ? { verdict: "admit", findings } : { verdict: "refuse", code: cause.check, findings };
}
