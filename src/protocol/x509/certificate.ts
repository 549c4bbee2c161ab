import { Buffer } from "node:buffer";
import { createHash, type KeyObject } from "node:crypto";
import { oids } from "../der/oids.ts";
import { DerReader } from "../der/reader.ts";
import { Malformed } from "../malformed.ts";
import { type Extension, type KeyUsage, parseExtensions, parseKeyUsage } from "./extension.ts";
import { type GeneralNames, parseGeneralNames } from "./general-names.ts";
import { type Name, parseName } from "./name.ts";
import { type AlgorithmIdentifier, parseAlgorithm, publicKeyFrom } from "./signature.ts";

/** An X.509 certificate (RFC 5280 section 4.1). Its arrays are views on what was parsed. */
export interface Certificate {
	readonly der: Uint8Array;
	/** TBSCertificate: what is signed. */
	readonly tbs: Uint8Array;
	/** 1, 2 or 3. */
	readonly version: number;
	/**
	 * Lower-case hexadecimal of the number, two digits an octet, without the zero octet that DER puts before a set first bit: `01`, `8f3c…`. So it
	 * equals `openssl x509 -serial` and Node's `serialNumber` but for case. A negative one, which RFC 5280 forbids and some issue, begins with `-`.
	 */
	readonly serial: string;
	/** The content octets of the INTEGER, as they stand. */
	readonly serialBytes: Uint8Array;
	readonly issuer: Name;
	readonly subject: Name;
	/** Epoch milliseconds. */
	readonly notBefore: number;
	/** Epoch milliseconds; the certificate is good up to and including this second. */
	readonly notAfter: number;
	/** SubjectPublicKeyInfo, DER. */
	readonly spki: Uint8Array;
	readonly signatureAlgorithm: AlgorithmIdentifier;
	readonly signature: Uint8Array;
	readonly isCa: boolean;
	/** null: no limit, or no CA. */
	readonly pathLength: number | null;
	/** null: the extension is absent, so any use is allowed. */
	readonly keyUsage: ReadonlySet<KeyUsage> | null;
	/** Object identifiers; null: absent. */
	readonly extendedKeyUsage: readonly string[] | null;
	readonly subjectKeyId: Uint8Array | null;
	readonly authorityKeyId: Uint8Array | null;
	readonly subjectAltNames: GeneralNames;
	/** By object identifier. */
	readonly extensions: ReadonlyMap<string, Extension>;
	/** Critical extensions that are not understood here. A path through them must not be trusted (RFC 5280 section 4.2). */
	readonly unknownCriticalExtensions: readonly string[];
}

const understood: ReadonlySet<string> = new Set([
	oids.basicConstraints,
	oids.keyUsage,
	oids.extKeyUsage,
	oids.subjectAltName,
	oids.subjectKeyIdentifier,
	oids.authorityKeyIdentifier,
]);

/** RFC 5280 allows 20 octets; some issuers took more. Beyond this it is no serial number. */
const longestSerial = 64;

const noNames: GeneralNames = { dns: [], email: [], uri: [], ip: [], upn: [] };

/** Parses one DER certificate. Throws Malformed (`der` or `x509`) and nothing else. Says nothing of trust: see `verifyChain`. */
export function parseCertificate(der: Uint8Array): Certificate {
	const outermost = new DerReader(der);
	const outer = outermost.sequence();
	outermost.end();
	const tbsElement = outer.expect(0x30);
	const algorithmOffset = outer.offset;
	const signatureAlgorithm = parseAlgorithm(outer);
	const signature = outer.bitString();
	outer.end();

	const tbs = DerReader.inside(tbsElement);
	const version = parseVersion(tbs);
	const serialOffset = tbs.offset;
	const serialBytes = tbs.integer();
	if (serialBytes.length > longestSerial) throw new Malformed("x509", "serial-too-long", serialOffset);
	// RFC 5280 section 4.1.1.2: else the signed bytes would not say by what they are signed.
	if (Buffer.compare(parseAlgorithm(tbs).der, signatureAlgorithm.der) !== 0)
		throw new Malformed("x509", "algorithm-mismatch", algorithmOffset);
	const issuer = parseName(tbs);
	const validity = tbs.sequence();
	const notBefore = validity.time();
	const notAfter = validity.time();
	validity.end();
	const subject = parseName(tbs);
	const spki = parseSpki(tbs);
	// issuerUniqueID and subjectUniqueID: no use, no harm.
	tbs.optional(0x81);
	tbs.optional(0x82);
	const extensionsOffset = tbs.offset;
	const wrapped = tbs.optionalExplicit(3);
	const extensions = wrapped ? parseExtensions(wrapped) : new Map<string, Extension>();
	wrapped?.end();
	tbs.end();
	if (wrapped && version !== 3) throw new Malformed("x509", "version", extensionsOffset);

	const extensionValue = (oid: string): Uint8Array | undefined => extensions.get(oid)?.value;
	const keyUsage = extensionValue(oids.keyUsage);
	const extendedKeyUsage = extensionValue(oids.extKeyUsage);
	const subjectKeyId = extensionValue(oids.subjectKeyIdentifier);
	const authorityKeyId = extensionValue(oids.authorityKeyIdentifier);
	const subjectAltNames = extensionValue(oids.subjectAltName);
	return {
		der,
		tbs: tbsElement.whole,
		version,
		serial: serialText(serialBytes),
		serialBytes,
		issuer,
		subject,
		notBefore,
		notAfter,
		spki,
		signatureAlgorithm,
		signature,
		...parseBasicConstraints(extensionValue(oids.basicConstraints)),
		keyUsage: keyUsage ? parseKeyUsage(keyUsage) : null,
		extendedKeyUsage: extendedKeyUsage ? parsePurposes(extendedKeyUsage) : null,
		subjectKeyId: subjectKeyId ? whole(subjectKeyId, (reader) => reader.octetString()) : null,
		authorityKeyId: authorityKeyId ? parseAuthorityKeyId(authorityKeyId) : null,
		subjectAltNames: subjectAltNames ? parseGeneralNames(subjectAltNames) : noNames,
		extensions,
		unknownCriticalExtensions: [...extensions.values()]
			.filter(({ oid, critical }) => critical && !understood.has(oid))
			.map(({ oid }) => oid),
	};
}

/** SHA-256 of the DER, lower-case hexadecimal. */
export function fingerprint(der: Uint8Array): string {
	return createHash("sha256").update(der).digest("hex");
}

const keys = new WeakMap<Certificate, KeyObject | null>();

/** The certificate's key, made once; undefined for kinds that we do not verify with (`publicKeyFrom`). */
export function publicKeyOf(certificate: Certificate): KeyObject | undefined {
	let key = keys.get(certificate);
	if (key === undefined) {
		key = publicKeyFrom(certificate.spki) ?? null;
		keys.set(certificate, key);
	}
	return key ?? undefined;
}

/** Reads the next element as a SubjectPublicKeyInfo and gives its DER. Whether it holds a key is for `publicKeyFrom` to say. */
export function parseSpki(reader: DerReader): Uint8Array {
	const element = reader.expect(0x30);
	const inside = DerReader.inside(element);
	parseAlgorithm(inside);
	inside.bitString();
	inside.end();
	return element.whole;
}

function parseVersion(tbs: DerReader): number {
	const { offset } = tbs;
	const wrapped = tbs.optionalExplicit(0);
	const version = 1 + (wrapped?.smallInteger() ?? 0);
	wrapped?.end();
	if (version < 1 || version > 3) throw new Malformed("x509", "version", offset);
	return version;
}

function serialText(bytes: Uint8Array): string {
	const hex = Buffer.from(bytes).toString("hex");
	if ((bytes[0] ?? 0) < 0x80) return bytes.length > 1 && bytes[0] === 0 ? hex.slice(2) : hex;
	const magnitude = (2n ** BigInt(8 * bytes.length) - BigInt(`0x${hex}`)).toString(16);
	return `-${magnitude.length % 2 === 0 ? "" : "0"}${magnitude}`;
}

function parseBasicConstraints(value: Uint8Array | undefined): { isCa: boolean; pathLength: number | null } {
	if (!value) return { isCa: false, pathLength: null };
	return whole(value, (outer) => {
		const reader = outer.sequence();
		const isCa = reader.peek() === 0x01 ? reader.boolean() : false;
		const { offset } = reader;
		const pathLength = reader.atEnd() ? null : reader.smallInteger();
		reader.end();
		if (pathLength !== null && pathLength < 0) throw new Malformed("x509", "path-length", offset);
		return { isCa, pathLength: isCa ? pathLength : null };
	});
}

function parsePurposes(value: Uint8Array): string[] {
	return whole(value, (outer) => {
		const reader = outer.sequence();
		const purposes: string[] = [];
		while (!reader.atEnd()) purposes.push(reader.oid());
		return purposes;
	});
}

/** Only the key identifier: issuer and serial number, the other form, are not needed to find a path. */
function parseAuthorityKeyId(value: Uint8Array): Uint8Array | null {
	return whole(value, (outer) => outer.sequence().optional(0x80)?.content ?? null);
}

function whole<T>(bytes: Uint8Array, read: (reader: DerReader) => T): T {
	const reader = new DerReader(bytes);
	const value = read(reader);
	reader.end();
	return value;
}
