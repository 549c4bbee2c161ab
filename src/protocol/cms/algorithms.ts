import { oids } from "../der/oids.ts";
import type { Hash } from "../x509/signature.ts";

/** The digests of RFC 5754, and SHA-1 for what old devices still sign with. */
export const digestOids: Readonly<Record<Hash, string>> = {
	sha1: oids.sha1,
	sha256: oids.sha256,
	sha384: oids.sha384,
	sha512: oids.sha512,
};

export const ecdsaOids: Readonly<Record<Hash, string>> = {
	sha1: oids.ecdsaWithSHA1,
	sha256: oids.ecdsaWithSHA256,
	sha384: oids.ecdsaWithSHA384,
	sha512: oids.ecdsaWithSHA512,
};

const hashByDigestOid: ReadonlyMap<string, Hash> = new Map([
	[oids.sha1, "sha1"],
	[oids.sha256, "sha256"],
	[oids.sha384, "sha384"],
	[oids.sha512, "sha512"],
]);

/** What a signature algorithm asks for; `hash` null where the digest algorithm of the signer decides (RFC 3370 section 3.2). */
const signatureByOid: ReadonlyMap<string, { readonly key: "rsa" | "ec"; readonly hash: Hash | null }> = new Map([
	[oids.rsaEncryption, { key: "rsa", hash: null }],
	[oids.sha1WithRSAEncryption, { key: "rsa", hash: "sha1" }],
	[oids.sha256WithRSAEncryption, { key: "rsa", hash: "sha256" }],
	[oids.sha384WithRSAEncryption, { key: "rsa", hash: "sha384" }],
	[oids.sha512WithRSAEncryption, { key: "rsa", hash: "sha512" }],
	// Some writers name the key here instead of the signature.
	[oids.ecPublicKey, { key: "ec", hash: null }],
	[oids.ecdsaWithSHA1, { key: "ec", hash: "sha1" }],
	[oids.ecdsaWithSHA256, { key: "ec", hash: "sha256" }],
	[oids.ecdsaWithSHA384, { key: "ec", hash: "sha384" }],
	[oids.ecdsaWithSHA512, { key: "ec", hash: "sha512" }],
]);

export function hashOfDigest(oid: string): Hash | undefined {
	return hashByDigestOid.get(oid);
}

/**
 * The kind of key that a signature algorithm needs, if it may stand beside this digest. A signature over another digest than the message's is
 * refused: the digest algorithm is the one for both (RFC 5652 section 5.3, RFC 8933 section 3).
 */
export function keyForSignature(oid: string, digest: Hash): "rsa" | "ec" | undefined {
	const signature = signatureByOid.get(oid);
	return signature !== undefined && (signature.hash === null || signature.hash === digest) ? signature.key : undefined;
}
