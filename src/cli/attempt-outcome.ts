import type { Attempt } from "../evidence/attempt.ts";
import { ownText, printable, textsFor } from "../texts/texts.ts";
import type { Context } from "./command.ts";

/** The state, and for a refusal or a silence why. */
export function attemptOutcome({ state, code }: Attempt, language: Context["language"]): string {
	const texts = textsFor(language);
	if (code === null || state === "open" || state === "enrolled") return texts.states[state];
	return ownText(texts.codes, code)?.title ?? printable(code);
}
