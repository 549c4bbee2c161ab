import { Buffer } from "node:buffer";
import { Malformed } from "../malformed.ts";

// ignoreBOM: a leading U+FEFF is part of the text, and dropping it would make two names equal that are not.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The content octets of a character string. PrintableString, IA5String, NumericString and VisibleString are held to ASCII only, not to their
 * narrower alphabets: certificates with `*`, `@` or `_` in a PrintableString are common, and Apple's and OpenSSL's readers take them.
 */
export function decodeString(tag: number, content: Uint8Array, offset = -1): string {
	const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
	switch (tag) {
		case 0x0c:
			try {
				return utf8.decode(content);
			} catch {
				throw new Malformed("der", "invalid-utf8", offset);
			}
		case 0x12:
		case 0x13:
		case 0x16:
		case 0x1a:
			if (bytes.some((octet) => octet >= 0x80)) throw new Malformed("der", "invalid-string", offset);
			return bytes.toString("latin1");
		case 0x14:
			// T.61 in name, Latin-1 in the practice of every writer of certificates.
			return bytes.toString("latin1");
		case 0x1c:
			return decodeUnits(bytes, 4, offset);
		case 0x1e:
			return decodeUnits(bytes, 2, offset);
		default:
			throw new Malformed("der", "unexpected-tag", offset);
	}
}

function decodeUnits(bytes: Buffer, width: 2 | 4, offset: number): string {
	if (bytes.length % width !== 0) throw new Malformed("der", "invalid-string", offset);
	const parts: string[] = [];
	for (let i = 0; i < bytes.length; i += width) {
		const point = bytes.readUIntBE(i, width);
		if (point > 0x10ffff) throw new Malformed("der", "invalid-string", offset);
		parts.push(width === 2 ? String.fromCharCode(point) : String.fromCodePoint(point));
	}
	const text = parts.join("");
	// BMPString has no surrogates by the letter, but writers put UTF-16 into it; only halves are refused.
	if (!text.isWellFormed()) throw new Malformed("der", "invalid-string", offset);
	return text;
}
