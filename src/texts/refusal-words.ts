import type { Code } from "../checks/index.ts";
import { textsFor } from "./texts.ts";

/** The one sentence of a refusal for a phone that shows it, with the reference; the phone's language is not known there, so both are told. */
export type RefusalWords = (code: Code, reference: string | null) => { readonly message: string };

export const refusalWords: RefusalWords = (code, reference) => {
	const en = textsFor("en").codes[code].title;
	const ja = textsFor("ja").codes[code].title;
	const named = reference === null ? "" : ` (${reference})`;
	return { message: `${ja} / ${en}${named}` };
};
