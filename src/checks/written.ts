import type { Json } from "../evidence/attempt.ts";
import type { Evidence } from "../evidence/finding.ts";

/** A text that a check wrote under this name; null where the row does not hold one (an older version may have written it). */
export function writtenText(saw: Evidence, name: string): string | null {
	const value = saw[name];
	return typeof value === "string" && value !== "" ? value : null;
}

/** A number that a check wrote under this name. */
export function writtenNumber(saw: Evidence, name: string): number | null {
	const value = saw[name];
	return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The entries that a check listed under this name; empty where the row holds no list. */
export function writtenList(saw: Evidence, name: string): readonly Evidence[] {
	const value = saw[name];
	return isList(value) ? value.filter(isEvidence) : [];
}

function isList(value: Json | undefined): value is readonly Json[] {
	return Array.isArray(value);
}

/** Whether this value is evidence within evidence, which has a sentence of its own. */
export function isEvidence(value: Json | undefined): value is Evidence {
	return typeof value === "object" && value !== null && !Array.isArray(value) && "kind" in value && typeof value["kind"] === "string";
}
