import { codeTexts } from "../texts/texts.ts";
import type { Command, Context, GivenValues } from "./command.ts";
import { type Deed, newDeed } from "./deed.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { recordedWords } from "./recorded-words.ts";
import type { Reply } from "./reply.ts";
import { say } from "./say.ts";

export type StoreCommand = Command & { readonly store: "read" | "write" };

export interface ReadWords {
	readonly command: StoreCommand;
	readonly given: GivenValues;
}

/** The command that these words name, as on the command line; undefined where they name none that works on the data (an entry of another version). */
export function readWords(words: readonly string[], { commands }: Pick<Context, "commands">): ReadWords | undefined {
	const line = parseCommandLine(recordedWords(words, commands), commands);
	return line.kind === "run" && line.command.store !== "none" ? { command: line.command, given: line.given } : undefined;
}

/** Runs a command that another one names. */
export async function runWords(
	{ command, given }: ReadWords,
	context: Context,
	{ undoes = null }: { readonly undoes?: string | null } = {},
): Promise<{ readonly reply: Reply; readonly changes: Deed["changes"] }> {
	const deed = newDeed(command.name, context.edge, { undoes });
	return { reply: await runCommand({ command, given }, { ...context, deed }), changes: deed.changes };
}

/** Runs a command, and says what its change mended, or broke again by taking something back. */
export async function runCommand({ command, given }: ReadWords, context: Context): Promise<Reply> {
	const reply = await command.run(given, context);
	const { changes, mended } = context.deed;
	if (!reply.ok || changes.length === 0) return reply;
	// Loaded here: most commands change nothing, and need no connection to the world.
	const { judgeChanged } = await import("./judge-changed.ts");
	const judged = await judgeChanged(
		changes.map(({ entry }) => entry),
		context,
	);
	const codes = [...new Set([...mended, ...judged.mended])];
	const again = [...new Set(judged.reopened)];
	if (codes.length === 0 && again.length === 0) return reply;
	const { texts, language } = context;
	const note = (sentence: string) => (code: string) => say(sentence, { title: codeTexts(code, language)?.title ?? code, code }, language);
	const { said } = texts.audit;
	const notes = [...codes.map(note(said["this-mended"])), ...again.map(note(said["this-reopened"]))];
	const told = { ...(codes.length === 0 ? {} : { mended: codes }), ...(again.length === 0 ? {} : { reopened: again }) };
	// The rows of a list are each of a thing of its own, and none of them says what all did.
	const data = isRow(reply.data) ? { ...reply.data, ...told } : reply.data;
	return { ...reply, data, notes: [...reply.notes, ...notes] };
}

const isRow = (data: object | readonly object[] | null): data is { readonly [key: string]: unknown } =>
	data !== null && !Array.isArray(data);
