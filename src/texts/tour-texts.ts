import en from "./tour.en.json" with { type: "json" };
import ja from "./tour.ja.json" with { type: "json" };

type English = typeof en;
type Japanese = typeof ja;
const complete: { readonly en: English & Japanese; readonly ja: English & Japanese } = { en, ja };

/** What the simulated phones show beside the portal's pages, and what is played with them. A text missing in one language does not compile. */
export function tourTexts(language: "en" | "ja"): English {
	return complete[language];
}
