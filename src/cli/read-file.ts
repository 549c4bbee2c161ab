import { readFile } from "node:fs/promises";
import type { BareContext } from "./command.ts";
import { failureSentence } from "./failure-sentence.ts";
import { failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";

type ReadFile = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly reply: Reply };

/** The file of a command; `-` is standard input. Help's own placeholder, typed as it stands, is told from a file that is not there. */
export async function readGivenFile(path: string, { edge, texts, language }: BareContext): Promise<ReadFile> {
	if (path === "-") return { ok: true, bytes: await edge.terminal.readInput() };
	try {
		return { ok: true, bytes: await readFile(path) };
	} catch (error) {
		if (/^FILE(\.csv|\.p7m)?$/.test(path)) return { ok: false, reply: failed(say(texts.failures["file-placeholder"], { path }, language)) };
		const sentence = failureSentence(error, language, path);
		if (sentence === undefined) throw error;
		return { ok: false, reply: failed(sentence) };
	}
}
