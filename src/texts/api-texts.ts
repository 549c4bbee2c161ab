import en from "./api.en.json" with { type: "json" };
import ja from "./api.ja.json" with { type: "json" };

type English = typeof en;
type Japanese = typeof ja;
const complete: { readonly en: English & Japanese; readonly ja: English & Japanese } = { en, ja };

export type ApiProblemCode = keyof English["problems"];

/** What the API says to a person who reads its answers. */
export function problemTitle(code: ApiProblemCode, language: "en" | "ja"): string {
	return complete[language].problems[code];
}
