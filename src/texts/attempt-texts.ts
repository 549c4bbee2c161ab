import en from "./attempts.en.json" with { type: "json" };
import ja from "./attempts.ja.json" with { type: "json" };

/** A text missing in one language does not compile. */
type Complete = typeof en & typeof ja;

const all: { readonly en: Complete; readonly ja: Complete } = { en, ja };

/** What is said of one try beside its explanation: what its steps wrote down, and what support asks. */
export function attemptTexts(language: "en" | "ja"): Complete {
	return all[language];
}
