import { Buffer } from "node:buffer";
import { PlistReal } from "./value.ts";

/** The text of `<integer>`, `<real>`, `<date>` and `<data>` as values; undefined where the text is none. All are linear in the length of the text. */

const INTEGER = /^[\t\n\r ]*([+-]?)(?:0[xX]([0-9a-fA-F]{1,16})|0*([0-9]{1,20}))[\t\n\r ]*$/;
const REAL = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const NOT_FINITE = new Map([
	["nan", Number.NaN],
	["inf", Number.POSITIVE_INFINITY],
	["+inf", Number.POSITIVE_INFINITY],
	["-inf", Number.NEGATIVE_INFINITY],
	["infinity", Number.POSITIVE_INFINITY],
	["+infinity", Number.POSITIVE_INFINITY],
	["-infinity", Number.NEGATIVE_INFINITY],
]);
const DATE = /^[\t\n\r ]*([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})Z[\t\n\r ]*$/;
const WHITESPACE = /[\t\n\r ]+/g;
const NOT_BASE64 = /[^A-Za-z0-9+/]/;
const LONGEST_NUMBER = 400;

/**
 * Decimal or, as CoreFoundation's parser accepts, hexadecimal with 0x; from -2^63 to 2^64-1. Beyond 53 bits a bigint, so that nothing is rounded.
 */
export function readInteger(text: string): number | bigint | undefined {
	if (text.length > LONGEST_NUMBER) return undefined;
	const match = INTEGER.exec(text);
	if (match === null) return undefined;
	const [, sign, hexadecimal, decimal] = match;
	if (decimal !== undefined && decimal.length < 16) return sign === "-" ? 0 - Number(decimal) : Number(decimal);
	const magnitude = BigInt(hexadecimal === undefined ? `${decimal}` : `0x${hexadecimal}`);
	if (magnitude > (sign === "-" ? 2n ** 63n : 2n ** 64n - 1n)) return undefined;
	const value = sign === "-" ? -magnitude : magnitude;
	return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** Decimal with or without exponent, or CoreFoundation's words for what is not finite; a literal too large for a double is refused. */
export function readReal(text: string): PlistReal | undefined {
	if (text.length > LONGEST_NUMBER) return undefined;
	const trimmed = text.trim();
	if (REAL.test(trimmed)) {
		const real = Number(trimmed);
		return Number.isFinite(real) ? new PlistReal(real) : undefined;
	}
	const real = NOT_FINITE.get(trimmed.toLowerCase());
	return real === undefined ? undefined : new PlistReal(real);
}

/** `YYYY-MM-DDTHH:MM:SSZ` and nothing else, as CoreFoundation; 30 February and 24:00 are refused. */
export function readDate(text: string): Date | undefined {
	if (text.length > LONGEST_NUMBER) return undefined;
	const written = DATE.exec(text)?.[1];
	if (written === undefined) return undefined;
	const date = new Date(`${written}Z`);
	// Date rolls 30 February over to March: only a date that reads back as written is one.
	return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 19) !== written ? undefined : date;
}

/** Base64 with padding and any white space between; the URL alphabet, missing padding and stray characters are refused. */
export function readData(text: string): Buffer | undefined {
	const packed = text.replace(WHITESPACE, "");
	const length = packed.length;
	if (length % 4 !== 0) return undefined;
	const padding = length === 0 || packed.charCodeAt(length - 1) !== 61 ? 0 : packed.charCodeAt(length - 2) === 61 ? 2 : 1;
	if (NOT_BASE64.test(padding === 0 ? packed : packed.slice(0, length - padding))) return undefined;
	return Buffer.from(packed, "base64");
}
