import { Buffer } from "node:buffer";
import { createPublicKey, sign as cryptoSign, verify as cryptoVerify, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { oids } from "../der/oids.ts";
import { DerReader } from "../der/reader.ts";
import * as write from "../der/writer.ts";
import { Malformed } from "../malformed.ts";

export type Hash = "sha1" | "sha256" | "sha384" | "sha512";

/** AlgorithmIdentifier (RFC 5280 section 4.1.1.2). */
export interface AlgorithmIdentifier {
	readonly oid: string;
	/** The parameters' DER; null when absent. */
	readonly parameters: Uint8Array | null;
	readonly der: Uint8Array;
}

/** Reads the next element as an AlgorithmIdentifier. */
export function parseAlgorithm(reader: DerReader): AlgorithmIdentifier {
	const element = reader.expect(0x30);
	const inside = DerReader.inside(element);
	const oid = inside.oid();
	const parameters = inside.atEnd() ? null : inside.element().whole;
	inside.end();
	return { oid, parameters, der: element.whole };
}

/** Identifier, its key and its digest. SHA-1 stays: Apple's device CA and old SCEP clients sign with it. */
const signatures: readonly { oid: string; key: "rsa" | "ec"; hash: Hash }[] = [
	{ oid: oids.sha256WithRSAEncryption, key: "rsa", hash: "sha256" },
	{ oid: oids.sha1WithRSAEncryption, key: "rsa", hash: "sha1" },
	{ oid: oids.sha384WithRSAEncryption, key: "rsa", hash: "sha384" },
	{ oid: oids.sha512WithRSAEncryption, key: "rsa", hash: "sha512" },
	{ oid: oids.ecdsaWithSHA256, key: "ec", hash: "sha256" },
	{ oid: oids.ecdsaWithSHA1, key: "ec", hash: "sha1" },
	{ oid: oids.ecdsaWithSHA384, key: "ec", hash: "sha384" },
	{ oid: oids.ecdsaWithSHA512, key: "ec", hash: "sha512" },
];

const curves: ReadonlySet<string> = new Set([oids.prime256v1, oids.secp384r1, oids.secp521r1]);

/** Verifying costs the square of this, and the key may come from a stranger. */
const longestModulus = 8192;
/** And it costs a squaring for each bit of this one. Everybody has 65537 or 3; OpenSSL's own limit (64 bits) holds for large moduli only. */
const largestExponent = 2n ** 64n;

/**
 * The key of a SubjectPublicKeyInfo if it is one that we verify with: RSA up to 8192 bits with a small exponent, or EC on P-256, P-384 or P-521 by
 * name. Explicit curve parameters are refused before OpenSSL sees them: they let a forger choose the generator (CVE-2020-0601).
 */
export function publicKeyFrom(spki: Uint8Array): KeyObject | undefined {
	try {
		const { oid, parameters } = parseAlgorithm(new DerReader(spki).sequence());
		if (oid === oids.ecPublicKey) {
			if (!parameters || !curves.has(new DerReader(parameters).oid())) return undefined;
		} else if (oid !== oids.rsaEncryption) {
			return undefined;
		}
	} catch (error) {
		if (error instanceof Malformed) return undefined;
		throw error;
	}
	try {
		const key = createPublicKey({ key: bufferOf(spki), format: "der", type: "spki" });
		const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
		return modulusLength > longestModulus || publicExponent > largestExponent ? undefined : key;
	} catch {
		// OpenSSL found no key in it; its errors have many names.
		return undefined;
	}
}

/** Whether the signature is good: RSA PKCS#1 v1.5 or ECDSA. False for algorithms that we do not know, and for a key of the other kind. */
export function verifySignature(algorithm: AlgorithmIdentifier, key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
	const known = signatures.find(({ oid }) => oid === algorithm.oid);
	if (!known || known.key !== key.asymmetricKeyType) return false;
	// RFC 4055 section 5 has NULL, RFC 5758 section 3.2 nothing; both come in either form, and anything else is not ours to ignore.
	const { parameters } = algorithm;
	if (parameters && !(parameters.length === 2 && parameters[0] === 0x05)) return false;
	try {
		return cryptoVerify(known.hash, data, key, signature);
	} catch {
		return false;
	}
}

export interface Signer {
	/** An RSA or EC private key. */
	readonly key: KeyObject;
	readonly hash: Hash;
}

/** The AlgorithmIdentifier that belongs to a signer, as DER. Throws RangeError for other keys. */
export function algorithmOf(signer: Signer): Buffer {
	const known = signatures.find(({ key, hash }) => key === signer.key.asymmetricKeyType && hash === signer.hash);
	if (!known) throw new RangeError("no signature algorithm for this key and hash");
	return known.key === "rsa" ? write.sequence(write.oid(known.oid), write.nullValue()) : write.sequence(write.oid(known.oid));
}

const signInPool = promisify((hash: Hash, data: Uint8Array, key: KeyObject, callback: (error: Error | null, signature: Buffer) => void) =>
	cryptoSign(hash, data, key, callback),
);

/** SIGNED{} (X.509): the bytes, the algorithm, the signature. */
export function signed(tbs: Uint8Array, signer: Signer): Buffer {
	return write.sequence(tbs, algorithmOf(signer), write.bitString(cryptoSign(signer.hash, tbs, signer.key)));
}

/** The same in the thread pool: an RSA private operation takes a millisecond, in which no other device would be answered. */
export async function signedAsync(tbs: Uint8Array, signer: Signer): Promise<Buffer> {
	const algorithm = algorithmOf(signer);
	return write.sequence(tbs, algorithm, write.bitString(await signInPool(signer.hash, tbs, signer.key)));
}

function bufferOf(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
