import en from "./demo.en.json" with { type: "json" };
import ja from "./demo.ja.json" with { type: "json" };

type English = typeof en;
type Japanese = typeof ja;
const complete: { readonly en: English & Japanese; readonly ja: English & Japanese } = { en, ja };

/** What the demo says. A text missing in one language does not compile. */
export function demoTexts(language: "en" | "ja"): English {
	return complete[language];
}
