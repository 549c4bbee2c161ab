import { Buffer } from "node:buffer";
import { DerReader, type Element, tags } from "../der/reader.ts";
import { octetString } from "../der/writer.ts";

const pieceLength = 1000;

/**
 * A CMS message in DER as a writer sends it that does not know its length beforehand: indefinite lengths around a content in pieces. OpenSSL's
 * streaming, Apple's device service and some devices write so. Signatures and certificates in it stay as they are. For tests and stand-ins.
 */
export function streamingForm(cms: Uint8Array): Uint8Array {
	const info = elements(new DerReader(cms).sequence()).map((element) => {
		if (element.tag !== 0xa0) return element.whole;
		const message = DerReader.inside(element).sequence();
		return indefinite(0xa0, indefinite(tags.sequence, ...elements(message).map(withContentInPieces)));
	});
	return indefinite(tags.sequence, ...info);
}

/** SignedData and EnvelopedData have one SEQUENCE at this level: the one with the content (RFC 5652 sections 5.1 and 6.1). */
function withContentInPieces(element: Element): Uint8Array {
	if (element.tag !== tags.sequence) return element.whole;
	const parts = elements(DerReader.inside(element)).map((part) => {
		if (part.tag === 0x80) return indefinite(0xa0, ...pieces(part.content));
		if (part.tag !== 0xa0) return part.whole;
		return indefinite(0xa0, indefinite(tags.octetString | 0x20, ...pieces(DerReader.inside(part).octetString())));
	});
	return indefinite(tags.sequence, ...parts);
}

function pieces(content: Uint8Array): Uint8Array[] {
	const count = Math.ceil(content.length / pieceLength);
	return Array.from({ length: count }, (_, index) => octetString(content.subarray(index * pieceLength, (index + 1) * pieceLength)));
}

function elements(reader: DerReader): Element[] {
	const all: Element[] = [];
	while (!reader.atEnd()) all.push(reader.element());
	return all;
}

function indefinite(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
	return Buffer.concat([Uint8Array.of(tag, 0x80), ...parts, Uint8Array.of(0, 0)]);
}
