import { type CodeTexts, type Language, ownText, textsFor } from "../../texts/texts.ts";

/** What is said of a code. Undefined for one that an old try was refused with and this version no longer has: the page then says what it can. */
export function refusalWords(code: string, language: Language): CodeTexts | undefined {
	return ownText(textsFor(language).codes, code);
}
