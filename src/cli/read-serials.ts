import { decodeText } from "../protocol/csv/decode-text.ts";
import { normaliseSerial, serialFault } from "../tenant/serial.ts";
import type { BareContext } from "./command.ts";
import { readGivenFile } from "./read-file.ts";
import { failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";

type Serials = { readonly ok: true; readonly serials: readonly string[] } | { readonly ok: false; readonly reply: Reply };

const mostFaults = 10;

/**
 * Serial numbers as they are typed (with commas between them) and as they stand in a file, one a line; of a line with commas, semicolons or tabs the
 * first cell, but of the only line, where all cells could be serial numbers, every one. Each once. What is none is refused, all at once; a first line without a digit is a heading.
 */
export async function readSerials(typed: string | undefined, path: string | undefined, context: BareContext): Promise<Serials> {
	const { texts, language } = context;
	const words = (typed ?? "").split(/[,、，;\s]+/u);
	if (path !== undefined) {
		const read = await readGivenFile(path, context);
		if (!read.ok) return read;
		const decoded = decodeText(read.bytes);
		if (!decoded.ok) return { ok: false, reply: failed(say(texts.files.lines["file-unreadable"], { fault: decoded.fault }, language)) };
		const rows = decoded.text
			.replace(/^\ufeff/, "")
			.split(/\r\n|\r|\n/)
			.map((line) => line.split(/[,;\t]/).map((cell) => cell.replaceAll('"', "").trim()))
			.filter((row) => row.some((cell) => cell !== ""));
		const [first = [], ...others] = rows;
		const inOneLine = others.length === 0 && first.every((cell) => /^\S*\d\S*$/.test(cell) && serialFault(normaliseSerial(cell)) === null);
		const cells = inOneLine ? first : rows.map(([cell = ""]) => cell);
		words.push(...(/\d/.test(cells[0] ?? "") ? cells : cells.slice(1)));
	}
	const serials = [...new Set(words.map(normaliseSerial).filter((serial) => serial !== ""))];
	const wrong = serials.filter((serial) => serialFault(serial) !== null);
	if (wrong.length === 0) return { ok: true, serials };
	const shown = wrong.slice(0, mostFaults);
	const more = wrong.length > shown.length ? [say(texts.files.more, { count: wrong.length - shown.length }, language)] : [];
	const lines = shown.map((serial) => say(texts.problems["serial-malformed"], { serial, fault: serialFault(serial) }, language));
	return { ok: false, reply: failed([...lines, ...more].join("\n")) };
}
