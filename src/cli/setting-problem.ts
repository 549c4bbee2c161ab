import type { SettingProblem } from "../config/load.ts";
import type { Expectation } from "../config/schema.ts";
import { cliTexts } from "../texts/cli-texts.ts";
import type { Language } from "../texts/texts.ts";
import { say } from "./say.ts";

/** What is wrong with a file that a setting names. */
export type SettingFileProblem = { readonly setting: string } & (
	| { readonly kind: "certificate-and-key" }
	| { readonly kind: "file-missing" | "file-is-directory" | "not-a-certificate"; readonly path: string }
	| { readonly kind: "file-unreadable"; readonly path: string; readonly code: string }
);

type TextOf<Kind extends string> = Readonly<Record<Kind, string>>;

/** The sentence for one problem, without the setting's name. A kind without its text does not compile. */
export function settingProblemText(problem: SettingProblem | SettingFileProblem, language: Language): string {
	const texts: TextOf<(SettingProblem | SettingFileProblem)["kind"]> = cliTexts(language).settings.problems;
	const { setting: _, kind, ...values } = problem;
	const shown = "expects" in values ? { ...values, expects: expectationText(values.expects, language) } : values;
	return say(texts[kind], shown, language);
}

/** What a good value looks like; no whole sentence. */
export function expectationText(expects: Expectation, language: Language): string {
	const texts: TextOf<Expectation["kind"]> = cliTexts(language).settings.expects;
	const { kind, ...values } = expects;
	return say(texts[kind], values, language);
}
