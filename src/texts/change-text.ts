import type { Json } from "../evidence/attempt.ts";
import type { AuditEntry } from "../evidence/audit.ts";
import type { CliTexts } from "./cli-texts.ts";
import { enumerated, fill, type Language, localTime, ownText, printable, textsFor } from "./texts.ts";

/** In which language. */
interface Look {
	readonly texts: CliTexts;
	readonly language: Language;
}

/** What a value was and became. */
export interface ValueChange {
	readonly before: Json;
	readonly after: Json;
}

/** The values of an entry that changed; what else it tells is left out. */
export function valueChanges({ detail }: Pick<AuditEntry, "detail">): readonly (readonly [string, ValueChange])[] {
	return Object.entries(detail).flatMap(([name, value]) => (isValueChange(value) ? [[name, value] as const] : []));
}

function isValueChange(value: Json): value is Json & ValueChange {
	return typeof value === "object" && value !== null && "before" in value && "after" in value;
}

/** One line for each value: `device limit: 1 → 2`. */
export function changeLines(entry: Pick<AuditEntry, "detail">, look: Look): readonly string[] {
	const { audit } = look.texts;
	const changes = new Map(valueChanges(entry));
	const there = changes.get("there");
	return Object.entries(entry.detail).flatMap(([name, value]) => {
		const change = changes.get(name);
		// A policy's name says of which kind it is where that matters; the word is the command line's own.
		if (name === "kind" && change === undefined) return [];
		if (change === undefined) return value === false ? [] : [`${fieldName(name, look)}: ${valueText(name, value, look)}`];
		if (name === "there") return [audit.said[change.after === true ? "made" : "removed"]];
		// Of what is new or gone, what it never had says nothing.
		if (there !== undefined && (change.before === null || change.after === null)) {
			const only = change.after ?? change.before;
			return isNothing(only) ? [] : [`${fieldName(name, look)}: ${valueText(name, only, look)}`];
		}
		return [`${fieldName(name, look)}: ${valueText(name, change.before, look)} → ${valueText(name, change.after, look)}`];
	});
}

const isNothing = (value: Json) => value === null || value === "" || value === false || (Array.isArray(value) && value.length === 0);

function fieldName(name: string, { texts }: Look): string {
	return ownText<string>(texts.audit.fields, name) ?? printable(name);
}

/** Whose words name a value, by its name. */
const vocabulary: Readonly<Record<string, "state" | "authority">> = { licence: "state", state: "state", authority: "authority" };

export function valueText(name: string, value: Json, look: Look): string {
	const { texts, language } = look;
	const words = textsFor(language);
	if (value === null || value === "") return words.none;
	if (typeof value === "boolean") return words[value ? "yes" : "no"];
	if (typeof value === "number") return name.endsWith("At") ? localTime(value, language) : String(value);
	if (Array.isArray(value)) {
		if (value.length === 0) return words.none;
		return enumerated(
			value.map((one: Json) => valueText(name, one, look)),
			language,
		);
	}
	if (typeof value !== "string") return printable(JSON.stringify(value));
	if (name === "signIn") return ownText<string>(texts.words.wayBriefly, value) ?? printable(value);
	const known = vocabulary[name];
	return known === undefined ? printable(value) : fill(`{${known}}`, { [known]: value }, language);
}
