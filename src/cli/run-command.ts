import type { Command, Context, GivenValues } from "./command.ts";
import { newDeed } from "./deed.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import type { Reply } from "./reply.ts";

export type StoreCommand = Command & { readonly store: "read" | "write" };

export interface ReadWords {
	readonly command: StoreCommand;
	readonly given: GivenValues;
}

/** The command that these words name, as on the command line; undefined where they name none that works on the data (an entry of another version). */
export function readWords(words: readonly string[], { commands }: Pick<Context, "commands">): ReadWords | undefined {
	const line = parseCommandLine(words, commands);
	return line.kind === "run" && line.command.store !== "none" ? { command: line.command, given: line.given } : undefined;
}

/** Runs a command that another one names. */
export function runWords(
	{ command, given }: ReadWords,
	context: Context,
	{ undoes = null }: { readonly undoes?: string | null } = {},
): Promise<Reply> {
	return command.run(given, { ...context, deed: newDeed(command.name, context.edge, { undoes }) });
}
