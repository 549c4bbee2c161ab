/** How much a squeezed text says: a character of Japanese is worth two letters. */
export function weight(text: string): number {
	let sum = 0;
	for (const character of text) sum += character > "\u2fff" ? 2 : 1;
	return sum;
}

/** One letter in this many may be wrong. */
const tolerance = 7;
const shortest = 12;

/**
 * How many letters stand between what was typed and a message of these parts, or a stretch of it: undefined where it is another message. Both squeezed.
 * Looks closer only where enough stretches of three letters are shared, so that comparing with everything stays quick.
 */
export function likeness(typed: string, parts: readonly string[]): number | undefined {
	const joined = parts.join("");
	if (weight(typed) < shortest || weight(joined) < shortest) return undefined;
	if (typed.length < joined.length) {
		// A stretch of the message: within one part, or over all of them with nothing between.
		const best = Math.min(...[...parts, joined].map((part) => distance(typed, part, allowed(typed.length))));
		if (best <= allowed(typed.length)) return best;
	}
	// The message, within more.
	const most = allowed(joined.length);
	let sum = 0;
	for (const part of parts) {
		sum += distance(part, typed, most - sum);
		if (sum > most) return undefined;
	}
	return sum;
}

const allowed = (length: number): number => Math.max(1, Math.floor(length / tolerance));

/** Edits that make `pattern` of some stretch of `text` (Sellers): `most + 1` where it takes more. */
function distance(pattern: string, text: string, most: number): number {
	if (most < 0) return 1;
	if (text.includes(pattern)) return 0;
	if (!sharesEnough(pattern, text, most)) return most + 1;
	const letters = Uint16Array.from({ length: pattern.length }, (_, i) => pattern.charCodeAt(i));
	// One column, written over: whoever types words that are like all messages at once keeps nobody waiting.
	const column = Uint16Array.from({ length: pattern.length + 1 }, (_, i) => i);
	let best = pattern.length;
	for (let j = 0; j < text.length; j++) {
		const letter = text.charCodeAt(j);
		let diagonal = 0;
		let above = 0;
		for (let i = 1; i <= letters.length; i++) {
			const left = column[i] ?? 0;
			const changed = diagonal + (letters[i - 1] === letter ? 0 : 1);
			above = Math.min(changed, Math.min(left, above) + 1);
			column[i] = above;
			diagonal = left;
		}
		if (above < best) best = above;
	}
	return Math.min(best, most + 1);
}

/** An edit spoils three stretches of three letters at most (Ukkonen's q-gram lemma). */
function sharesEnough(pattern: string, text: string, most: number): boolean {
	const stretches = pattern.length - 2;
	const needed = stretches - 3 * most;
	if (needed <= 0) return true;
	let shared = 0;
	for (let i = 0; i < stretches; i++) if (text.includes(pattern.slice(i, i + 3))) shared += 1;
	return shared >= needed;
}
