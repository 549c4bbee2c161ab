import { generateKeyPair, type KeyObject, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { buildCertificateAsync } from "../src/protocol/x509/build-certificate.ts";

export interface KeyPair {
	readonly publicKey: KeyObject;
	readonly privateKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** In the thread pool: no phone waits for another's key. */
export function generateKeys(bits: number): Promise<KeyPair> {
	return generate("rsa", { modulusLength: bits });
}

/** A certificate of the key's own, as every SCEP client signs its first request with; misbehaving phones sign check-ins with it too. */
export function selfSigned(keys: KeyPair, subject: { readonly der: Uint8Array }, notBefore: number, notAfter: number): Promise<Uint8Array> {
	const serial = randomBytes(16);
	serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
	return buildCertificateAsync(
		{
			subject,
			issuer: subject,
			serial,
			notBefore,
			notAfter,
			spki: keys.publicKey.export({ format: "der", type: "spki" }),
			extensions: [],
		},
		{ key: keys.privateKey, hash: "sha256" },
	);
}
