import { stripVTControlCharacters } from "node:util";
import { displayWidth } from "./display-width.ts";

// Never at the beginning of a line, by the rules of Japanese typesetting (JIS X 4051): closing brackets, full stops, small kana.
const notFirst = /^[、。，．・：；？！）」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;!?)\]}’”…]/u;
const notLast = /[（「『【〈《([{‘“]$/u;
// A run of a script that is written with spaces stays whole.
const pieces = /\p{Cc}\[[0-9;]*m|\s+|[[\p{L}\p{N}\p{P}\p{S}\p{M}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー々\u3000-\u303f\uff00-\uffef]]+|./gv;

/**
 * Breaks each line that is wider than the terminal; what follows stands below where the text began, behind marks, numbers and labels. Lines for which
 * `keep` holds stay as they are: a command that is to be copied must not be broken. null: nothing is broken.
 */
export function wrapText(text: string, columns: number | null, keep: (line: string) => boolean = () => false): string {
	if (columns === null) return text;
	return text
		.split("\n")
		.map((line) => (displayWidth(line) <= columns || keep(line) ? line : wrapLine(line, columns)))
		.join("\n");
}

function wrapLine(line: string, columns: number): string {
	const hanging = " ".repeat(hangingOf(line, columns));
	const lines: string[] = [];
	let current: string[] = [];
	for (const piece of line.match(pieces) ?? []) {
		current.push(piece);
		if (displayWidth(current.join("").trimEnd()) <= columns) continue;
		let from = current.length - 1;
		while (from > 1 && mustFollow(current[from - 1] ?? "", current[from] ?? "")) from--;
		if (current.slice(0, from).join("").trim() === "") continue;
		lines.push(current.slice(0, from).join("").trimEnd());
		const rest = current.slice(from).join("").trimStart();
		current = [hanging, ...(rest === "" ? [] : [rest])];
	}
	const last = current.join("").trimEnd();
	return (last === "" ? lines : [...lines, last]).join("\n");
}

/** Where text begins behind a label (two spaces and more), a number or a mark; never beyond half of the line. */
function hangingOf(line: string, columns: number): number {
	const half = Math.floor(columns / 2);
	const gaps = [...line.matchAll(/(?<=\S) {2,}(?=\S)/g)].map((gap) => displayWidth(line.slice(0, gap.index + gap[0].length)));
	const gap = gaps.findLast((width) => width <= half);
	const lead = /^\s*(?:\d+\. |[✗✓?•-] )?/u.exec(line)?.[0].length ?? 0;
	return Math.min(gap ?? lead, half);
}

function mustFollow(before: string, piece: string): boolean {
	return notFirst.test(piece) || notLast.test(before);
}

/** A line that people copy. */
export function isCommandLine(line: string): boolean {
	return /^\s*(?:genkan |alias genkan=)/.test(stripVTControlCharacters(line));
}
