import type { Context } from "./command.ts";
import { commandWord } from "./typed-word.ts";
import { isCommandLine, wrapText } from "./wrap-text.ts";

export type Answer = "yes" | "no" | "nobody-there";

/** Shows what is to come and asks. `yes`: it was answered on the command line. */
export async function confirm(
	shown: string,
	question: string,
	{ yes }: { readonly yes: boolean },
	{ edge, columns }: Context,
): Promise<Answer> {
	if (yes) return "yes";
	const { terminal } = edge;
	if (!terminal.interactive) return "nobody-there";
	terminal.err(`${wrapText(shown, columns, isCommandLine)}\n`);
	const answer = commandWord((await terminal.ask(`${question} `)) ?? "");
	return ["y", "yes", "はい"].includes(answer) ? "yes" : "no";
}
