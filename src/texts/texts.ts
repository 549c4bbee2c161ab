import type { Code, DecisionStep, EvidenceKind, FixId, HealthCode, HealthSubject, ReportCheck, SilenceCheck } from "../checks/index.ts";
import type { Severity } from "../checks/severity.ts";
import type { Symptom } from "../checks/symptoms.ts";
import type { Verdict } from "../checks/verdict.ts";
import type { AttemptState, Journey, Json, StepName } from "../evidence/attempt.ts";
import type { DeviceState } from "../evidence/device-state.ts";
import type { BrowserFact, Facts, MdmAuthority, PushCertificateFact } from "../evidence/facts.ts";
import type { Category, Finding, Who } from "../evidence/finding.ts";
import type { ClosedBy, IncidentSubject } from "../evidence/incident.ts";
import { modelName } from "../evidence/model-name.ts";
import type { ConnectionFault } from "../evidence/outside-fact.ts";
import type { PolicyFact } from "../evidence/tenant-fact.ts";
import en from "./codes.en.json" with { type: "json" };
import ja from "./codes.ja.json" with { type: "json" };
import { readerZone } from "./reader.ts";

export type Language = "en" | "ja";

type TitleAndExplanation = { readonly title: string; readonly explanation: string };

/** What a person reads about a code. */
export interface CodeTexts extends TitleAndExplanation {
	/** What is looked at to know it. */
	readonly proof: string;
	/** For the person who holds the phone: what happened. Safe on a public page. */
	readonly person: string;
	/** What that person can do, and who helps. */
	readonly personTodo: string;
	/** Messages that phones, the portal app and Intune's console show for this cause, word for word. */
	readonly seen: readonly string[];
}

/** Every text about tries and refusals. A code, kind of evidence or fix without its text in both languages does not compile. */
export interface Texts {
	readonly codes: Readonly<Record<Code | HealthCode | SilenceCheck["code"] | ReportCheck["code"], CodeTexts>>;
	readonly saw: Readonly<Record<EvidenceKind, string>>;
	readonly fixes: Readonly<Record<FixId, string>>;
	readonly who: Readonly<Record<Who, string>>;
	readonly categories: Readonly<Record<Category, string>>;
	readonly steps: Readonly<Record<StepName, string>>;
	readonly states: Readonly<Record<AttemptState, string>>;
	readonly outcomes: Readonly<Record<Finding["outcome"], string>>;
	readonly decisions: Readonly<Record<DecisionStep, string>>;
	/** What the tenant's rules look after. */
	readonly subjects: Readonly<Record<HealthSubject, string>>;
	/** About a try as a whole; `refused` is for a code that this version does not know. */
	readonly attempts: Readonly<Record<AttemptState, TitleAndExplanation>>;
	/** What goes wrong for people where a token is in an error state. */
	readonly symptoms: Readonly<Record<Symptom, string>>;
	readonly banner: Readonly<Record<"title" | "lead" | "cause", string>>;
	/** About an incident as a whole; `unknown` is for a code that this version does not know. */
	readonly incidents: {
		readonly unknown: TitleAndExplanation;
		readonly about: Readonly<Record<IncidentSubject["kind"], string>>;
		/** What a cause is about that is about no one policy. */
		readonly whole: string;
	} & Readonly<Record<"open" | ClosedBy, string>>;
	/** About one device that does not enroll; `well`: nothing was found. */
	readonly device: { readonly well: TitleAndExplanation } & Readonly<Record<"refused" | "explain" | "likely", string>>;
	/** About a message that somebody reported. */
	readonly reported: { readonly verdicts: Readonly<Record<Verdict, string>> } & Readonly<Record<"matched" | "nothing" | "refused", string>>;
	readonly report: typeof en.report;
	readonly docs: typeof en.docs;
	/** Words for values that are one of a few, by the name of the placeholder. */
	readonly words: {
		readonly authority: Readonly<Record<MdmAuthority, string>>;
		readonly fact: Readonly<Record<Exclude<keyof Facts, "now">, string>>;
		readonly family: Readonly<Record<BrowserFact["family"], string>>;
		readonly by: Readonly<Record<NonNullable<Facts["corporate"]>["by"], string>>;
		readonly state: Readonly<Record<DeviceState | "active" | "no-seat", string>>;
		readonly faults: Readonly<Record<PushCertificateFact["faults"][number], string>>;
		readonly journey: Readonly<Record<Journey, string>>;
		readonly severity: Readonly<Record<Severity, string>>;
		readonly policyKind: Readonly<Record<PolicyFact["policyKind"], string>>;
		readonly because: Readonly<Record<ConnectionFault, string>>;
		/** As directory/ports.ts names them. */
		readonly providerFault: Readonly<Record<string, string>>;
	};
	/** In place of null. */
	readonly notKnown: string;
	/** In place of an empty list. */
	readonly none: string;
	readonly yes: string;
	readonly no: string;
}

const all: { readonly [L in Language]: Texts } = { en, ja };

export const languages: readonly Language[] = ["en", "ja"];

export function textsFor(language: Language): Texts {
	return all[language];
}

/** What is said of a code; undefined for one of another version, which may stand on an old try. */
export function codeTexts(code: string, language: Language): CodeTexts | undefined {
	return ownText(all[language].codes, code);
}

type Values = { readonly [name: string]: Json };

/**
 * Fills `{name}` in a template. Names that end in `At` are instants (epoch milliseconds), shown in local time with the zone; evidence within
 * evidence becomes its own sentence; null and what is missing become "not known". `timeZone`: an IANA name, by default as
 * of localTime.
 */
export function fill(template: string, values: Values, language: Language, timeZone?: string): string {
	return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => show(name, values[name], language, timeZone));
}

/** The sentence for what a check saw. `saw` may come from a row that another version wrote: then its kind stands as it is. */
export function sentence(saw: Json, language: Language, timeZone?: string): string {
	const texts = all[language];
	const kind = isEvidence(saw) ? saw["kind"] : undefined;
	if (!isEvidence(saw) || typeof kind !== "string") return fill(texts.report.unreadableEvidence, { kind: "?" }, language);
	const template = ownText(texts.saw, kind);
	return template === undefined ? fill(texts.report.unreadableEvidence, { kind }, language) : fill(template, saw, language, timeZone);
}

function isEvidence(value: Json): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that the administrator wrote in both languages, such as the title of terms. */
function isBilingual(value: Json): value is { readonly en: string; readonly ja: string } {
	return isEvidence(value) && typeof value["en"] === "string" && typeof value["ja"] === "string";
}

/** `texts[key]` where the key may be anything that was stored. */
export function ownText<T>(texts: Readonly<Record<string, T>>, key: string): T | undefined {
	return Object.hasOwn(texts, key) ? texts[key] : undefined;
}

// Two placeholders hold values of the same vocabulary.
const vocabularyOf: Readonly<Record<string, string>> = { allowed: "journey", ways: "journey" };

function show(name: string, value: Json | undefined, language: Language, timeZone?: string): string {
	const texts = all[language];
	if (value === undefined || value === null) return texts.notKnown;
	if (typeof value === "boolean") return value ? texts.yes : texts.no;
	if (typeof value === "number") return name.endsWith("At") ? localTime(value, language, timeZone) : String(value);
	if (typeof value === "string") {
		if (name === "product") return printable(modelName(value));
		const words = ownText<Readonly<Record<string, string>>>(texts.words, ownText(vocabularyOf, name) ?? name);
		return (words === undefined ? undefined : ownText(words, value)) ?? printable(value);
	}
	if (isBilingual(value)) return printable(value[language]);
	if (isEvidence(value)) return sentence(value, language, timeZone);
	if (value.length === 0) return texts.none;
	const entries = value.map((entry) => show(name, entry, language, timeZone));
	return enumerated(entries, language);
}

/** One after the other, as a sentence has them. */
export function enumerated(words: readonly string[], language: Language): string {
	return words.join(language === "ja" ? "、" : ", ");
}

/** A name typed by a stranger reaches terminals: nothing in it may move the cursor or turn the direction of the text. */
export function printable(text: string): string {
	return text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, "\uFFFD");
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A date and time with its zone: `1 Apr 2026, 09:00 JST`. `timeZone`: by default whoever asks says it (reader.ts), else the machine. */
export function localTime(at: number, language: Language, timeZone: string | undefined = readerZone()): string {
	if (!Number.isFinite(new Date(at).getTime())) return all[language].notKnown;
	const key = `${language} ${timeZone ?? ""}`;
	let format = formats.get(key);
	if (format === undefined) {
		format = new Intl.DateTimeFormat(language === "ja" ? "ja-JP" : "en-GB", {
			year: "numeric",
			month: language === "ja" ? "numeric" : "short",
			day: "numeric",
			hour: "2-digit",
			minute: "2-digit",
			hour12: false,
			timeZoneName: "short",
			...(timeZone === undefined ? {} : { timeZone }),
		});
		formats.set(key, format);
	}
	return format.format(at);
}
