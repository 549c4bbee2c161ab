import { asKatakana } from "./kana.ts";
import { messageParts } from "./message-parts.ts";
import { signatures } from "./signatures.ts";

const most = 3;
/** So much of what was typed must stand in a message. */
const least = 0.65;
/** People say that it does not connect in words of their own, where each message has 接続. */
const connects = /(?:つなが|繋が)[\p{sc=Hiragana}]*/gu;
const longest = 400;

/**
 * The messages that are nearest to words in which none was found: tired words, or a few of them, in any order. Knows what `seen` of the texts knows and
 * nothing else. Nothing may be concluded from them: they are for asking what was meant. Pure.
 *
 * @returns as the texts have them, the nearest first, three at most
 */
export function nearMessages(typed: string): readonly string[] {
	const pieces = [
		...new Set(asKatakana(typed.slice(0, longest).normalize("NFKC").toLowerCase().replaceAll(connects, "接続")).match(/[\p{L}]+/gu)),
	];
	const stretches = [...new Set(pieces.flatMap(stretchesOf))];
	if (stretches.length === 0) return [];
	return signatures()
		.messages.map(({ text }) => {
			const joined = asKatakana(messageParts(text).join(""));
			return { text, length: joined.length, share: stretches.filter((one) => joined.includes(one)).length / stretches.length };
		})
		.filter(({ share }) => share > least)
		.sort((a, b) => b.share - a.share || a.length - b.length)
		.slice(0, most)
		.map(({ text }) => text);
}

/** Two characters of Japanese say as much as three letters. */
function stretchesOf(piece: string): readonly string[] {
	const size = piece > "\u2fff" ? 2 : 3;
	return Array.from({ length: Math.max(0, piece.length - size + 1) }, (_, at) => piece.slice(at, at + size));
}
