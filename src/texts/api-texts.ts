import en from "./api.en.json" with { type: "json" };
import ja from "./api.ja.json" with { type: "json" };
import { cliTexts } from "./cli-texts.ts";
import { fill, ownText } from "./texts.ts";

type English = typeof en;
type Japanese = typeof ja;
const complete: { readonly en: English & Japanese; readonly ja: English & Japanese } = { en, ja };

export type ApiProblemCode = keyof English["problems"];

/** What the API says to a person who reads its answers. */
export function problemTitle(code: ApiProblemCode, language: "en" | "ja"): string {
	return complete[language].problems[code];
}

/** What whoever was refused would need, and how they come to it. */
export function needsText(code: "forbidden" | "scope-missing", needs: readonly string[], language: "en" | "ja"): string {
	return fill(complete[language].needs[code], { needs: needs.join(", ") }, language);
}

/** What an action on record is called: the first line of its command's help, or the API's own word for what no command does. */
export function actionTitle(action: string, language: "en" | "ja"): string {
	const own = ownText<string>(complete[language].actions, action);
	return own ?? ownText<string>(cliTexts(language).commands, action)?.split("\n", 1)[0] ?? action;
}
