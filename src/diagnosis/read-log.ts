import { Buffer } from "node:buffer";
import { pipeline, Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { extract } from "tar-stream";
import { Gunzipped } from "./gunzipped.ts";
import { contentOf, type LogContent, sniffed } from "./log-content.ts";
import { LogScan, type ScannedLog } from "./scan-log.ts";

/** A log that was looked at, wholly or as far as it went. */
export interface ReadLog {
	readonly kind: "read";
	readonly log: ScannedLog;
	/**
	 * `cut-off`: the archive ends before its end. `damaged`: from some place on it is no archive. `too-long`: the rest was not looked at. What was found
	 * until then stands either way.
	 */
	readonly ended: "whole" | "cut-off" | "damaged" | "too-long";
	/** Of an archive: how many members are text, and how many are not; null where the log is one file. */
	readonly members: { readonly text: number; readonly other: number } | null;
	/** The archive holds a unified log, in which most of what matters stands, and which is no text. */
	readonly unifiedLog: boolean;
}

/** What is no log, and why. */
export interface NoLog {
	readonly kind: "no-log";
	readonly why: "empty" | "binary" | "zip" | "unified-log";
}

export interface LogLimits {
	/** Bytes of text, in one file or member. */
	readonly file: number;
	/** Bytes of everything that comes out of an archive, looked at or not. */
	readonly unpacked: number;
	/** How many places are looked at closely (scan-log.ts): a file of some kilobytes may unpack to nothing else. */
	readonly looks: number;
	/** Bytes of an archive that are nobody's content, its headers: of a million empty members there is nothing else. */
	readonly headers: number;
}

const mebibyte = 1_048_576;

export const usualLimits: LogLimits = { file: 200 * mebibyte, unpacked: 1_024 * mebibyte, looks: 40_000, headers: 64 * mebibyte };

/** So much is searched at a time, bytes: what is as bad as can be must not keep a phone waiting. */
const searchedAtOnce = 16_384;

type Bytes = AsyncIterable<Uint8Array>;

/**
 * Reads a device's log as it comes: text, or text in gzip, tar or both, told by content. Nothing is written anywhere, and members' names are only
 * shown. Memory stays flat, also where a small file unpacks without end.
 *
 * @throws whatever `source` throws; faults of the archive are values
 */
export async function readLog(source: Bytes, limits: LogLimits = usualLimits): Promise<ReadLog | NoLog> {
	const outer = await opened(source);
	try {
		if (outer.content !== "gzip") return await readPlain(outer.content, outer.bytes, limits);
		return await readGzip(outer.bytes, limits);
	} finally {
		await outer.close();
	}
}

async function readGzip(bytes: Bytes, limits: LogLimits): Promise<ReadLog | NoLog> {
	const unpacked = new Gunzipped(bytes);
	const inner = await opened(unpacked.bytes());
	try {
		// A gzip within a gzip is nobody's log.
		const read = inner.content === "gzip" ? noLog("binary") : await readPlain(inner.content, inner.bytes, limits);
		if (read.kind === "no-log") return unpacked.ended === "whole" || read.why !== "empty" ? read : nothingRead(unpacked.ended);
		return read.ended === "whole" || (read.ended === "cut-off" && unpacked.ended !== "whole") ? { ...read, ended: unpacked.ended } : read;
	} finally {
		await inner.close();
	}
}

const noLog = (why: NoLog["why"]): NoLog => ({ kind: "no-log", why });

const nothingRead = (ended: ReadLog["ended"]): ReadLog => ({
	kind: "read",
	log: new LogScan().finish(),
	ended,
	members: null,
	unifiedLog: false,
});

async function readPlain(content: LogContent, bytes: Bytes, limits: LogLimits): Promise<ReadLog | NoLog> {
	if (content === "tar") return readTar(bytes, limits);
	if (!isText(content)) return noLog(content === "gzip" ? "binary" : content);
	const scan = new LogScan(limits.looks);
	const whole = await feedText(scan, content, bytes, limits.file);
	return { kind: "read", log: scan.finish(), ended: whole ? "whole" : "too-long", members: null, unifiedLog: false };
}

async function readTar(bytes: Bytes, limits: LogLimits): Promise<ReadLog | NoLog> {
	const scan = new LogScan(limits.looks);
	const members = { text: 0, other: 0 };
	let unifiedLog = false;
	let ended: ReadLog["ended"] = "whole";
	let left = limits.unpacked;
	let headersLeft = limits.headers;
	// tar-stream itself refuses headers above four megabytes.
	const tar = extract();
	let fault: unknown;
	async function* counted(): Bytes {
		try {
			for await (const piece of bytes) {
				left -= piece.length;
				headersLeft -= piece.length;
				if (left < 0 || headersLeft < 0) return;
				yield piece;
			}
		} catch (error) {
			fault = error;
			throw error;
		}
	}
	pipeline(Readable.from(counted()), tar, () => undefined);
	try {
		for await (const member of tar) {
			// What is still to come of it as well: until then there is no next header.
			headersLeft += member.header.size ?? 0;
			if (member.header.type !== "file") {
				member.resume();
				continue;
			}
			const inside = await opened(member as AsyncIterable<Uint8Array>);
			if (isText(inside.content)) {
				members.text += 1;
				scan.nextFile(member.header.name);
				if (!(await feedText(scan, inside.content, inside.bytes, limits.file, true))) ended = "too-long";
				if (scan.spent) break;
			} else {
				if (inside.content !== "empty") members.other += 1;
				if (inside.content === "unified-log") unifiedLog = true;
				for await (const _ of inside.bytes);
			}
		}
	} catch (error) {
		if (fault !== undefined) throw fault;
		ended = error instanceof Error && /end of data/i.test(error.message) ? "cut-off" : "damaged";
	}
	// Between two members an archive may end anywhere, for tar-stream.
	if (left < 0 || headersLeft < 0) ended = "too-long";
	if (members.text === 0 && ended === "whole") return noLog(unifiedLog ? "unified-log" : "binary");
	return { kind: "read", log: scan.finish(), ended, members, unifiedLog };
}

type TextContent = Extract<LogContent, "text" | "utf-16le" | "utf-16be">;

const isText = (content: LogContent): content is TextContent => content === "text" || content === "utf-16le" || content === "utf-16be";

/** @returns false where there was more than `limit`, or than may be looked at; `drain`: the rest is read all the same, for what follows it in an archive */
async function feedText(scan: LogScan, content: TextContent, bytes: Bytes, limit: number, drain = false): Promise<boolean> {
	const decoder = content === "text" ? null : new TextDecoder(content);
	let left = limit;
	for await (const piece of bytes) {
		if (left <= 0 && !drain) return false;
		const taken = piece.subarray(0, Math.max(0, left));
		for (let from = 0; from < taken.length; from += searchedAtOnce) {
			const part = taken.subarray(from, from + searchedAtOnce);
			scan.feed(decoder === null ? part : Buffer.from(decoder.decode(part, { stream: true })));
			if (scan.spent) return false;
			await setImmediate();
		}
		left -= piece.length;
	}
	return left >= 0;
}

/** What the beginning says, and all of the bytes, the beginning included. Whoever reads them only in part closes them. */
async function opened(source: Bytes): Promise<{ readonly content: LogContent; readonly bytes: Bytes; close(): Promise<unknown> }> {
	const iterator = source[Symbol.asyncIterator]();
	const first: Uint8Array[] = [];
	let length = 0;
	let over = false;
	while (length < sniffed && !over) {
		const next = await iterator.next();
		if (next.done === true) over = true;
		else {
			first.push(next.value);
			length += next.value.length;
		}
	}
	const close = async () => {
		if (!over) await iterator.return?.();
		over = true;
	};
	async function* bytes(): Bytes {
		try {
			yield* first;
			while (!over) {
				const next = await iterator.next();
				if (next.done === true) over = true;
				else yield next.value;
			}
		} finally {
			await close();
		}
	}
	return { content: contentOf(Buffer.concat(first).subarray(0, sniffed)), bytes: bytes(), close };
}
