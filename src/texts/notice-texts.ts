import en from "./notices.en.json" with { type: "json" };
import ja from "./notices.ja.json" with { type: "json" };

type English = typeof en;
type Japanese = typeof ja;
const complete: { readonly en: English & Japanese; readonly ja: English & Japanese } = { en, ja };

/** What messages to people outside the console say beside what is said of every incident. */
export function noticeTexts(language: "en" | "ja"): English {
	return complete[language];
}
