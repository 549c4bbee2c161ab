/**
 * A QR code (ISO/IEC 18004) of a short text: byte mode, error correction M, versions 1 to 6. That holds 106 bytes, enough for an address, and spares
 * the version fields and the further alignment patterns of larger ones.
 */

/** By version from 1: data codewords in all, error correction codewords in each block, blocks. ISO/IEC 18004 table 9, level M. */
const versions = [
	{ data: 16, correction: 10, blocks: 1 },
	{ data: 28, correction: 16, blocks: 1 },
	{ data: 44, correction: 26, blocks: 1 },
	{ data: 64, correction: 18, blocks: 2 },
	{ data: 86, correction: 24, blocks: 2 },
	{ data: 108, correction: 16, blocks: 4 },
] as const;

/** True is dark. Undefined when the text is too long. Without the quiet zone of 4 modules, which the drawing adds. */
export function qrCode(text: string): readonly (readonly boolean[])[] | undefined {
	const bytes = Buffer.from(text, "utf8");
	const index = versions.findIndex(({ data }) => bytes.length + 2 <= data);
	const version = versions[index];
	if (version === undefined) return undefined;
	const codewords = interleave(dataCodewords(bytes, version.data), version);
	const size = 21 + index * 4;
	let best: { readonly modules: boolean[][]; readonly penalty: number } | undefined;
	for (const [number, mask] of masks.entries()) {
		const modules = draw(size, codewords, number, mask);
		const penalty = penaltyOf(modules);
		if (best === undefined || penalty < best.penalty) best = { modules, penalty };
	}
	return best?.modules;
}

function dataCodewords(bytes: Buffer, capacity: number): number[] {
	// Mode 0100 (bytes), the length in 8 bits, the bytes, 0000 to end: everything is shifted by half a byte.
	const stream = [0x4, bytes.length >> 4, bytes.length & 15, ...[...bytes].flatMap((byte) => [byte >> 4, byte & 15]), 0];
	const words: number[] = [];
	for (let i = 0; i < stream.length; i += 2) words.push(((stream[i] ?? 0) << 4) | (stream[i + 1] ?? 0));
	for (let pad = 0xec; words.length < capacity; pad ^= 0xec ^ 0x11) words.push(pad);
	return words;
}

/** Blocks of nearly equal length, the longer ones last; first all data column by column, then all correction. Section 7.6. */
function interleave(data: readonly number[], { correction, blocks }: (typeof versions)[number]): number[] {
	const short = Math.floor(data.length / blocks);
	const longer = data.length % blocks;
	let begin = 0;
	const parts = Array.from({ length: blocks }, (_, index) => {
		const end = begin + short + (index >= blocks - longer ? 1 : 0);
		const part = data.slice(begin, end);
		begin = end;
		return { part, check: remainder(part, correction) };
	});
	const columns = (length: number, of: (block: (typeof parts)[number]) => readonly number[]) =>
		Array.from({ length }, (_, column) => parts.flatMap((block) => of(block)[column] ?? [])).flat();
	return [...columns(short + 1, ({ part }) => part), ...columns(correction, ({ check }) => check)];
}

/** Reed-Solomon over GF(256) with x^8 + x^4 + x^3 + x^2 + 1. */
function remainder(data: readonly number[], degree: number): number[] {
	const generator = [...Array<number>(degree - 1).fill(0), 1];
	for (let i = 0, root = 1; i < degree; i++, root = multiply(root, 2)) {
		for (let j = 0; j < degree; j++) generator[j] = multiply(generator[j] ?? 0, root) ^ (generator[j + 1] ?? 0);
	}
	const rest = Array<number>(degree).fill(0);
	for (const word of data) {
		const factor = word ^ (rest.shift() ?? 0);
		rest.push(0);
		for (const [j, coefficient] of generator.entries()) rest[j] = (rest[j] ?? 0) ^ multiply(coefficient, factor);
	}
	return rest;
}

function multiply(a: number, b: number): number {
	let product = 0;
	for (let bit = 7; bit >= 0; bit--) product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((b >> bit) & 1) * a);
	return product;
}

type Mask = (row: number, column: number) => boolean;

/** Section 7.8.2, in the order of their numbers. */
const masks: readonly Mask[] = [
	(r, c) => (r + c) % 2 === 0,
	(r) => r % 2 === 0,
	(_, c) => c % 3 === 0,
	(r, c) => (r + c) % 3 === 0,
	(r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
	(r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
	(r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
	(r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

function draw(size: number, codewords: readonly number[], maskNumber: number, mask: Mask): boolean[][] {
	const modules = Array.from({ length: size }, () => Array<boolean | undefined>(size).fill(undefined));
	const set = (row: number, column: number, dark: boolean) => {
		const line = modules[row];
		if (line !== undefined && column >= 0 && column < size) line[column] = dark;
	};
	// Squares of rings around a centre; a finder's ring 4 is its light separator.
	const rings = (row: number, column: number, reach: number, light: readonly number[]) => {
		for (let dr = -reach; dr <= reach; dr++) {
			for (let dc = -reach; dc <= reach; dc++) set(row + dr, column + dc, !light.includes(Math.max(Math.abs(dr), Math.abs(dc))));
		}
	};
	for (let i = 0; i < size; i++) {
		set(6, i, i % 2 === 0);
		set(i, 6, i % 2 === 0);
	}
	for (const [row, column] of [
		[3, 3],
		[3, size - 4],
		[size - 4, 3],
	] as const)
		rings(row, column, 4, [2, 4]);
	if (size > 21) rings(size - 7, size - 7, 2, [1]);
	const format = formatBits(maskNumber);
	for (let i = 0; i < 15; i++) {
		const dark = ((format >> i) & 1) === 1;
		// Twice: around the upper left finder, and split between the other two. Figure 25.
		set(i < 6 ? i : i < 8 ? i + 1 : 8, i < 8 ? 8 : i === 8 ? 7 : 14 - i, dark);
		set(i < 8 ? 8 : size - 15 + i, i < 8 ? size - 1 - i : 8, dark);
	}
	set(size - 8, 8, true);
	const bits = codewords.flatMap((word) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => ((word >> bit) & 1) === 1));
	let next = 0;
	for (let right = size - 1; right >= 1; right -= 2) {
		// The vertical timing pattern's column is skipped; pairs of columns go up, then down.
		if (right === 6) right = 5;
		const upward = ((right + 1) & 2) === 0;
		for (let step = 0; step < size; step++) {
			const row = upward ? size - 1 - step : step;
			for (const column of [right, right - 1]) {
				if (modules[row]?.[column] === undefined) set(row, column, (bits[next++] ?? false) !== mask(row, column));
			}
		}
	}
	return modules.map((row) => row.map((dark) => dark === true));
}

/** Level M is 00; BCH (15,5) and the fixed mask of section 7.9. */
function formatBits(maskNumber: number): number {
	let rest = maskNumber;
	for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
	return ((maskNumber << 10) | rest) ^ 0x5412;
}

/** Section 7.8.3: long runs, blocks of four, what looks like a finder, and too much of one colour. */
function penaltyOf(modules: readonly (readonly boolean[])[]): number {
	const size = modules.length;
	const line = (cells: readonly (boolean | undefined)[]) => cells.map((dark) => (dark ? "1" : "0")).join("");
	const rows = modules.map(line);
	const lines = [...rows, ...rows.map((_, column) => line(modules.map((row) => row[column])))];
	let penalty = 0;
	for (const text of lines) {
		for (const [run] of text.matchAll(/(.)\1{4,}/g)) penalty += run.length - 2;
		penalty += 40 * [...text.matchAll(/(?=10111010000|00001011101)/g)].length;
	}
	for (let row = 0; row + 1 < size; row++) {
		for (let column = 0; column + 1 < size; column++) {
			const four = `${rows[row]?.slice(column, column + 2)}${rows[row + 1]?.slice(column, column + 2)}`;
			if (four === "0000" || four === "1111") penalty += 3;
		}
	}
	const dark = modules.flat().filter(Boolean).length / (size * size);
	return penalty + 10 * Math.floor(Math.abs(dark * 20 - 10));
}
