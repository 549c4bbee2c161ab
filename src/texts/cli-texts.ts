import en from "./cli.en.json" with { type: "json" };
import ja from "./cli.ja.json" with { type: "json" };

/** A text missing in one language does not compile: each file must have all that the other has. */
type English = typeof en;
type Japanese = typeof ja;
const complete: { readonly en: English & Japanese; readonly ja: English & Japanese } = { en, ja };

export type CliTexts = English;

/** What the command line says. `{name}` in a text is a value that the command fills in. */
export function cliTexts(language: "en" | "ja"): CliTexts {
	return complete[language];
}
