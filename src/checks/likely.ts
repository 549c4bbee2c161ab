import type { Evidence } from "../evidence/finding.ts";
import { type Judgement, unknown } from "./check.ts";

/** Cannot be proven from here, but fits what was seen: to be offered, as likely, where nothing provable is left. */
export function likely<const K extends string>(kind: K, values: Omit<Evidence, "kind">): Judgement<K> {
	return unknown(kind, { ...values, likely: true });
}

export function isLikely(saw: Evidence): boolean {
	return saw["likely"] === true;
}
