/**
 * What a spreadsheet takes for the beginning of a formula, whoever wrote it: also in the full width that a Japanese one understands, and behind what
 * another language's parts cells or lines at, which it does without regard to our quotation marks where it expects a semicolon.
 */
const before = "(?<=^|[;；\\t\\r\\n])";
const formula = "(?=['\"]*[=+\\-@\\t\\r\\n＝＋－＠])";
const formulas = new RegExp(before + formula, "gu");
const guards = new RegExp(`${before}'${formula}`, "gu");
const needsQuotes = /[",\r\n]|^\s|\s$/u;

/** A byte order mark: without it Excel reads UTF-8 as the code page of its machine. */
export const csvBegin = "\ufeff";

/** A line of comma-separated values by RFC 4180. What a spreadsheet would run gets an apostrophe, by which it stays text (`unguarded` takes it off). */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
	return `${cells.map(written).join(",")}\r\n`;
}

function written(cell: string | number | boolean | null): string {
	if (typeof cell !== "string") return cell === null ? "" : String(cell);
	const text = cell.replaceAll(formulas, "'");
	return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A cell as it was before `csvLine` guarded it. */
export function unguarded(cell: string): string {
	return cell.replaceAll(guards, "");
}
