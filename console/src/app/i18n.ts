import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import enApp from "../locales/en/app.json";
import jaApp from "../locales/ja/app.json";
import { currentLanguage, keepLanguage, type Language } from "./language.ts";
import { loadPart } from "./part.ts";

/** The words of the pages: a file for each area and language, loaded with the first page that needs it. */
const files = import.meta.glob<{ readonly default: object }>(["../locales/*/*.json", "!../locales/*/app.json"]);

/** A name that is read from the right must not turn the sentence around it: it stands by itself (Unicode's isolates). */
const fromTheRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Whatever number stands in a sentence is written as people write it: 100,000. */
function asWritten(value: unknown, _format: string | undefined, language: string | undefined): string {
	if (typeof value === "number") return value.toLocaleString(language);
	if (typeof value !== "string") return "";
	return fromTheRight.test(value) ? `\u2068${value}\u2069` : value;
}

/** Ready when the shell's words are there. */
export async function startWords(): Promise<void> {
	keepLanguage(currentLanguage());
	await i18next
		.use({
			type: "backend",
			read(language: string, namespace: string, loaded: (error: unknown, words: object | null) => void) {
				const load = files[`../locales/${language}/${namespace}.json`];
				if (load === undefined) return loaded(new Error(`no words “${namespace}” in ${language}`), null);
				loadPart(load).then(
					(words) => loaded(null, words.default),
					// Gone for good: names of texts would be shown instead. What stands there stays, with a button that reloads (app/reach-note.tsx).
					() => undefined,
				);
			},
		})
		.use({ type: "formatter", init() {}, add() {}, addCached() {}, format: asWritten })
		.use(initReactI18next)
		.init({
			lng: currentLanguage(),
			fallbackLng: false,
			ns: ["app"],
			defaultNS: "app",
			partialBundledLanguages: true,
			resources: { en: { app: enApp }, ja: { app: jaApp } },
			interpolation: { escapeValue: false, alwaysFormat: true },
			react: { useSuspense: true },
		});
}

export async function changeLanguage(language: Language): Promise<void> {
	keepLanguage(language);
	await i18next.changeLanguage(language);
}
