import type { Json, Step, StepName } from "../evidence/attempt.ts";
import { attemptTexts } from "../texts/attempt-texts.ts";
import { codeTexts, fill, type Language, ownText, printable, textsFor } from "../texts/texts.ts";

/** One step of a try, in one language. */
export interface ExplainedStep {
	readonly name: StepName;
	/** Epoch milliseconds. */
	readonly at: number;
	readonly title: string;
	/** Of a refusal, a silence or a report: which, with its title. */
	readonly codes: readonly { readonly code: string; readonly title: string }[];
	/** What was seen, in words; `at` where it is an instant, which whoever shows it shows as their own time. */
	readonly details: readonly { readonly label: string; readonly value: string; readonly at: number | null }[];
	/** Of a log that was handed in, the lines that matched. */
	readonly lines: readonly string[];
}

/** What a step wrote down and nobody needs to read: hashes and ids of other rows, and what is told as `codes` and `lines`. */
const untold: ReadonlySet<string> = new Set(["message", "description", "profileId", "byStandIn", "way", "terms", "code", "codes", "lines"]);

/** The steps of a try as a time line has them, the oldest first. Pure: a field that this version does not know is left out. */
export function explainTimeline(steps: readonly Step[], language: Language, timeZone?: string): ExplainedStep[] {
	return steps.map(({ name, at, evidence }) => ({
		...{ name, at, title: ownText(textsFor(language).steps, name) ?? printable(name) },
		codes: [evidence["code"], ...listIn(evidence["codes"])]
			.filter((code) => typeof code === "string")
			.map((code) => ({ code, title: codeTexts(code, language)?.title ?? printable(code) })),
		details: Object.entries(evidence).flatMap(([field, value]) =>
			untold.has(field) ? [] : (detailOf(name, field, value, language, timeZone) ?? []),
		),
		lines: listIn(evidence["lines"]).flatMap((one) => (typeof one === "string" ? [printable(one)] : [])),
	}));
}

const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

function detailOf(
	step: StepName,
	field: string,
	value: Json,
	language: Language,
	timeZone?: string,
): ExplainedStep["details"][number] | undefined {
	if (value === null || value === false || (Array.isArray(value) && value.length === 0)) return undefined;
	const { details, from } = attemptTexts(language);
	const as = step === "identity-issued" && field === "serial" ? "certificate" : step === "refused" && field === "at" ? "refusedAt" : field;
	const label = ownText<string>(details, as);
	if (label === undefined) return undefined;
	const at = typeof value === "number" && /At$|^notAfter$/.test(field) ? value : null;
	const decided = as === "refusedAt" && typeof value === "string" ? ownText<string>(textsFor(language).decisions, value) : undefined;
	const told = field === "from" && typeof value === "string" ? ownText<string>(from, value) : undefined;
	const key = at === null ? field : "momentAt";
	return { label, value: decided ?? told ?? fill(`{${key}}`, { [key]: value }, language, timeZone), at };
}
