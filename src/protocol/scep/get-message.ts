import { Buffer } from "node:buffer";
import { Malformed } from "../malformed.ts";

/**
 * The `message` parameter of a SCEP GET (RFC 8894 section 4.1) to the bytes of the pkiMessage. Takes the value as it stands in the URL, or after one
 * percent-decoding by whoever split the URL. Throws Malformed.
 *
 * RFC 8894 asks for base64 that is then percent-encoded, but clients differ: mdmb and scepclient use the URL-safe alphabet without padding, some
 * send `+` as it is, which a form decoder turns into a space, some break lines as MIME does, some encode twice.
 */
export function decodeGetMessage(value: string): Uint8Array {
	const base64 = unescapeAtMostTwice(value)
		.replace(/[\r\n]/g, "")
		.replace(/[ -]/g, "+")
		.replace(/_/g, "/")
		.replace(/={1,2}$/, "");
	const bytes = Buffer.from(base64, "base64");
	// Node's decoder skips what it does not know; only a text that comes out again is base64.
	if (bytes.length === 0 || bytes.toString("base64").replace(/=+$/, "") !== base64) throw new Malformed("scep", "get-message-not-base64");
	return bytes;
}

function unescapeAtMostTwice(value: string): string {
	let text = value;
	for (let round = 0; round < 2 && text.includes("%"); round++) {
		try {
			text = decodeURIComponent(text);
		} catch {
			throw new Malformed("scep", "get-message-percent-encoding");
		}
	}
	return text;
}
