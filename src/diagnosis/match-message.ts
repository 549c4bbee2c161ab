import { type Rule, reportChecks, reportTable } from "../checks/index.ts";
import { asKatakana } from "./kana.ts";
import { likeness, weight } from "./likeness.ts";
import { messageParts, standsIn } from "./message-parts.ts";
import { namedErrors } from "./named-errors.ts";
import { type Signatures, signatures, squeezed } from "./signatures.ts";

/** `exact`: the whole message, or an error by its number. `part`: a stretch of it. `similar`: with typing errors. */
export type Sureness = "exact" | "part" | "similar";

export interface Match {
	/** As the texts have it, word for word. */
	readonly text: string;
	readonly codes: readonly string[];
	readonly sureness: Sureness;
}

export interface MatchedMessage {
	/** Best first. Several: the words stand for more than one thing. */
	readonly codes: readonly string[];
	readonly matches: readonly Match[];
	/** Errors of Apple's that were named by their number. */
	readonly errors: readonly { readonly domain: string; readonly code: number }[];
}

/** What is longer is no message that a screen shows, but a log. Characters. */
export const longestMessage = 4000;

interface Known {
	readonly text: string;
	readonly codes: readonly string[];
	/** Squeezed, in their order; what stood between them differs from case to case. */
	readonly parts: readonly string[];
	readonly joined: string;
}

interface Index {
	readonly known: readonly Known[];
	readonly errors: Signatures["errors"];
}

let index: Index | undefined;

/**
 * Which codes a message stands for that somebody read from a screen and typed: in either language, in any width, case and punctuation, whole or a part of
 * it, in hiragana before its conversion, with typing errors, or an error by its domain and number. Knows what `seen` of the texts knows and nothing else. Pure but for its index.
 *
 * @returns `too-long` for what is no message; `codes` is empty where nothing fits
 */
export function matchMessage(message: string): MatchedMessage | "too-long" {
	if (message.length > longestMessage) return "too-long";
	index ??= makeIndex();
	const errors = namedErrors(message, index.errors);
	const { known } = index;
	const whole = matchWords(wordsOf(message), known);
	const words = whole.length > 0 ? whole : sentencesOf(message).flatMap((one) => matchWords(wordsOf(one), known));
	const numbers = errors.map(({ domain, number, codes }): Match => ({ text: `${domain} ${number}`, codes, sureness: "exact" }));
	const matches = surest([...numbers, ...words]);
	return {
		codes: [...new Set(matches.flatMap(({ codes }) => causesAside(codes)))],
		matches,
		errors: errors.map(({ domain, number }) => ({ domain, code: number })),
	};
}

function makeIndex(): Index {
	const { errors, messages } = signatures();
	const known = messages.map(({ text, codes }) => {
		const parts = messageParts(text).map(asKatakana);
		return { text, codes, parts, joined: parts.join("") };
	});
	return { known, errors };
}

/** In its one width a text may be eighteen times as long (U+FDFA): no message is. */
const wordsOf = (text: string): string => asKatakana(squeezed(text)).slice(0, longestMessage);

/** More than any screen shows. */
const mostSentences = 40;

/** Of several; one alone is the message itself. */
function sentencesOf(message: string): readonly string[] {
	const all = message.split(/[.。．｡!?\n:：]+/u).filter((one) => one.trim() !== "");
	return all.length < 2 ? [] : all.slice(0, mostSentences);
}

/** Shorter stretches stand in too many sentences; so long a text must be to be looked for in another. */
const shortest = 10;

function matchWords(words: string, known: readonly Known[]): Match[] {
	if (weight(words) < shortest) return [];
	const whole = known.filter(({ parts, joined }) => words === joined || (weight(joined) >= shortest && standsIn(parts, words)));
	if (whole.length > 0) {
		// Of two that both stand there the longer says more: "Invalid Profile" ends many a sentence.
		const longest = whole.filter(({ joined }) => !whole.some((other) => other.joined !== joined && other.joined.includes(joined)));
		return longest.map(({ text, codes }) => ({ text, codes, sureness: "exact" }));
	}
	const part = known.filter(({ parts }) => parts.some((one) => one.includes(words)));
	if (part.length > 0) return part.map(({ text, codes }) => ({ text, codes, sureness: "part" }));
	const near = known.flatMap((one) => {
		const distance = likeness(words, one.parts);
		return distance === undefined ? [] : [{ ...one, distance }];
	});
	const nearest = Math.min(...near.map(({ distance }) => distance));
	return near
		.filter(({ distance }) => distance <= nearest + 1)
		.sort((a, b) => a.distance - b.distance)
		.map(({ text, codes }) => ({ text, codes, sureness: "similar" }));
}

const order: readonly Sureness[] = ["exact", "part", "similar"];

function surest(matches: readonly Match[]): Match[] {
	const best = order.find((one) => matches.some(({ sureness }) => sureness === one));
	const texts = new Set<string>();
	return matches.filter(({ text, sureness }) => sureness === best && texts.size < texts.add(text).size);
}

/** A message that has its own code is named by it alone: what it may stand for is judged, and not matched. */
export function causesAside(codes: readonly string[]): readonly string[] {
	const messages = reportChecks.map(({ code }) => code).filter((code) => codes.includes(code));
	const causes = new Set<string>(messages.flatMap((code) => reportTable[code].map((rule: Rule) => rule.code)));
	return codes.filter((code) => messages.some((one) => one === code) || !causes.has(code));
}
