import { Buffer } from "node:buffer";
import { encodeOid } from "./oid-content.ts";
import { tags } from "./reader.ts";

// What these functions refuse comes from our own code, so they throw RangeError, not Malformed.

/** Any element: identifier octet, minimal length, content. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
	let length = 0;
	for (const part of parts) length += part.length;
	const octets = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
	const out = Buffer.allocUnsafe(2 + octets + length);
	out[0] = tag;
	out[1] = octets === 0 ? length : 0x80 | octets;
	if (octets > 0) out.writeUIntBE(length, 2, octets);
	let at = 2 + octets;
	for (const part of parts) {
		out.set(part, at);
		at += part.length;
	}
	return out;
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
	return tlv(tags.sequence, ...parts);
}

/** A SET with its parts in the order given. */
export function set(...parts: readonly Uint8Array[]): Buffer {
	return tlv(tags.set, ...parts);
}

/** A SET OF: sorted by their encodings (X.690 section 11.6). */
export function setOf(parts: readonly Uint8Array[]): Buffer {
	return tlv(tags.set, ...parts.toSorted((a, b) => Buffer.compare(a, b)));
}

/** `[n] EXPLICIT`. */
export function explicit(n: number, ...parts: readonly Uint8Array[]): Buffer {
	return tlv(0xa0 | contextNumber(n), ...parts);
}

/** `[n] IMPLICIT`: gives an encoded element a context tag and keeps whether it is constructed. */
export function implicit(n: number, whole: Uint8Array): Buffer {
	const out = Buffer.from(whole);
	out[0] = 0x80 | contextNumber(n) | ((whole[0] ?? 0) & 0x20);
	return out;
}

/** `[n] IMPLICIT` over bare content octets. */
export function contextPrimitive(n: number, content: Uint8Array): Buffer {
	return tlv(0x80 | contextNumber(n), content);
}

/** A whole number that is not negative; octets are an unsigned magnitude, big-endian, with or without leading zeros. */
export function integer(value: number | bigint | Uint8Array): Buffer {
	const magnitude = value instanceof Uint8Array ? value : magnitudeOf(value);
	let start = 0;
	while (start < magnitude.length - 1 && magnitude[start] === 0) start++;
	const minimal = magnitude.subarray(start);
	// A set first bit would make it negative.
	const sign = minimal.length === 0 || (minimal[0] ?? 0) >= 0x80 ? [0] : [];
	return tlv(tags.integer, Uint8Array.from(sign), minimal);
}

export function oid(dotted: string): Buffer {
	return tlv(tags.oid, encodeOid(dotted));
}

export function octetString(content: Uint8Array): Buffer {
	return tlv(tags.octetString, content);
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
	return tlv(tags.bitString, Uint8Array.of(unusedBits), bytes);
}

export function utf8String(text: string): Buffer {
	if (!text.isWellFormed()) throw new RangeError("half a surrogate pair");
	return tlv(tags.utf8String, Buffer.from(text, "utf8"));
}

/** Whether a PrintableString can hold it (X.680 section 41.4). */
export function isPrintable(text: string): boolean {
	return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text);
}

export function printableString(text: string): Buffer {
	if (!isPrintable(text)) throw new RangeError("not a PrintableString");
	return tlv(tags.printableString, Buffer.from(text, "latin1"));
}

export function ia5String(text: string): Buffer {
	if (!isAscii(text)) throw new RangeError("not an IA5String");
	return tlv(tags.ia5String, Buffer.from(text, "latin1"));
}

export function bmpString(text: string): Buffer {
	if (!text.isWellFormed()) throw new RangeError("half a surrogate pair");
	return tlv(tags.bmpString, Buffer.from(text, "utf16le").swap16());
}

/** UTCTime for 1950 to 2049, else GeneralizedTime (RFC 5280 section 4.1.2.5). Milliseconds are cut off. */
export function time(ms: number): Buffer {
	const year = new Date(ms).getUTCFullYear();
	if (year < 1950 || year > 2049) return generalizedTime(ms);
	return tlv(tags.utcTime, Buffer.from(digits(ms).slice(2), "latin1"));
}

export function generalizedTime(ms: number): Buffer {
	return tlv(tags.generalizedTime, Buffer.from(digits(ms), "latin1"));
}

export function boolean(value: boolean): Buffer {
	return tlv(tags.boolean, Uint8Array.of(value ? 0xff : 0));
}

export function nullValue(): Buffer {
	return tlv(tags.null);
}

function contextNumber(n: number): number {
	if (!Number.isInteger(n) || n < 0 || n > 30) throw new RangeError("context tag number out of range");
	return n;
}

function magnitudeOf(value: number | bigint): Buffer {
	if (value < 0 || (typeof value === "number" && !Number.isSafeInteger(value))) throw new RangeError("not a natural number");
	const hex = value.toString(16);
	return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

function isAscii(text: string): boolean {
	return Buffer.byteLength(text, "utf8") === text.length;
}

function digits(ms: number): string {
	const year = new Date(ms).getUTCFullYear();
	if (!(year >= 0 && year <= 9999)) throw new RangeError("no four-digit year");
	return `${new Date(ms).toISOString().slice(0, 19).replace(/\D/g, "")}Z`;
}
