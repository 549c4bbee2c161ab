export interface CsvRecord {
	/** The line of the file on which the record begins; the first is 1. */
	readonly line: number;
	readonly fields: readonly string[];
}

/** `quote-inside`: a quote in a field that does not begin with one. `after-quote`: text behind a closing quote. */
export interface CsvFault {
	readonly line: number;
	readonly kind: "quote-inside" | "after-quote" | "quote-never-closed";
}

/** What spreadsheets put between fields: which one hangs on the language that they speak. */
export type CsvSeparator = "," | ";" | "\t";

/**
 * Comma-separated values by RFC 4180, strictly, except that any line end is taken (CRLF, LF, CR). Lines with nothing but commas and space are left
 * out: spreadsheets write them at the end. A record with a fault is left out too, and reading goes on at the next line; an open quote ends the file.
 */
export function parseCsv(text: string): { readonly records: readonly CsvRecord[]; readonly faults: readonly CsvFault[] } {
	const records: CsvRecord[] = [];
	const faults: CsvFault[] = [];
	for (const one of csvRecords(text)) {
		if (one === null) continue;
		if ("kind" in one) faults.push(one);
		else records.push(one);
	}
	return { records, faults };
}

/**
 * The same one by one, as they are asked for, and null for each line that is left out: whoever reads a large file can let others have their turn, whatever
 * is in it. `separator`: of fields, instead of a comma.
 */
export function* csvRecords(text: string, separator: CsvSeparator = ","): Generator<CsvRecord | CsvFault | null> {
	let at = 0;
	let line = 1;
	while (at < text.length) {
		const record = readRecord(text, at, separator);
		if ("kind" in record) {
			yield { line, kind: record.kind };
			if (record.kind === "quote-never-closed") return;
			// The fault may stand behind line ends inside quotes, which belong to this record.
			const end = endOfLine(text, record.at);
			line += countLines(text, at, end);
			at = end;
			continue;
		}
		yield record.fields.some((field) => field.trim() !== "") ? { line, fields: record.fields } : null;
		line += countLines(text, at, record.end);
		at = record.end;
	}
}

type Read = { readonly fields: string[]; readonly end: number } | { readonly kind: CsvFault["kind"]; readonly at: number };

function readRecord(text: string, start: number, separator: CsvSeparator): Read {
	const fields: string[] = [];
	let at = start;
	for (;;) {
		if (text[at] === '"') {
			const close = closingQuote(text, at + 1);
			if (close < 0) return { kind: "quote-never-closed", at };
			fields.push(text.slice(at + 1, close).replaceAll('""', '"'));
			at = close + 1;
			if (at < text.length && text[at] !== separator && !isLineEnd(text[at])) return { kind: "after-quote", at };
		} else {
			const from = at;
			while (at < text.length && text[at] !== separator && !isLineEnd(text[at])) {
				if (text[at] === '"') return { kind: "quote-inside", at };
				at++;
			}
			fields.push(text.slice(from, at));
		}
		if (text[at] === separator) at++;
		else return { fields, end: endOfLine(text, at) };
	}
}

function closingQuote(text: string, from: number): number {
	let at = text.indexOf('"', from);
	while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
	return at;
}

function isLineEnd(character: string | undefined): boolean {
	return character === "\n" || character === "\r";
}

/** The offset behind the next line end. */
function endOfLine(text: string, from: number): number {
	let at = from;
	while (at < text.length && !isLineEnd(text[at])) at++;
	return text.startsWith("\r\n", at) ? at + 2 : Math.min(at + 1, text.length);
}

function countLines(text: string, from: number, to: number): number {
	return text.slice(from, to).match(/\r\n|\r|\n/g)?.length ?? 0;
}
