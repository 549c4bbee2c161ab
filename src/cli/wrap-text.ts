import { displayWidth } from "./display-width.ts";

// Never at the beginning of a line, by the rules of Japanese typesetting (JIS X 4051): closing brackets, full stops, small kana.
const notFirst = /^[、。，．・：；？！）」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;!?)\]}’”…]/u;
const notLast = /[（「『【〈《([{‘“]$/u;
// A run of a script that is written with spaces stays whole.
const pieces = /\p{Cc}\[[0-9;]*m|\s+|[[\p{L}\p{N}\p{P}\p{S}\p{M}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー々\u3000-\u303f\uff00-\uffef]]+|./gv;

/**
 * Breaks each line that is wider than the terminal; what follows is indented as the line was, and by `hang` more. Lines for which `keep` holds stay as
 * they are: a command that is to be copied must not be broken.
 */
export function wrapText(text: string, columns: number | null, keep: (line: string) => boolean = () => false): string {
	if (columns === null) return text;
	return text
		.split("\n")
		.map((line) => (displayWidth(line) <= columns || keep(line) ? line : wrapLine(line, columns)))
		.join("\n");
}

function wrapLine(line: string, columns: number): string {
	const indent = /^(?:\s*(?:\d+\. |[✗✓?•-] )?)/u.exec(line)?.[0].length ?? 0;
	const hanging = " ".repeat(Math.min(indent, Math.floor(columns / 2)));
	const lines: string[] = [];
	let current = "";
	let width = 0;
	for (const piece of line.match(pieces) ?? []) {
		const pieceWidth = displayWidth(piece);
		const fits = width + pieceWidth <= columns;
		if (!fits && pieceWidth > 0 && current.trim() !== "" && !notFirst.test(piece) && !notLast.test(current)) {
			lines.push(current.trimEnd());
			current = hanging;
			width = hanging.length;
			if (piece.trim() === "") continue;
		}
		current += piece;
		width += pieceWidth;
	}
	lines.push(current.trimEnd());
	return lines.join("\n");
}
