import { isDeepStrictEqual } from "node:util";
import type { FixContext } from "../checks/check.ts";
import { checkOf } from "../checks/index.ts";
import { isEvidence } from "../checks/written.ts";
import type { Json } from "../evidence/attempt.ts";
import type { Fix } from "../evidence/finding.ts";
import { fill, type Language, ownText, textsFor } from "../texts/texts.ts";
import { type FixPlace, isByHand, placeOf } from "./fix-place.ts";
import { shellWords } from "./shell-words.ts";

/** A way to mend, in words. */
export interface ExplainedFix {
	/** What kind of fix it is, the same in every language. */
	readonly id: string;
	readonly title: string;
	/** A line for the shell; null where a person must act outside the product. */
	readonly command: string | null;
	/** The same for who works in the console: where it is done there. null: with a button, or by hand. */
	readonly place: FixPlace | null;
	/** A person does it, with nothing that this service has. */
	readonly byHand: boolean;
	/** What it names: a token, a user, a serial number. */
	readonly values: Fix["values"];
}

/** The fixes of these findings in their order, each once. */
export function explainFixes(
	found: readonly { readonly check: string; readonly saw: Json }[],
	context: FixContext,
	language: Language,
): ExplainedFix[] {
	return fixesOf(found, context).map((fix) => explainFix(fix, language));
}

/** The same as data. */
export function fixesOf(found: readonly { readonly check: string; readonly saw: Json }[], context: FixContext): Fix[] {
	const fixes = found.flatMap(({ check, saw }): readonly Fix[] => {
		return checkOf(check)?.fixes(isEvidence(saw) ? saw : { kind: "" }, context) ?? [];
	});
	const same = (one: Fix, other: Fix) => isDeepStrictEqual([one.id, one.values, one.command], [other.id, other.values, other.command]);
	return fixes.filter((fix, index) => fixes.findIndex((other) => same(fix, other)) === index);
}

export function explainFix({ id, values, command }: Fix, language: Language): ExplainedFix {
	return {
		id,
		title: fill(ownText(textsFor(language).fixes, id) ?? id, values, language),
		command: command === null ? null : shellWords(["genkan", ...command]),
		...{ place: placeOf(id), byHand: isByHand({ id, command }), values },
	};
}

export function eachOnce(fixes: readonly ExplainedFix[]): ExplainedFix[] {
	return fixes.filter((fix, index) => fixes.findIndex((other) => other.title === fix.title && other.command === fix.command) === index);
}

/** Who can mend what has this code, in words; empty for a code of another version. */
export function explainWho(code: string, language: Language): string[] {
	return (checkOf(code)?.who ?? []).map((who) => textsFor(language).who[who]);
}
