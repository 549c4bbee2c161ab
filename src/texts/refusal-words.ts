import type { Code } from "../checks/index.ts";
import { codeTexts, textsFor } from "./texts.ts";

/** The one sentence of a refusal for a phone that shows it, with the reference; the phone's language is not known there, so both are told. */
export type RefusalWords = (code: Code, reference: string | null) => { readonly message: string };

export const refusalWords: RefusalWords = (code, reference) => {
	const en = textsFor("en").codes[code].title;
	const ja = textsFor("ja").codes[code].title;
	const named = reference === null ? "" : ` (${reference})`;
	return { message: `${ja} / ${en}${named}` };
};

/**
 * What Setup Assistant shows to the person: what happened, what to do, and the reference. `language` null: the phone's is none of ours, or not known.
 */
export type SetupAssistantWords = (code: string, reference: string, language: "en" | "ja" | null) => string;

export const setupAssistantWords: SetupAssistantWords = (code, reference, language) => {
	const told = (language === null ? (["ja", "en"] as const) : ([language] as const)).flatMap((one) => {
		const words = codeTexts(code, one);
		return words === undefined ? [] : [one === "ja" ? `${words.person}${words.personTodo}` : `${words.person} ${words.personTodo}`];
	});
	return `${told.join(" / ")} (${reference})`.trim();
};
