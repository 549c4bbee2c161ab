import type { Json } from "../evidence/attempt.ts";
import { cliTexts } from "../texts/cli-texts.ts";
import { fill, type Language, ownText } from "../texts/texts.ts";

/**
 * Fills a text of the command line: values that are one of a few become words of the language (`words` by the placeholder's name), the rest as
 * everywhere (`fill`). What a person typed is shown, so nothing in it can steer the terminal.
 */
export function say(template: string, values: { readonly [name: string]: Json | undefined }, language: Language): string {
	const words: Readonly<Record<string, Readonly<Record<string, string>>>> = cliTexts(language).words;
	const shown = Object.entries(values).map(([name, value]) => [name, inWords(ownText(words, name), value ?? null)] as const);
	return fill(template, Object.fromEntries(shown), language);
}

function inWords(words: Readonly<Record<string, string>> | undefined, value: Json): Json {
	if (words === undefined) return value;
	if (typeof value === "string") return ownText(words, value) ?? value;
	return Array.isArray(value) ? value.map((one) => inWords(words, one)) : value;
}
