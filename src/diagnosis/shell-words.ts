import { printable } from "../texts/texts.ts";

const plain = /^[A-Za-z0-9_@%+:,./-]+$/;

/** Arguments as one line that a POSIX shell reads back as the same words. Names typed by strangers are among them. */
export function shellWords(words: readonly string[]): string {
	return words.map((word) => (plain.test(word) ? word : `'${printable(word).replaceAll("'", "'\\''")}'`)).join(" ");
}
