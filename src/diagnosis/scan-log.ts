import { Buffer } from "node:buffer";
import { printable } from "../texts/texts.ts";
import { createFindAnchor, type FindAnchor } from "./find-anchors.ts";
import { type FoundLine, FoundLines, type LogLine } from "./found-lines.ts";
import { type LogSignatures, logSignatures } from "./log-signatures.ts";
import { standsIn } from "./message-parts.ts";
import { codeLine, errorAt, excerpt, type LoggedError, timeOf } from "./read-log-line.ts";
import { domainKey, squeezed } from "./signatures.ts";

export interface ScannedLog {
	/** The codes whose messages and errors stand in the log, the most often seen first. */
	readonly matched: readonly string[];
	readonly errors: readonly LoggedError[];
	/** In the order of the log: of each meaning the first and last that were kept. */
	readonly lines: readonly LogLine[];
	/** How many lines matched, kept or not. */
	readonly matches: number;
	/** How much was looked at. */
	readonly scanned: { readonly lines: number; readonly bytes: number };
}

/** How much of a line is looked at around an anchor, bytes to either side: logs of one line without end exist. */
const around = 1_200;
/** How much of a line's beginning is kept while its end is looked for. */
const beginning = 300;
/** An unfinished line that is longer is looked at before its end comes. */
const longestHeld = 65_536;
/** How many anchors of one line are looked at. */
const mostOnLine = 30;
/** How many lines after a domain may hold its number, where an error is written one property a line. */
const pendingLines = 3;
const newlineByte = 0x0a;

/**
 * Searches a device's log (Console, idevicesyslog, sysdiagnose) piece by piece for what the texts of the codes call `seen`. Memory does not grow with the
 * log: lines are kept up to a number, an unfinished line up to 64 KB. A line is decoded only where an anchor of a signature stands in it.
 */
export class LogScan {
	readonly #sought: LogSignatures;
	readonly #findAnchor: FindAnchor;
	readonly #decoder = new TextDecoder("utf-8");
	readonly #results = new FoundLines();
	#order = 0;
	#lines = 0;
	#bytes = 0;
	#file: string | null = null;
	/** From the beginning of an unfinished line; of a very long one, what stands before the place that was reached. */
	#carry: Buffer = Buffer.alloc(0);
	/** Up to where `#carry` was searched. */
	#searched = 0;
	/** The number of the line that is being looked at. */
	#line = 1;
	/** The beginning of a very long line, which `#carry` does not hold any more. */
	#head: Buffer | null = null;
	#found: FoundLine | null = null;
	#lookedAt = 0;
	#pending: { readonly domain: string; readonly found: FoundLine; left: number } | null = null;
	#looksLeft: number;

	/** @param looks how many places with an anchor may be looked at: each costs as much as a hundred lines without one */
	constructor(looks = Number.POSITIVE_INFINITY, sought: LogSignatures = logSignatures()) {
		this.#looksLeft = looks;
		this.#sought = sought;
		this.#findAnchor = createFindAnchor(sought.anchors);
	}

	/** There was more to look at than it may: what still comes is only counted. */
	get spent(): boolean {
		return this.#looksLeft < 0;
	}

	/** The next piece of the log, cut anywhere. UTF-8; what is none is looked at all the same. */
	feed(bytes: Uint8Array): void {
		this.#bytes += bytes.length;
		const all = this.#carry.length === 0 ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : Buffer.concat([this.#carry, bytes]);
		// Copied: a piece belongs to whoever handed it in.
		this.#carry = Buffer.from(this.#search(all));
	}

	/** What follows is another file, whose lines count from 1. */
	nextFile(name: string): void {
		this.#endFile();
		this.#file = excerpt(name, 0, { before: false, after: false });
	}

	/** Ends the last line, and says what was found. */
	finish(): ScannedLog {
		this.#endFile();
		return { ...this.#results.all(), scanned: { lines: this.#lines, bytes: this.#bytes } };
	}

	#endFile(): void {
		const unended = this.#carry.length > 0 || this.#head !== null;
		if (unended) this.#carry = Buffer.from(this.#search(Buffer.concat([this.#carry, Buffer.of(newlineByte)])));
		if (this.#pending !== null) this.#results.add(this.#pending.found);
		this.#pending = null;
		this.#lines += this.#line - 1;
		this.#line = 1;
	}

	/** Looks at all of it that can be looked at now, and returns what has to stay. */
	#search(bytes: Buffer): Buffer {
		const complete = bytes.lastIndexOf(newlineByte) + 1;
		if (complete > 0) {
			this.#searchTo(bytes, complete);
			this.#searched = 0;
		}
		const rest = bytes.subarray(complete);
		if (rest.length <= longestHeld) return rest;
		const reached = rest.length - 2 * around;
		this.#searchTo(rest, reached);
		this.#head ??= Buffer.from(rest.subarray(0, beginning));
		this.#searched = around;
		return rest.subarray(reached - around);
	}

	/** `bytes` begins with a line, or with a piece of one whose beginning is `#head`. */
	#searchTo(bytes: Buffer, to: number): void {
		let start = 0;
		let from = this.#searched;
		for (;;) {
			const anchor = this.#findAnchor(bytes, from, to);
			start = this.#passLines(bytes, start, Math.max(start, from), anchor?.at ?? to);
			if (anchor === undefined) return;
			const newline = bytes.indexOf(newlineByte, anchor.at);
			this.#lookedAt += 1;
			if (this.#lookedAt <= mostOnLine && --this.#looksLeft >= 0)
				this.#lookAt(bytes, start, newline < 0 ? bytes.length : newline, anchor.at, anchor.index);
			from = anchor.at + 1;
		}
	}

	/** Ends the lines before `until`, and returns where the next begins. Into most of them nobody looks: they are only counted. */
	#passLines(bytes: Buffer, lineStart: number, searched: number, until: number): number {
		let start = lineStart;
		let from = searched;
		while (this.#found !== null || this.#pending !== null) {
			const newline = bytes.indexOf(newlineByte, from);
			if (newline < 0 || newline >= until) return start;
			this.#endLine(this.#beginningOf(bytes, start, newline));
			start = newline + 1;
			from = start;
			this.#nextLines(1);
		}
		const newlines = countNewlines(bytes, from, until);
		if (newlines === 0) return start;
		this.#nextLines(newlines);
		return bytes.lastIndexOf(newlineByte, until - 1) + 1;
	}

	#nextLines(count: number): void {
		this.#line += count;
		this.#head = null;
		this.#lookedAt = 0;
	}

	#beginningOf(bytes: Buffer, start: number, end: number): string {
		return this.#decoder.decode(this.#head ?? bytes.subarray(start, Math.min(end, start + beginning)));
	}

	#lookAt(bytes: Buffer, start: number, end: number, at: number, index: number): void {
		const from = Math.max(start, at - around);
		const to = Math.min(end, at + around);
		const before = this.#decoder.decode(bytes.subarray(from, at));
		const text = before + this.#decoder.decode(bytes.subarray(at, to));
		const message = this.#sought.behind[index] ?? null;
		const codes = message !== null && standsIn(message.parts, squeezed(text)) ? message.codes : [];
		// Each domain has its own anchor: of a line that is full of them none is looked for twice.
		const error = message === null ? errorAt(text, before.length, this.#sought.domains) : undefined;
		if (codes.length === 0 && error === undefined) return;
		this.#found ??= {
			order: this.#order++,
			file: this.#file,
			line: this.#line,
			at: timeOf(this.#beginningOf(bytes, start, end)),
			text: excerpt(text, before.length, { before: from > start || this.#head !== null, after: to < end }),
			codes: new Set(),
			errors: new Map(),
		};
		for (const code of codes) this.#found.codes.add(code);
		if (error === undefined) return;
		const { domain, code } = error;
		if (code !== null) this.#name(this.#found, { domain, code });
		else this.#await(domain, this.#found);
	}

	#name(found: FoundLine, error: LoggedError): void {
		const key = `${domainKey(error.domain)} ${error.code}`;
		found.errors.set(key, error);
		for (const code of this.#sought.errors.get(key) ?? []) found.codes.add(code);
	}

	#await(domain: string, found: FoundLine): void {
		if (this.#pending !== null && this.#pending.found !== found) this.#results.add(this.#pending.found);
		this.#pending = { domain, found, left: pendingLines };
	}

	#endLine(begins: string): void {
		const { found, pending } = { found: this.#found, pending: this.#pending };
		this.#found = null;
		if (found !== null && found !== pending?.found) this.#results.add(found);
		if (pending === null || found === pending.found) return;
		const number = codeLine(begins);
		if (number === undefined && pending.left > 1) {
			pending.left -= 1;
			return;
		}
		this.#pending = null;
		if (number !== undefined) this.#name(pending.found, { domain: pending.domain, code: number.code });
		this.#results.add(number === undefined ? pending.found : { ...pending.found, text: `${pending.found.text} ${printable(number.text)}` });
	}
}

function countNewlines(bytes: Uint8Array, from: number, to: number): number {
	let count = 0;
	for (let at = from; at < to; at++) count += bytes[at] === newlineByte ? 1 : 0;
	return count;
}
