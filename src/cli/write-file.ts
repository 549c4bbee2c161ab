import { writeFile } from "node:fs/promises";
import type { BareContext, Context } from "./command.ts";
import { failureSentence } from "./failure-sentence.ts";
import { failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";

/** Writes a new file, for its owner only; one that is there already is never overwritten. undefined when it was written. */
export async function writeNewFile(
	path: string,
	content: string | Uint8Array | AsyncIterable<string>,
	context: BareContext | Context,
): Promise<Reply | undefined> {
	const { texts, language } = context;
	if ("deed" in context && context.deed.rehearsal) return undefined;
	try {
		await writeFile(path, content, { mode: 0o600, flag: "wx" });
		return undefined;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "EEXIST")
			return failed(say(texts.failures["file-exists"], { path }, language));
		if (error instanceof Error && "code" in error && error.code === "ENOENT")
			return failed(say(texts.failures["no-such-directory"], { path }, language));
		const sentence = failureSentence(error, language);
		if (sentence === undefined) throw error;
		return failed(sentence);
	}
}
