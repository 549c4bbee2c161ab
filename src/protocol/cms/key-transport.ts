import { Buffer } from "node:buffer";
import { constants, type KeyObject, privateDecrypt } from "node:crypto";
import { oids } from "../der/oids.ts";
import { DerReader, type Element } from "../der/reader.ts";
import { Malformed } from "../malformed.ts";
import type { Hash } from "../x509/signature.ts";
import { hashOfDigest } from "./algorithms.ts";

/** RFC 8017 appendix C. */
const idRsaesOaep = "1.2.840.113549.1.1.7";
const idMgf1 = "1.2.840.113549.1.1.8";

/** How the content key was encrypted to a recipient: PKCS #1 v1.5, or OAEP with this digest for both its uses. */
export type KeyTransport = { readonly padding: "pkcs1" } | { readonly padding: "oaep"; readonly hash: Hash };

/** Reads KeyEncryptionAlgorithmIdentifier; undefined where it is another algorithm. Throws Malformed. */
export function readKeyTransport(algorithm: DerReader): KeyTransport | undefined {
	const oid = algorithm.oid();
	if (oid === oids.rsaEncryption) return { padding: "pkcs1" };
	if (oid !== idRsaesOaep) return undefined;
	const parameters = algorithm.atEnd() ? new DerReader(Buffer.alloc(0)) : algorithm.sequence();
	const hash = hashOrSha1(parameters.optionalExplicit(0));
	const mask = parameters.optionalExplicit(1)?.sequence();
	if (mask && mask.oid() !== idMgf1) return undefined;
	// Node gives both of OAEP's uses of a digest the same one; every sender does as well.
	if (hashOrSha1(mask) !== hash || hash === undefined) return undefined;
	return parameters.atEnd() || emptyLabel(parameters.element()) ? { padding: "oaep", hash } : undefined;
}

/**
 * Decrypts the content key; undefined where it does not come out. node:crypto can do this only on the calling thread, 1.5 ms for RSA-2048.
 *
 * OpenSSL 3.2 and later answer wrong PKCS #1 padding with a key made up from the ciphertext instead of an error, so nothing can be learnt from here.
 */
export function decryptContentKey(transport: KeyTransport, key: KeyObject, encrypted: Uint8Array): Buffer | undefined {
	try {
		return transport.padding === "pkcs1"
			? privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, encrypted)
			: privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: transport.hash }, encrypted);
	} catch {
		return undefined;
	}
}

function hashOrSha1(reader: DerReader | undefined): Hash | undefined {
	if (!reader) return "sha1";
	return hashOfDigest(reader.sequence().oid());
}

/** PSourceAlgorithm `[2]`; a label that is not empty is used by nobody. */
function emptyLabel(element: Element): boolean {
	if (element.tag !== 0xa2) throw new Malformed("cms", "oaep-parameters", element.offset);
	const source = DerReader.inside(element).sequence();
	source.oid();
	return source.octetString().length === 0;
}
