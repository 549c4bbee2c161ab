import type { Language } from "../texts/texts.ts";

/** The language of messages: GENKAN_LANG, else what the machine is set to (LC_ALL, LC_MESSAGES, LANG), else English. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
	for (const name of ["GENKAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]) {
		const value = environment[name] ?? "";
		if (value !== "") return /^ja/i.test(value.trim()) ? "ja" : "en";
	}
	return "en";
}
