/** Where an anchor was found: its place in the bytes, and which it is. */
export interface Anchor {
	readonly at: number;
	readonly index: number;
}

/** The next anchor that begins in [from, to), its comparison reading on beyond `to`; undefined where there is none. */
export type FindAnchor = (bytes: Uint8Array, from: number, to: number) => Anchor | undefined;

/**
 * Looks for many short texts at once, ASCII letters of either case: after Wu and Manber ("A fast algorithm for multi-pattern searching", 1994), with
 * pairs of bytes. Of most places only the last pair of a window is looked at, and then the window moves on by nearly its whole length: ten times as
 * fast as a regular expression over decoded text.
 */
export function createFindAnchor(anchors: readonly Uint8Array[]): FindAnchor {
	const folded = anchors.map((anchor) => anchor.map(fold));
	const window = Math.min(255, ...folded.map(({ length }) => length));
	if (window < 2) throw new Error("an anchor has two bytes at least");
	const shifts = new Uint8Array(65_536).fill(window - 1);
	const endingWith = new Map<number, number[]>();
	for (const [index, anchor] of folded.entries()) {
		for (let end = 1; end < window; end++) {
			for (const pair of spellings(anchor[end - 1] ?? 0, anchor[end] ?? 0)) {
				shifts[pair] = Math.min(shifts[pair] ?? 0, window - 1 - end);
				if (end === window - 1) endingWith.set(pair, [...(endingWith.get(pair) ?? []), index]);
			}
		}
	}

	const isAt = (bytes: Uint8Array, at: number, anchor: Uint8Array): boolean => {
		for (let offset = 0; offset < anchor.length; offset++) if (fold(bytes[at + offset] ?? 0) !== anchor[offset]) return false;
		return true;
	};

	return (bytes, from, to) => {
		const last = Math.min(bytes.length, to + window - 1);
		let end = from + window - 1;
		while (end < last) {
			const pair = ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0);
			const shift = shifts[pair] ?? 0;
			if (shift > 0) {
				end += shift;
				continue;
			}
			const at = end - window + 1;
			const index = endingWith.get(pair)?.find((candidate) => isAt(bytes, at, folded[candidate] ?? bytes));
			if (index !== undefined) return { at, index };
			end += 1;
		}
		return undefined;
	};
}

/** ASCII capitals only: in UTF-8 every other byte stands for itself. */
const fold = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);

/** A pair of lower-case bytes in every case in which it may be written. */
function spellings(first: number, second: number): readonly number[] {
	return cases(first).flatMap((one) => cases(second).map((other) => (one << 8) | other));
}

const cases = (byte: number): readonly number[] => (byte >= 0x61 && byte <= 0x7a ? [byte, byte - 0x20] : [byte]);
