import { implicitOctets } from "../der/ber.ts";
import { oids } from "../der/oids.ts";
import { DerReader, tags } from "../der/reader.ts";
import { Malformed } from "../malformed.ts";
import { type CertificateIdentifier, readCertificateIdentifier } from "./certificate-identifier.ts";
import { type ContentCipher, contentCipherOf, contentCiphers } from "./content-encryption.ts";
import { readContentInfo } from "./content-info.ts";
import { type KeyTransport, readKeyTransport } from "./key-transport.ts";

/** What an EnvelopedData says (RFC 5652 section 6.1). The arrays are views on the input. */
export interface EnvelopedData {
	/** Those with key transport; other kinds of recipients are left out. */
	readonly recipients: readonly KeyTransportRecipient[];
	readonly contentType: string;
	/** Null where the algorithm is none of ours. */
	readonly cipher: ContentCipher | null;
	/** Empty if `cipher` is null. */
	readonly iv: Uint8Array;
	readonly encryptedContent: Uint8Array;
}

export interface KeyTransportRecipient {
	readonly certificate: CertificateIdentifier;
	/** Null where the algorithm is none of ours. */
	readonly transport: KeyTransport | null;
	readonly encryptedKey: Uint8Array;
}

/** Decodes an EnvelopedData in a ContentInfo, DER or BER. Throws Malformed. */
export function parseEnvelopedData(bytes: Uint8Array): EnvelopedData {
	return readContentInfo(bytes, oids.envelopedData, readEnvelopedData);
}

function readEnvelopedData(reader: DerReader): EnvelopedData {
	const enveloped = reader.sequence();
	enveloped.smallInteger();
	enveloped.optional(0xa0);
	const recipients: KeyTransportRecipient[] = [];
	const infos = enveloped.set();
	while (!infos.atEnd()) {
		const info = infos.element();
		if (info.tag === tags.sequence) recipients.push(readRecipient(DerReader.inside(info)));
	}

	const encrypted = enveloped.sequence();
	const contentType = encrypted.oid();
	const algorithm = encrypted.sequence();
	const cipher = contentCipherOf(algorithm.oid()) ?? null;
	const iv = cipher ? algorithm.octetString() : new Uint8Array(0);
	if (cipher && iv.length !== contentCiphers[cipher].blockLength) throw new Malformed("cms", "iv-length", algorithm.offset);
	const content = encrypted.optional(0x80) ?? encrypted.optional(0xa0);
	if (!content) throw new Malformed("cms", "encrypted-content-missing", encrypted.offset);
	encrypted.end();
	enveloped.optional(0xa1);
	enveloped.end();
	return { recipients, contentType, cipher, iv, encryptedContent: implicitOctets(content) };
}

function readRecipient(reader: DerReader): KeyTransportRecipient {
	reader.smallInteger();
	const certificate = readCertificateIdentifier(reader);
	const transport = readKeyTransport(reader.sequence()) ?? null;
	const encryptedKey = reader.octetString();
	reader.end();
	return { certificate, transport, encryptedKey };
}
