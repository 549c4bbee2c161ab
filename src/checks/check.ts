import type { Json } from "../evidence/attempt.ts";
import type { Facts } from "../evidence/facts.ts";
import type { Category, Evidence, Finding, Fix, Who } from "../evidence/finding.ts";

/** What is known of the try when its fixes are named; null where it is not known. */
export interface FixContext {
	readonly upn: string | null;
	readonly serial: string | null;
	readonly deviceId: string | null;
}

/**
 * One rule. C is its code, K the kinds of evidence that it can write, F the fixes that it can name: a text that is missing for any of them does
 * not compile (texts/texts.ts).
 */
export interface Check<C extends string = string, K extends string = string, F extends string = string> {
	readonly code: C;
	/** Who can mend it, the first most likely. */
	readonly who: readonly Who[];
	readonly category: Category;
	/** Pure. Never throws; answers `unknown` where its fact is absent. */
	check(facts: Facts): Finding<C> & { readonly saw: { readonly kind: K } };
	/** Pure, from what was written down: `saw` may come from a row that an older version wrote. */
	fixes(saw: Evidence, context: FixContext): readonly (Fix & { readonly id: F })[];
	/**
	 * What a failure is about, as a person calls it: tries that fail by the same rule for the same policy are one incident, those for another policy
	 * another. null, or no such function: all that the rule refuses is one. Pure, from what was written down.
	 */
	about?(saw: Evidence): string | null;
	/** A slip of one person, or the word of a stranger: that it happens says nothing of the tenant until several have it within an hour. */
	readonly slip?: boolean;
}

/** A rule's answer before its code is put on it. */
export interface Judgement<K extends string> {
	readonly outcome: Finding["outcome"];
	readonly saw: Evidence & { readonly kind: K };
}

export type FactName = Exclude<keyof Facts, "now">;

type Values = { readonly [key: string]: Json };

/** The rule holds. Says what was seen all the same: a cause is ruled out only with its evidence. */
export function pass<const K extends string>(kind: K, values: Values = {}): Judgement<K> {
	return { outcome: "pass", saw: { ...values, kind } };
}

/** The rule is broken, and `values` prove it. */
export function fail<const K extends string>(kind: K, values: Values = {}): Judgement<K> {
	return { outcome: "fail", saw: { ...values, kind } };
}

/** Cannot be judged now. */
export function unknown<const K extends string>(kind: K, values: Values = {}): Judgement<K> {
	return { outcome: "unknown", saw: { ...values, kind } };
}

/** The fact was not to be had at this step. */
export function notKnownYet(fact: FactName): Judgement<"not-known-yet"> {
	return unknown("not-known-yet", { fact });
}

/** A way to mend that a command performs: its arguments after `genkan`. */
export function command<const F extends string>(id: F, words: readonly string[], values: Fix["values"] = {}): Fix & { readonly id: F } {
	return { id, values, command: words };
}

/** A way to mend that a person must take outside the product. */
export function byHand<const F extends string>(id: F, values: Fix["values"] = {}): Fix & { readonly id: F } {
	return { id, values, command: null };
}

/** Keeps the literal types of code, kinds and fixes, and puts the code on each answer. */
export function defineCheck<const C extends string, K extends string, F extends string>(rule: {
	readonly code: C;
	readonly who: readonly Who[];
	readonly category: Category;
	readonly judge: (facts: Facts) => Judgement<K>;
	readonly fixes: (saw: Evidence, context: FixContext) => readonly (Fix & { readonly id: F })[];
	readonly about?: (saw: Evidence) => string | null;
	readonly slip?: boolean;
}): Check<C, K, F> {
	return {
		code: rule.code,
		who: rule.who,
		category: rule.category,
		check: (facts) => ({ check: rule.code, ...rule.judge(facts) }),
		fixes: rule.fixes,
		...(rule.about === undefined ? {} : { about: rule.about }),
		...(rule.slip === undefined ? {} : { slip: rule.slip }),
	};
}
