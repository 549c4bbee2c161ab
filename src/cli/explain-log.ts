import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { LogLine } from "../diagnosis/found-lines.ts";
import { logLineText } from "../diagnosis/log-line-text.ts";
import { type ReadLog, readLog, usualLimits } from "../diagnosis/read-log.ts";
import { cliTexts } from "../texts/cli-texts.ts";
import type { BareContext, Context } from "./command.ts";
import { judgeFor, replyOf, type Whose } from "./explain-message.ts";
import { failureSentence } from "./failure-sentence.ts";
import { progressBar } from "./progress-bar.ts";
import { exits, failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";

const megabyte = 1_048_576;
/** A sysdiagnose of a phone unpacks to as much; it lies on the administrator's own machine, and nobody waits but them. */
const limits = { ...usualLimits, unpacked: 8_192 * megabyte, looks: Number.POSITIVE_INFINITY };
const pieceSize = 262_144;
const mostShown = 20;

/** What stands in a device's log that is known, and what may be behind it, judged for this user and this device. */
export async function explainLog(path: string, whose: Whose, context: Context): Promise<Reply> {
	const { texts, language } = context;
	let result: Awaited<ReturnType<typeof readLog>>;
	try {
		result = await readLog(await source(path, context), limits);
	} catch (error) {
		const sentence = path === "FILE" ? say(texts.failures["file-placeholder"], { path }, language) : failureSentence(error, language, path);
		if (sentence === undefined) throw error;
		return failed(sentence);
	}
	if (result.kind === "no-log") return failed(say(texts.said[`log-${result.why}`], { path }, language));
	const { log } = result;
	const notes = notesOf(result, path, context);
	const count = log.scanned.lines;
	const data = { lines: log.lines.map(lineData) };
	if (log.matched.length === 0) {
		const nothing = say(texts.said["log-nothing"], { count, path }, language);
		const text = log.lines.length === 0 ? [nothing] : [...shown(result, context), "", texts.said["log-unjudged"]];
		return { ok: true, data: { matched: [], candidates: [], ...data }, text: `${text.join("\n")}\n`, notes, exit: exits.refused };
	}
	const judged = await judgeFor({ matched: log.matched, errors: log.errors, from: "log" }, whose, context);
	const reply = replyOf(judged, { lead: [...shown(result, context), ""], more: data }, context);
	return reply.ok ? { ...reply, notes: [...notes, ...reply.notes] } : reply;
}

/** The file, or standard input for `-`, as it comes; a person who waits sees how far it is. */
async function source(path: string, { edge }: BareContext): Promise<AsyncIterable<Uint8Array>> {
	if (path === "-") return edge.terminal.input();
	const file = await open(path);
	const { size } = await file.stat();
	const draw = size > 16 * megabyte ? progressBar(edge, path) : () => undefined;
	return watched(createReadStream(path, { fd: file, highWaterMark: pieceSize }), (done) =>
		draw(done === null ? null : Math.floor(done / megabyte), Math.ceil(size / megabyte), "MB"),
	);
}

async function* watched(pieces: AsyncIterable<Uint8Array>, tell: (done: number | null) => void): AsyncIterable<Uint8Array> {
	let done = 0;
	try {
		for await (const piece of pieces) {
			const before = Math.floor(done / (4 * megabyte));
			done += piece.length;
			if (Math.floor(done / (4 * megabyte)) > before) tell(done);
			yield piece;
		}
	} finally {
		tell(null);
	}
}

function shown({ log }: ReadLog, { texts, language }: BareContext): string[] {
	const { matches, scanned } = log;
	const lines = log.lines.slice(0, mostShown).map((line) => `  ${logLineText(line)}`);
	const more = matches > lines.length ? [`  ${say(texts.said["log-more"], { count: matches - lines.length }, language)}`] : [];
	return [say(texts.said["log-found"], { matches, count: scanned.lines }, language), ...lines, ...more];
}

/** What was not looked at. */
function notesOf({ ended, members, unifiedLog }: ReadLog, path: string, { language }: BareContext): string[] {
	const { said } = cliTexts(language);
	return [
		...(members === null ? [] : [say(said["log-members"], members, language)]),
		...(unifiedLog ? [said["log-unified-inside"]] : []),
		...(ended === "whole" ? [] : [say(said[`log-${ended}`], { path }, language)]),
	];
}

function lineData({ file, line, at, codes, errors, text }: LogLine) {
	return { line, code: codes[0] ?? null, text, time: at, file, codes, errors };
}
