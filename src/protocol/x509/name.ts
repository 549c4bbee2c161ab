import { Buffer } from "node:buffer";
import { oids } from "../der/oids.ts";
import { DerReader } from "../der/reader.ts";
import * as write from "../der/writer.ts";

export interface NameAttribute {
	/** Dotted object identifier. */
	readonly type: string;
	/** As text; what is no character string is `#` and its DER in hexadecimal (as in RFC 4514 section 2.4). */
	readonly value: string;
}

/** A distinguished name. */
export interface Name {
	/** In the order of the encoding; the parts of an RDN with several attributes stand side by side. */
	readonly rdns: readonly NameAttribute[];
	/** What names are compared by, and copied as. */
	readonly der: Uint8Array;
}

/** Reads the next element as a Name (RFC 5280 section 4.1.2.4). */
export function parseName(reader: DerReader): Name {
	const element = reader.expect(0x30);
	const rdns: NameAttribute[] = [];
	const sequence = DerReader.inside(element);
	while (!sequence.atEnd()) {
		const set = sequence.set();
		do {
			const attribute = set.sequence();
			const type = attribute.oid();
			const value = attribute.atString() ? attribute.string() : `#${Buffer.from(attribute.element().whole).toString("hex")}`;
			attribute.end();
			rdns.push({ type, value });
		} while (!set.atEnd());
	}
	return { rdns, der: element.whole };
}

/**
 * One RDN for each attribute, in this order. UTF8String, but for the types that RFC 5280 appendix A holds to another.
 * Throws RangeError for a country that is no PrintableString, or an address that is not ASCII.
 */
export function buildName(attributes: readonly NameAttribute[]): Name {
	const rdns = attributes.map(({ type, value }) => ({ type, value }));
	const der = write.sequence(...rdns.map(({ type, value }) => write.set(write.sequence(write.oid(type), encodeValue(type, value)))));
	return { rdns, der };
}

function encodeValue(type: string, value: string): Buffer {
	if (type === oids.countryName) return write.printableString(value);
	if (type === oids.serialNumber && write.isPrintable(value)) return write.printableString(value);
	if (type === oids.emailAddress || type === oids.domainComponent) return write.ia5String(value);
	return write.utf8String(value);
}

/** The first value of this type. */
export function attributeOf(name: Name, type: string): string | undefined {
	return name.rdns.find((attribute) => attribute.type === type)?.value;
}

/**
 * Whether two names are the same: byte for byte, or by type and by value without regard to case, string type and runs of spaces
 * (RFC 5280 section 7.1, in short).
 */
export function sameName(a: Name, b: Name): boolean {
	if (Buffer.compare(a.der, b.der) === 0) return true;
	return (
		a.rdns.length === b.rdns.length &&
		a.rdns.every(({ type, value }, i) => {
			const other = b.rdns[i];
			return other?.type === type && (other.value === value || fold(other.value) === fold(value));
		})
	);
}

function fold(value: string): string {
	return value.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");
}

const keywords: Readonly<Record<string, string>> = {
	[oids.commonName]: "CN",
	[oids.serialNumber]: "serialNumber",
	[oids.countryName]: "C",
	[oids.localityName]: "L",
	[oids.stateOrProvinceName]: "ST",
	[oids.streetAddress]: "street",
	[oids.organizationName]: "O",
	[oids.organizationalUnitName]: "OU",
	[oids.title]: "title",
	[oids.surname]: "SN",
	[oids.givenName]: "GN",
	[oids.userId]: "UID",
	[oids.domainComponent]: "DC",
	[oids.emailAddress]: "emailAddress",
};

/** For people, most specific first: `CN=Apple Root CA,O=Apple Inc.,C=US` (RFC 4514). Not for comparing. */
export function nameToString(name: Name): string {
	return name.rdns
		.toReversed()
		.map(({ type, value }) => `${keywords[type] ?? type}=${escapeValue(value)}`)
		.join(",");
}

/** Control characters, and those that turn the direction of what follows, would let a name disguise itself on a page or a terminal. */
function escapeValue(value: string): string {
	return value
		.replace(/["+,;<>\\]/g, "\\$&")
		.replace(/^[ #]| $/g, "\\$&")
		.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => Buffer.from(character).toString("hex").toUpperCase().replace(/../g, "\\$&"));
}
