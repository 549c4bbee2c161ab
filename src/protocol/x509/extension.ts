import type { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { oids } from "../der/oids.ts";
import { DerReader } from "../der/reader.ts";
import * as write from "../der/writer.ts";
import { Malformed } from "../malformed.ts";
import { encodeGeneralNames, type GeneralNames } from "./general-names.ts";

/** An extension of a certificate or of a request. */
export interface Extension {
	readonly oid: string;
	readonly critical: boolean;
	/** What the OCTET STRING holds: DER. */
	readonly value: Uint8Array;
}

/** Reads the next element as Extensions (RFC 5280 section 4.1.2.9). One that stands twice is refused: readers differ in which they believe. */
export function parseExtensions(reader: DerReader): Map<string, Extension> {
	const extensions = new Map<string, Extension>();
	const list = reader.sequence();
	while (!list.atEnd()) {
		const { offset } = list;
		const one = list.sequence();
		const oid = one.oid();
		const critical = one.peek() === 0x01 ? one.boolean() : false;
		const value = one.octetString();
		one.end();
		if (extensions.has(oid)) throw new Malformed("x509", "duplicate-extension", offset);
		extensions.set(oid, { oid, critical, value });
	}
	return extensions;
}

/** Extensions, as DER. */
export function encodeExtensions(extensions: readonly Extension[]): Buffer {
	return write.sequence(
		...extensions.map(({ oid, critical, value }) =>
			critical
				? write.sequence(write.oid(oid), write.boolean(true), write.octetString(value))
				: write.sequence(write.oid(oid), write.octetString(value)),
		),
	);
}

/** The bits of KeyUsage in their order (RFC 5280 section 4.2.1.3). */
const keyUsages = [
	"digitalSignature",
	"nonRepudiation",
	"keyEncipherment",
	"dataEncipherment",
	"keyAgreement",
	"keyCertSign",
	"cRLSign",
	"encipherOnly",
	"decipherOnly",
] as const;

export type KeyUsage = (typeof keyUsages)[number];

/** Reads the value of a KeyUsage extension. */
export function parseKeyUsage(value: Uint8Array): Set<KeyUsage> {
	const reader = new DerReader(value);
	const { bytes } = reader.bits();
	reader.end();
	return new Set(keyUsages.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0));
}

export function keyUsage(usages: readonly KeyUsage[]): Extension {
	const bits = usages.map((usage) => keyUsages.indexOf(usage));
	const highest = Math.max(...bits);
	if (highest < 0) throw new RangeError("KeyUsage needs a bit");
	const bytes = new Uint8Array((highest >> 3) + 1);
	for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
	// A named bit list ends with its last one (X.690 section 11.2.2).
	return { oid: oids.keyUsage, critical: true, value: write.bitString(bytes, 7 - (highest & 7)) };
}

export function basicConstraints(constraints: { ca: boolean; pathLength?: number }): Extension {
	const parts: Buffer[] = [];
	if (constraints.ca) parts.push(write.boolean(true));
	if (constraints.ca && constraints.pathLength !== undefined) parts.push(write.integer(constraints.pathLength));
	return { oid: oids.basicConstraints, critical: true, value: write.sequence(...parts) };
}

export function extKeyUsage(purposes: readonly string[]): Extension {
	return { oid: oids.extKeyUsage, critical: false, value: write.sequence(...purposes.map(write.oid)) };
}

/** SHA-1 of the public key's bits: method 1 of RFC 5280 section 4.2.1.2, which is a name and no protection. */
export function keyIdentifierOf(spki: Uint8Array): Buffer {
	const reader = new DerReader(spki).sequence();
	reader.sequence();
	return createHash("sha1").update(reader.bitString()).digest();
}

export function subjectKeyIdentifier(keyIdentifier: Uint8Array): Extension {
	return { oid: oids.subjectKeyIdentifier, critical: false, value: write.octetString(keyIdentifier) };
}

export function authorityKeyIdentifier(keyIdentifier: Uint8Array): Extension {
	return { oid: oids.authorityKeyIdentifier, critical: false, value: write.sequence(write.contextPrimitive(0, keyIdentifier)) };
}

/** Critical only for an empty subject (RFC 5280 section 4.2.1.6). */
export function subjectAltName(names: Partial<GeneralNames>, critical = false): Extension {
	return { oid: oids.subjectAltName, critical, value: encodeGeneralNames(names) };
}
