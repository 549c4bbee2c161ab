import { oids } from "../der/oids.ts";
import { DerReader, tags } from "../der/reader.ts";
import { Malformed } from "../malformed.ts";
import { type CertificateIdentifier, readCertificateIdentifier } from "./certificate-identifier.ts";
import { readContentInfo } from "./content-info.ts";

/** What a SignedData says (RFC 5652 section 5.1). Nothing in it is verified: `verifySignedData` does that. The arrays are views on the input. */
export interface SignedData {
	readonly contentType: string;
	/** Null when the signature is detached, or nothing is signed. */
	readonly content: Uint8Array | null;
	/** DER, in the order of the message. */
	readonly certificates: readonly Uint8Array[];
	readonly signers: readonly SignerInfo[];
}

export interface SignerInfo {
	readonly certificate: CertificateIdentifier;
	readonly digestAlgorithm: string;
	readonly signatureAlgorithm: string;
	readonly signature: Uint8Array;
	readonly signedAttributes: SignedAttributes | null;
}

export interface SignedAttributes {
	/** The `[0]` element as it was sent. */
	readonly whole: Uint8Array;
	/** Each attribute as it was sent. */
	readonly parts: readonly Uint8Array[];
	/** By type, the value with its header. Attributes that have not exactly one value are left out: none that is read here may have several. */
	readonly values: ReadonlyMap<string, Uint8Array>;
}

/** A chain has four or five. Looking through a bag of thousands of tiny elements, none of which is a certificate, would take a fifth of a second. */
const mostCertificates = 100;

/**
 * Decodes a SignedData in a ContentInfo, DER or BER, with its content or without. CRLs, certificates of other kinds than X.509 and unsigned
 * attributes are passed over. Throws Malformed.
 */
export function parseSignedData(bytes: Uint8Array): SignedData {
	return readContentInfo(bytes, oids.signedData, readSignedData);
}

function readSignedData(reader: DerReader): SignedData {
	const signed = reader.sequence();
	readVersion(signed);
	signed.expect(tags.set);
	const encapsulated = signed.sequence();
	const contentType = encapsulated.oid();
	const explicit = encapsulated.optionalExplicit(0);
	const content = explicit?.octetString() ?? null;
	explicit?.end();
	encapsulated.end();

	const certificates: Uint8Array[] = [];
	const bag = signed.optionalExplicit(0);
	while (bag && !bag.atEnd()) {
		const certificate = bag.element();
		if (certificates.length >= mostCertificates) throw new Malformed("cms", "too-many-certificates", certificate.offset);
		if (certificate.tag === tags.sequence) certificates.push(certificate.whole);
	}
	signed.optional(0xa1);

	const signers: SignerInfo[] = [];
	const infos = signed.set();
	while (!infos.atEnd()) signers.push(readSignerInfo(infos.sequence()));
	signed.end();
	return { contentType, content, certificates, signers };
}

function readSignerInfo(reader: DerReader): SignerInfo {
	readVersion(reader);
	const certificate = readCertificateIdentifier(reader);
	const digestAlgorithm = reader.sequence().oid();
	const attributes = reader.optional(0xa0);
	const signedAttributes = attributes ? readSignedAttributes(attributes.whole, DerReader.inside(attributes)) : null;
	const signatureAlgorithm = reader.sequence().oid();
	const signature = reader.octetString();
	reader.optional(0xa1);
	reader.end();
	return { certificate, digestAlgorithm, signatureAlgorithm, signature, signedAttributes };
}

function readSignedAttributes(whole: Uint8Array, reader: DerReader): SignedAttributes {
	const parts: Uint8Array[] = [];
	const values = new Map<string, Uint8Array>();
	const seen = new Set<string>();
	while (!reader.atEnd()) {
		const element = reader.expect(tags.sequence);
		parts.push(element.whole);
		const attribute = DerReader.inside(element);
		const type = attribute.oid();
		// With two message digests, which one counts would depend on the reader (RFC 5652 section 5.3: no type twice).
		if (seen.has(type)) throw new Malformed("cms", "attribute-twice", element.offset);
		seen.add(type);
		const set = attribute.set();
		attribute.end();
		if (set.atEnd()) continue;
		const value = set.element();
		if (set.atEnd()) values.set(type, value.whole);
	}
	return { whole, parts, values };
}

/** Versions 0 to 5 exist (RFC 5652 section 5.1); writers set them carelessly, and nothing here depends on which. */
function readVersion(reader: DerReader): void {
	const offset = reader.offset;
	const version = reader.smallInteger();
	if (version < 0 || version > 5) throw new Malformed("cms", "version", offset);
}
