import type { Evidence } from "../evidence/finding.ts";
import { fail, type Judgement } from "./check.ts";

/**
 * `information`: nothing of the tenant is wrong yet. `warning`: it works still, or one thing does not. `error`: what the rule is about does not work.
 */
export const severities = ["information", "warning", "error"] as const;

export type Severity = (typeof severities)[number];

/** Proven, and how much it matters. */
export function failAs<const K extends string>(severity: Severity, kind: K, values: Omit<Evidence, "kind">): Judgement<K> {
	return fail(kind, { ...values, severity });
}

/** What passes by itself, as a rule, is a warning until it has lasted for this long. Milliseconds. */
const patience = 3600_000;

export function severityByAge(since: number, now: number): "warning" | "error" {
	return now - since < patience ? "warning" : "error";
}

/** As written down; what says nothing is an error. */
export function severityOf(saw: Evidence): Severity {
	return severities.find((one) => one === saw["severity"]) ?? "error";
}
