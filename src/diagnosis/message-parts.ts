import { squeezed } from "./signatures.ts";

/** A text of `seen` without what differs from case to case (`…`): its parts, squeezed, in their order. */
export function messageParts(text: string): readonly string[] {
	return text
		.split("…")
		.map(squeezed)
		.filter((part) => part !== "");
}

/** Whether the parts stand in a squeezed text, one after the other, whatever is between them. */
export function standsIn(parts: readonly string[], words: string): boolean {
	let from = 0;
	return parts.every((part) => {
		const at = words.indexOf(part, from);
		from = at + part.length;
		return at >= 0;
	});
}
