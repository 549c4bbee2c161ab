import { Buffer } from "node:buffer";
import { Malformed } from "../malformed.ts";

/**
 * All blocks of this label, in order; none gives an empty list. Takes either line end, text around and between the blocks (`openssl x509 -text`
 * writes such, and Apple's files begin with it) and spaces at line ends. Throws `Malformed("x509", "pem-…")` for a block that does not end, is
 * encrypted, or is not base64.
 */
export function pemToDer(text: string, label: string): Buffer[] {
	const begin = `-----BEGIN ${label}-----`;
	const end = `-----END ${label}-----`;
	const blocks: Buffer[] = [];
	let position = text.indexOf(begin);
	while (position !== -1) {
		const start = position + begin.length;
		const stop = text.indexOf(end, start);
		if (stop === -1) throw new Malformed("x509", "pem-truncated", position);
		const body = text.slice(start, stop);
		// RFC 1421's headers: only encrypted keys have them.
		if (body.includes(":")) throw new Malformed("x509", "pem-encrypted", position);
		const base64 = body.replace(/\s+/g, "");
		if (!isBase64(base64)) throw new Malformed("x509", "pem-base64", position);
		blocks.push(Buffer.from(base64, "base64"));
		position = text.indexOf(begin, stop + end.length);
	}
	return blocks;
}

/** One block, lines of 64 characters, with a final line end. */
export function derToPem(der: Uint8Array, label: string): string {
	const base64 = Buffer.from(der).toString("base64");
	const lines = base64.match(/.{1,64}/g) ?? [];
	return `${[`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join("\n")}\n`;
}

/** Buffer.from passes over what is no base64, and would make a damaged file into another file. */
function isBase64(text: string): boolean {
	return text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
