import { z } from "zod";
import { type ReadLog, readLog } from "../../../diagnosis/read-log.ts";
import { portalTexts } from "../../../texts/portal-texts.ts";
import type { Language } from "../../../texts/texts.ts";
import { largestLog } from "../../portal/read-report-form.ts";
import { UploadSlots } from "../../portal/upload-slots.ts";
import { type ApiProblem, refuse } from "../problem.ts";
import type { Asked, Caller } from "../route.ts";

/** So many lines are shown: of a log of one message without end nobody reads more. */
const mostLines = 200;
/** A sender from whom nothing comes for so long is gone. */
const idleMs = 30_000;
/** At once, altogether and of one administrator: each is a good second of work where it is large. */
const slots = new UploadSlots(4, 2);

export const loggedShape = z.object({
	lines: z.array(
		z.object({
			/** Of an archive's member. */
			file: z.string().nullable(),
			line: z.number(),
			/** As the log writes it. */
			at: z.string().nullable(),
			text: z.string(),
			codes: z.array(z.string()),
		}),
	),
	/** How many lines told something, shown or not. */
	matches: z.number(),
	scanned: z.object({ lines: z.number(), bytes: z.number() }),
	/** What was not looked at, in words. */
	notes: z.array(z.string()),
});

/** Reads the log as it comes: it lies neither in memory nor on disk. */
export async function readUploadedLog(
	{ bytes, caller }: Pick<Asked, "bytes"> & { readonly caller: Caller },
	lang: Language,
): Promise<ReadLog | ApiProblem> {
	const leave = slots.take(caller.administrator.id);
	if (leave === undefined || bytes === null) return refuse("busy");
	try {
		const read = await readLog(counted(bytes));
		const { problems } = portalTexts(lang).report;
		return read.kind === "read" ? read : { problem: "not-done", detail: problems[read.why], reason: { kind: `log-${read.why}` } };
	} catch (error) {
		if (error instanceof LogTooLarge) return refuse("too-large");
		throw error;
	} finally {
		leave();
	}
}

export function toldLog({ log, ended, unifiedLog }: ReadLog, lang: Language): z.input<typeof loggedShape> {
	const words = portalTexts(lang).report.notes;
	const { matches, scanned } = log;
	return {
		lines: log.lines.slice(0, mostLines).map(({ file, line, at, text, codes }) => ({ file, line, at, text, codes: [...codes] })),
		...{ matches, scanned: { ...scanned } },
		notes: [...(ended === "whole" ? [] : [words[ended]]), ...(unifiedLog ? [words["unified-log-inside"]] : [])],
	};
}

class LogTooLarge extends Error {}

async function* counted(bytes: NonNullable<Asked["bytes"]>): AsyncIterable<Uint8Array> {
	let left = largestLog;
	const idle = setTimeout(() => bytes.destroy(Object.assign(new Error("nothing came any more"), { statusCode: 408 })), idleMs);
	try {
		for await (const piece of bytes as AsyncIterable<Uint8Array>) {
			idle.refresh();
			left -= piece.length;
			if (left < 0) throw new LogTooLarge();
			yield piece;
		}
	} finally {
		clearTimeout(idle);
	}
}
