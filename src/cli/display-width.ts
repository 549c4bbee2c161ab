import { stripVTControlCharacters } from "node:util";

// East Asian Width W and F (Unicode Standard Annex 11): ranges that terminals draw over two columns. Ambiguous ones are drawn over one.
const wide =
	/[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const segments = new Intl.Segmenter("ja", { granularity: "grapheme" });

/** How many columns of a terminal a text takes; styles take none. */
export function displayWidth(text: string): number {
	let width = 0;
	for (const { segment } of segments.segment(stripVTControlCharacters(text))) width += widthOf(segment);
	return width;
}

/** The beginning of a text that fits, with `…` where something is left out. Not for texts with styles. */
export function cutToWidth(text: string, columns: number): string {
	if (displayWidth(text) <= columns) return text;
	let cut = "";
	let width = 0;
	for (const { segment } of segments.segment(text)) {
		width += widthOf(segment);
		if (width > columns - 1) break;
		cut += segment;
	}
	return `${cut}…`;
}

/** Filled up with spaces to so many columns. */
export function padToWidth(text: string, columns: number, side: "left" | "right" = "left"): string {
	const space = " ".repeat(Math.max(0, columns - displayWidth(text)));
	return side === "left" ? text + space : space + text;
}

function widthOf(segment: string): number {
	if (/^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(segment)) return 0;
	return wide.test(segment) ? 2 : 1;
}
