import { Malformed } from "../malformed.ts";
import { decodeOid } from "./oid-content.ts";
import { decodeString } from "./string-content.ts";
import { decodeTime } from "./time-content.ts";

/** One tag-length-value. The arrays are views on the input, not copies. */
export interface Element {
	/** The identifier octet; tag numbers above 30 are refused, nothing in CMS, X.509 or SCEP has one. */
	readonly tag: number;
	readonly content: Uint8Array;
	/** With its header: what signatures and fingerprints are made over. */
	readonly whole: Uint8Array;
	/** Of the header, in the outermost input. */
	readonly offset: number;
}

/** Identifier octets of the universal types that the protocols use. */
export const tags = {
	boolean: 0x01,
	integer: 0x02,
	bitString: 0x03,
	octetString: 0x04,
	null: 0x05,
	oid: 0x06,
	enumerated: 0x0a,
	utf8String: 0x0c,
	numericString: 0x12,
	printableString: 0x13,
	teletexString: 0x14,
	ia5String: 0x16,
	utcTime: 0x17,
	generalizedTime: 0x18,
	visibleString: 0x1a,
	universalString: 0x1c,
	bmpString: 0x1e,
	sequence: 0x30,
	set: 0x31,
} as const;

const stringTags: ReadonlySet<number> = new Set([
	tags.utf8String,
	tags.numericString,
	tags.printableString,
	tags.teletexString,
	tags.ia5String,
	tags.visibleString,
	tags.universalString,
	tags.bmpString,
]);

/**
 * Reads DER (X.690 section 10) from front to back. Every method throws `Malformed("der", kind, offset)` on anything else, and nothing else.
 * It never recurses and looks at no octet twice, so the caller's own structure bounds the work. BER goes through `toDer` first.
 */
export class DerReader {
	readonly #bytes: Uint8Array;
	/** Where `bytes` begins in the outermost input, so that errors name a place that a person can find with `openssl asn1parse`. */
	readonly #base: number;
	#position = 0;

	constructor(bytes: Uint8Array, base = 0) {
		this.#bytes = bytes;
		this.#base = base;
	}

	/** A reader over what an element holds, which keeps the offsets of the outermost input. */
	static inside(element: Element): DerReader {
		return new DerReader(element.content, element.offset + element.whole.length - element.content.length);
	}

	atEnd(): boolean {
		return this.#position >= this.#bytes.length;
	}

	/** The next identifier octet, -1 at the end. */
	peek(): number {
		return this.#bytes[this.#position] ?? -1;
	}

	/** Where the next element begins, in the outermost input. */
	get offset(): number {
		return this.#base + this.#position;
	}

	/** What is left, as it stands. */
	rest(): Uint8Array {
		return this.#bytes.subarray(this.#position);
	}

	/** The next element, whatever it is. */
	element(): Element {
		const bytes = this.#bytes;
		const start = this.#position;
		const offset = this.#base + start;
		const tag = bytes[start];
		const first = bytes[start + 1];
		if (tag === undefined || first === undefined) throw new Malformed("der", "truncated", offset);
		if ((tag & 0x1f) === 0x1f) throw new Malformed("der", "high-tag", offset);
		if (tag === 0) throw new Malformed("der", "end-of-contents", offset);
		let position = start + 2;
		let length = first;
		if (first >= 0x80) {
			const octets = first & 0x7f;
			if (octets === 0) throw new Malformed("der", "indefinite-length", offset);
			if (octets > 4) throw new Malformed("der", "length-too-large", offset);
			length = 0;
			for (let i = 0; i < octets; i++) {
				const octet = bytes[position++];
				if (octet === undefined) throw new Malformed("der", "truncated", offset);
				length = length * 256 + octet;
			}
			if (length < 0x80 || length < 256 ** (octets - 1)) throw new Malformed("der", "non-minimal-length", offset);
		}
		const end = position + length;
		if (end > bytes.length) throw new Malformed("der", "truncated", offset);
		this.#position = end;
		return { tag, content: bytes.subarray(position, end), whole: bytes.subarray(start, end), offset };
	}

	expect(tag: number): Element {
		const next = this.peek();
		if (next === -1) throw new Malformed("der", "missing-element", this.offset);
		if (next !== tag) throw new Malformed("der", "unexpected-tag", this.offset);
		return this.element();
	}

	/** The next element if it has this tag; otherwise nothing is consumed. */
	optional(tag: number): Element | undefined {
		return this.peek() === tag ? this.element() : undefined;
	}

	sequence(): DerReader {
		return DerReader.inside(this.expect(tags.sequence));
	}

	set(): DerReader {
		return DerReader.inside(this.expect(tags.set));
	}

	/** Context `[n]`, constructed: a reader over its content. */
	explicit(n: number): DerReader {
		return DerReader.inside(this.expect(0xa0 | n));
	}

	optionalExplicit(n: number): DerReader | undefined {
		return this.peek() === (0xa0 | n) ? this.explicit(n) : undefined;
	}

	/** Two's complement content octets, in their one minimal encoding (X.690 section 8.3.2). */
	integer(): Uint8Array {
		const { content, offset } = this.expect(tags.integer);
		const [first, second] = content;
		if (first === undefined) throw new Malformed("der", "empty-integer", offset);
		if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
			throw new Malformed("der", "non-minimal-integer", offset);
		}
		return content;
	}

	/** An integer from -2^31 to 2^31 - 1. */
	smallInteger(): number {
		const offset = this.offset;
		const content = this.integer();
		if (content.length > 4) throw new Malformed("der", "integer-too-large", offset);
		let value = (content[0] ?? 0) >= 0x80 ? -1 : 0;
		for (const octet of content) value = (value << 8) | octet;
		return value;
	}

	/** Dotted decimal. */
	oid(): string {
		const { content, offset } = this.expect(tags.oid);
		return decodeOid(content, offset);
	}

	octetString(): Uint8Array {
		return this.expect(tags.octetString).content;
	}

	/** A bit string of whole octets, as signatures and keys are. */
	bitString(): Uint8Array {
		const offset = this.offset;
		const { bytes, unusedBits } = this.bits();
		if (unusedBits !== 0) throw new Malformed("der", "unused-bits", offset);
		return bytes;
	}

	/** A bit string of any length; the unused bits are zero, as DER demands (X.690 section 11.2.1). */
	bits(): { bytes: Uint8Array; unusedBits: number } {
		const { content, offset } = this.expect(tags.bitString);
		const unusedBits = content[0];
		const last = content[content.length - 1];
		if (unusedBits === undefined || last === undefined) throw new Malformed("der", "empty-bit-string", offset);
		if (unusedBits > 7 || (unusedBits > 0 && (content.length === 1 || (last & ((1 << unusedBits) - 1)) !== 0))) {
			throw new Malformed("der", "unused-bits", offset);
		}
		return { bytes: content.subarray(1), unusedBits };
	}

	boolean(): boolean {
		const { content, offset } = this.expect(tags.boolean);
		if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new Malformed("der", "boolean", offset);
		return content[0] === 0xff;
	}

	nullValue(): void {
		const { content, offset } = this.expect(tags.null);
		if (content.length !== 0) throw new Malformed("der", "null", offset);
	}

	/** Whether the next element is one that `string` reads. */
	atString(): boolean {
		return stringTags.has(this.peek());
	}

	/** Any of the character strings, as text. */
	string(): string {
		if (this.atEnd()) throw new Malformed("der", "missing-element", this.offset);
		if (!this.atString()) throw new Malformed("der", "unexpected-tag", this.offset);
		const { tag, content, offset } = this.element();
		return decodeString(tag, content, offset);
	}

	/** UTCTime or GeneralizedTime, in epoch milliseconds. */
	time(): number {
		const tag = this.peek();
		const { content, offset } = this.expect(tag === tags.generalizedTime ? tag : tags.utcTime);
		return decodeTime(tag, content, offset);
	}

	/** Nothing may be left. */
	end(): void {
		if (!this.atEnd()) throw new Malformed("der", "trailing-bytes", this.offset);
	}
}
