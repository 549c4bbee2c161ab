import type { Buffer } from "node:buffer";
import * as write from "../der/writer.ts";
import { type Extension, encodeExtensions } from "./extension.ts";
import { algorithmOf, type Signer, signed, signedAsync } from "./signature.ts";

/** What a new certificate says. Names are a `Name`, from `buildName` or from another certificate. */
export interface CertificateTemplate {
	readonly subject: { readonly der: Uint8Array };
	readonly issuer: { readonly der: Uint8Array };
	/** Unsigned, big-endian; not zero, at most 20 octets encoded (RFC 5280 section 4.1.2.2). */
	readonly serial: Uint8Array;
	/** Epoch milliseconds; parts of a second are cut off. */
	readonly notBefore: number;
	readonly notAfter: number;
	readonly spki: Uint8Array;
	/** In this order. */
	readonly extensions: readonly Extension[];
}

/** Builds and signs a version 3 certificate. Throws RangeError for a serial number or a signer that cannot be. */
export function buildCertificate(template: CertificateTemplate, signer: Signer): Buffer {
	return signed(encodeTbs(template, signer), signer);
}

/** The same, with the private operation in the thread pool: for servers. */
export async function buildCertificateAsync(template: CertificateTemplate, signer: Signer): Promise<Buffer> {
	return signedAsync(encodeTbs(template, signer), signer);
}

function encodeTbs(template: CertificateTemplate, signer: Signer): Buffer {
	const serial = write.integer(template.serial);
	if (serial.length > 2 + 20 || template.serial.every((octet) => octet === 0)) throw new RangeError("serial number");
	const parts = [
		write.explicit(0, write.integer(2)),
		serial,
		algorithmOf(signer),
		template.issuer.der,
		write.sequence(write.time(template.notBefore), write.time(template.notAfter)),
		template.subject.der,
		template.spki,
	];
	if (template.extensions.length > 0) parts.push(write.explicit(3, encodeExtensions(template.extensions)));
	return write.sequence(...parts);
}
