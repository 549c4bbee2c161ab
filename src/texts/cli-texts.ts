import en from "./cli.en.json" with { type: "json" };
import ja from "./cli.ja.json" with { type: "json" };
import { readsPages } from "./reader.ts";

/** A text missing in one language does not compile: each file must have all that the other has. */
type English = typeof en;
type Japanese = typeof ja;
const complete: { readonly en: English & Japanese; readonly ja: English & Japanese } = { en, ja };

export type CliTexts = English;

/** `[[what to type|what to do on pages]]`: the sentence before it is for both. */
const marked = /\[\[(.*?)(?:\|(.*?))?\]\]/gs;

function readOn<T>(texts: T, page: boolean): T {
	if (typeof texts === "string") return texts.replace(marked, (_, typed: string, done = "") => (page ? done : typed)) as T;
	if (Array.isArray(texts)) return texts.map((text) => readOn<unknown>(text, page)) as T;
	return Object.fromEntries(Object.entries(texts as object).map(([key, text]) => [key, readOn<unknown>(text, page)])) as T;
}

const terminal = { en: readOn(complete.en, false), ja: readOn(complete.ja, false) };
const pages = { en: readOn(complete.en, true), ja: readOn(complete.ja, true) };

/** What commands say. `{name}` in a text is a value that the command fills in. Whoever reads it on a page is told of no command to type. */
export function cliTexts(language: "en" | "ja"): CliTexts {
	return (readsPages() ? pages : terminal)[language];
}
