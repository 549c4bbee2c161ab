import { Buffer } from "node:buffer";
import { oids } from "../der/oids.ts";
import { DerReader, tags } from "../der/reader.ts";
import { sequence, tlv } from "../der/writer.ts";
import { Malformed } from "../malformed.ts";

/** How CMS names a certificate: SignerIdentifier and RecipientIdentifier (RFC 5652 sections 5.3 and 6.2.1). */
export type CertificateIdentifier =
	| { readonly kind: "issuer-and-serial"; readonly issuer: Uint8Array; readonly serial: Uint8Array }
	| { readonly kind: "key-identifier"; readonly keyIdentifier: Uint8Array };

/** The parts of a certificate that CMS needs. Views on the certificate's bytes; no more of it is read than up to the part asked for. */
export interface CertificateParts {
	/** The Name with its header. */
	readonly issuer: Uint8Array;
	/** Content octets of the INTEGER. */
	readonly serial: Uint8Array;
	/** SubjectPublicKeyInfo with its header. */
	readonly spki: Uint8Array;
	readonly keyIdentifier: Uint8Array | null;
}

/** Reads the identifier in either form: IssuerAndSerialNumber, or `[0]` SubjectKeyIdentifier. Throws Malformed. */
export function readCertificateIdentifier(reader: DerReader): CertificateIdentifier {
	if (reader.peek() === 0x80) return { kind: "key-identifier", keyIdentifier: reader.element().content };
	const name = reader.sequence();
	const issuer = name.expect(tags.sequence).whole;
	const serial = name.expect(tags.integer).content;
	name.end();
	return { kind: "issuer-and-serial", issuer, serial };
}

/**
 * Reads what CMS needs of a certificate, or undefined if it is none: the bag of a message may hold anything, and an unreadable certificate in it
 * is just not the one that is looked for. It does not judge the certificate; `x509/` reads all of it.
 */
export function certificateParts(certificate: Uint8Array): CertificateParts | undefined {
	try {
		const tbs = new DerReader(certificate).sequence().sequence();
		tbs.optionalExplicit(0);
		const serial = tbs.expect(tags.integer).content;
		tbs.expect(tags.sequence);
		const issuer = tbs.expect(tags.sequence).whole;
		tbs.expect(tags.sequence);
		tbs.expect(tags.sequence);
		const spki = tbs.expect(tags.sequence).whole;
		return {
			issuer,
			serial,
			spki,
			get keyIdentifier() {
				return subjectKeyIdentifier(tbs.rest());
			},
		};
	} catch (error) {
		if (error instanceof Malformed) return undefined;
		throw error;
	}
}

/** Whether the identifier names this certificate. Issuers are compared by their bytes, as every client copies them from the certificate. */
export function identifies(identifier: CertificateIdentifier, certificate: CertificateParts): boolean {
	if (identifier.kind === "issuer-and-serial") {
		return Buffer.compare(identifier.serial, certificate.serial) === 0 && Buffer.compare(identifier.issuer, certificate.issuer) === 0;
	}
	return certificate.keyIdentifier !== null && Buffer.compare(identifier.keyIdentifier, certificate.keyIdentifier) === 0;
}

/** IssuerAndSerialNumber, with the serial number octet for octet: some devices number their certificates below zero. */
export function issuerAndSerialNumber(certificate: CertificateParts): Uint8Array {
	return sequence(certificate.issuer, tlv(tags.integer, certificate.serial));
}

function subjectKeyIdentifier(afterSpki: Uint8Array): Uint8Array | null {
	try {
		const reader = new DerReader(afterSpki);
		while (!reader.atEnd() && reader.peek() !== 0xa3) reader.element();
		const extensions = reader.optionalExplicit(3)?.sequence();
		while (extensions && !extensions.atEnd()) {
			const extension = extensions.sequence();
			if (extension.oid() !== oids.subjectKeyIdentifier) continue;
			extension.optional(tags.boolean);
			return new DerReader(extension.octetString()).octetString();
		}
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
	}
	return null;
}
