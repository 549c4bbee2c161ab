import en from "./panes.en.json" with { type: "json" };
import ja from "./panes.ja.json" with { type: "json" };

type English = typeof en;
type Japanese = typeof ja;
/** A pane without its name in one language does not compile (those of ade/setup-panes.ts: pane-names.test.ts). */
const names: { readonly en: English & Japanese; readonly ja: English & Japanese } = { en, ja };

/** What a pane of Setup Assistant is called, by Apple's skip key; a key that we have no name for is shown as it is. */
export function paneName(language: "en" | "ja", key: string): string {
	const known: Readonly<Record<string, string>> = names[language];
	return Object.hasOwn(known, key) ? (known[key] ?? key) : key;
}
