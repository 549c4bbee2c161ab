import en from "./portal.en.json" with { type: "json" };
import ja from "./portal.ja.json" with { type: "json" };

/** A text missing in one language does not compile: each file must have all that the other has. */
type English = typeof en;
type Japanese = typeof ja;
const complete: { readonly en: English & Japanese; readonly ja: English & Japanese } = { en, ja };

export type PortalTexts = English;

/** What the enrollment pages say. `{name}` in a text is a value that the page fills in. */
export function portalTexts(language: "en" | "ja"): PortalTexts {
	return complete[language];
}
