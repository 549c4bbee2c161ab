import { editDistance } from "../directory/edit-distance.ts";

// What keyboards and word processors make of a hyphen. The long vowel mark is one only where a Latin letter follows.
const dashes = /^(?:[-‐‑‒–—―−－]{1,2}|ーー?)(?=[A-Za-zＡ-Ｚａ-ｚ])/u;

/**
 * A word of the command line as it was meant: no outer space (a full-width one too); an option's name half-width and lower case behind two hyphens,
 * whatever kind of hyphen was typed. A value behind `=` stays as it is.
 */
export function typedWord(word: string, options: readonly string[]): string {
	const plain = word.trim();
	const dash = dashes.exec(plain)?.[0];
	if (dash === undefined) return plain;
	const [name = "", ...value] = plain.slice(dash.length).split(/(=|＝)/u);
	const known = name.normalize("NFKC").toLowerCase().replaceAll("_", "-");
	const rest = value.length === 0 ? "" : `=${value.slice(1).join("")}`;
	// `-json` is `--json`; `-h` stays what it is.
	const single = dash === "-" && !options.includes(known);
	return `${single ? "-" : "--"}${known}${rest}`.replace(/^--h$/, "-h");
}

/** A word that names a command: full-width and capital letters are forgiven. */
export function commandWord(word: string): string {
	return word.normalize("NFKC").trim().toLowerCase();
}

/** Up to three of these that are one or two letters away, or begin alike; the nearest first. */
export function nearest(typed: string, known: readonly string[]): readonly string[] {
	const farthest = typed.length < 4 ? 1 : 2;
	const scored = known.map((name) => {
		const begins = typed.length >= 3 && (name.startsWith(typed) || typed.startsWith(name));
		return { name, distance: Math.min(editDistance(typed, name, 3), begins ? farthest : 4) };
	});
	return scored
		.filter(({ distance }) => distance <= farthest)
		.sort((a, b) => a.distance - b.distance)
		.slice(0, 3)
		.map(({ name }) => name);
}
