import { toDer } from "../der/ber.ts";
import { DerReader } from "../der/reader.ts";
import { explicit, oid, sequence } from "../der/writer.ts";
import { Malformed } from "../malformed.ts";

/**
 * Opens a ContentInfo (RFC 5652 section 3) of this type and hands what it holds to `read`. BER is turned into DER only when the DER reader has
 * refused: that second pass costs more than reading the message, and devices nearly always send DER. Throws Malformed.
 */
export function readContentInfo<T>(bytes: Uint8Array, contentType: string, read: (content: DerReader) => T): T {
	const open = (der: Uint8Array): T => {
		const outer = new DerReader(der);
		const info = outer.sequence();
		outer.end();
		if (info.oid() !== contentType) throw new Malformed("cms", "content-type", info.offset);
		const content = info.explicit(0);
		info.end();
		const result = read(content);
		content.end();
		return result;
	};
	try {
		return open(bytes);
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		const der = toDer(bytes);
		if (der === bytes) throw error;
		return open(der);
	}
}

export function contentInfo(contentType: string, content: Uint8Array): Uint8Array {
	return sequence(oid(contentType), explicit(0, content));
}
