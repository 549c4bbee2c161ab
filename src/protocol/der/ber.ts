import { Buffer } from "node:buffer";
import { Malformed } from "../malformed.ts";
import { DerReader, type Element, tags } from "./reader.ts";

/** What becomes of an element in the output. */
const primitive = 0;
const constructed = 1;
/** Inside a constructed OCTET STRING: only the content is kept. */
const segment = 2;
const constructedSegment = 3;

interface Frame {
	/** Index of its node; its own content length is known only when it closes. */
	readonly node: number;
	/** Where its content must end: its own end, or for an indefinite length that of what encloses it. */
	readonly end: number;
	readonly indefinite: boolean;
	/** It is an OCTET STRING in pieces, or a piece of one. */
	readonly joins: boolean;
	length: number;
}

/**
 * Turns BER into definite, minimal DER lengths, and OCTET STRINGs in pieces into one: Apple's devices and OpenSSL's streaming send CMS so.
 * Returns the very input when nothing has to change. It does not sort SETs nor touch the content of primitives, and leaves an implicitly
 * tagged OCTET STRING in pieces (`[0]` of EncryptedContentInfo) as it is, since no reader can tell it from an explicit tag without the
 * schema: `implicitOctets` joins it.
 *
 * One pass over the input with a stack of at most `maxDepth` frames and one over what it found: linear, also for indefinite lengths within
 * indefinite lengths. Throws `Malformed("der", …)` on anything else, bytes after the outermost element included.
 */
export function toDer(bytes: Uint8Array, options: { maxDepth?: number } = {}): Uint8Array {
	const maxDepth = options.maxDepth ?? 32;
	// One node an element, in the order of the input: kind, tag, where its content begins, and how long that becomes.
	const kinds: number[] = [];
	const identifiers: number[] = [];
	const starts: number[] = [];
	const lengths: number[] = [];
	const frames: Frame[] = [];
	let frame: Frame | undefined;
	let changed = false;
	let position = 0;

	const close = (): void => {
		if (!frame) return;
		lengths[frame.node] = frame.length;
		const size = (kinds[frame.node] === constructedSegment ? 0 : headerSize(frame.length)) + frame.length;
		frames.pop();
		frame = frames.at(-1);
		if (frame) frame.length += size;
	};

	do {
		const offset = position;
		const limit = frame ? frame.end : bytes.length;
		const tag = position < limit ? bytes[position++] : undefined;
		const first = position < limit ? bytes[position++] : undefined;
		if (tag === undefined || first === undefined) throw new Malformed("der", "truncated", offset);
		if (tag === 0) {
			if (first !== 0 || !frame?.indefinite) throw new Malformed("der", "end-of-contents", offset);
			close();
		} else {
			if ((tag & 0x1f) === 0x1f) throw new Malformed("der", "high-tag", offset);
			const isConstructed = (tag & 0x20) !== 0;
			const inPieces = tag === (tags.octetString | 0x20);
			if (frame?.joins && !inPieces && tag !== tags.octetString) throw new Malformed("der", "constructed-octet-string", offset);
			const indefinite = first === 0x80;
			let length = first;
			if (indefinite) {
				if (!isConstructed) throw new Malformed("der", "indefinite-primitive", offset);
				changed = true;
			} else if (first > 0x80) {
				if (first === 0xff) throw new Malformed("der", "length", offset);
				length = 0;
				for (let octets = first & 0x7f; octets > 0; octets--) {
					const octet = position < limit ? bytes[position++] : undefined;
					if (octet === undefined) throw new Malformed("der", "truncated", offset);
					length = length * 256 + octet;
					if (length > bytes.length) throw new Malformed("der", "truncated", offset);
				}
				if (position - offset !== headerSize(length)) changed = true;
			}
			if (!indefinite && length > limit - position) throw new Malformed("der", "truncated", offset);
			const joined = frame?.joins === true;
			const node = kinds.length;
			kinds.push(isConstructed ? (joined ? constructedSegment : constructed) : joined ? segment : primitive);
			identifiers.push(inPieces ? tags.octetString : tag);
			starts.push(position);
			lengths.push(length);
			if (isConstructed) {
				if (frames.length >= maxDepth) throw new Malformed("der", "too-deep", offset);
				if (inPieces) changed = true;
				frame = { node, end: indefinite ? limit : position + length, indefinite, joins: inPieces, length: 0 };
				frames.push(frame);
			} else {
				position += length;
				if (frame) frame.length += joined ? length : headerSize(length) + length;
			}
		}
		while (frame && !frame.indefinite && position === frame.end) close();
	} while (frame);

	if (position !== bytes.length) throw new Malformed("der", "trailing-bytes", position);
	if (!changed) return bytes;
	const whole = lengths[0] ?? 0;
	const out = Buffer.allocUnsafe(headerSize(whole) + whole);
	let at = 0;
	for (const [node, kind] of kinds.entries()) {
		const length = lengths[node] ?? 0;
		if (kind === primitive || kind === constructed) at = writeHeader(out, at, identifiers[node] ?? 0, length);
		if (kind === primitive || kind === segment) {
			const start = starts[node] ?? 0;
			out.set(bytes.subarray(start, start + length), at);
			at += length;
		}
	}
	return out;
}

/**
 * The content of an OCTET STRING under an implicit context tag, as `encryptedContent` has it (RFC 5652 section 6.1): as it stands when primitive,
 * its pieces joined when constructed. The element must have been through `toDer`.
 */
export function implicitOctets(element: Element): Uint8Array {
	if ((element.tag & 0x20) === 0) return element.content;
	const pieces: Uint8Array[] = [];
	const reader = DerReader.inside(element);
	while (!reader.atEnd()) pieces.push(reader.octetString());
	return Buffer.concat(pieces);
}

function headerSize(length: number): number {
	return length < 0x80 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : length < 0x1000000 ? 5 : 6;
}

function writeHeader(out: Buffer, at: number, tag: number, length: number): number {
	const octets = headerSize(length) - 2;
	out[at] = tag;
	out[at + 1] = octets === 0 ? length : 0x80 | octets;
	if (octets > 0) out.writeUIntBE(length, at + 2, octets);
	return at + 2 + octets;
}
