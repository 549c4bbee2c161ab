/** What the beginning of a file says that it is. Names are never believed. */
export type LogContent = "empty" | "text" | "utf-16le" | "utf-16be" | "gzip" | "tar" | "zip" | "unified-log" | "binary";

/** How much of a file's beginning is looked at. */
export const sniffed = 4_096;

/**
 * Tells text from what is none.
 *
 * @param beginning the first `sniffed` bytes, or all where there are fewer
 */
export function contentOf(beginning: Uint8Array): LogContent {
	if (beginning.length === 0) return "empty";
	const startsWith = (...signs: readonly number[]) => signs.every((sign, at) => beginning[at] === sign);
	if (startsWith(0x1f, 0x8b)) return "gzip";
	if (startsWith(0x50, 0x4b, 0x03, 0x04)) return "zip";
	// The header chunk of a tracev3 file: tag 0x1000, sub-tag 0x11, in little endian.
	if (startsWith(0x00, 0x10, 0x00, 0x00, 0x11, 0x00, 0x00, 0x00)) return "unified-log";
	// POSIX.1-1988 and GNU both write it there.
	if (new TextDecoder("latin1").decode(beginning.subarray(257, 262)) === "ustar") return "tar";
	if (startsWith(0xff, 0xfe)) return "utf-16le";
	if (startsWith(0xfe, 0xff)) return "utf-16be";
	// A byte 0 stands in no log. Escape sequences and form feeds do, a few.
	if (beginning.includes(0)) return "binary";
	const odd = beginning.reduce((count, byte) => (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d ? count + 1 : count), 0);
	return odd > 3 + beginning.length / 20 ? "binary" : "text";
}
