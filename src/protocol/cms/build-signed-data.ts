import { hash as digest, type KeyObject, sign } from "node:crypto";
import { oids } from "../der/oids.ts";
import { explicit, implicit, integer, nullValue, octetString, oid, sequence, set, setOf, time } from "../der/writer.ts";
import type { Hash } from "../x509/signature.ts";
import { digestOids, ecdsaOids } from "./algorithms.ts";
import { certificateParts, issuerAndSerialNumber } from "./certificate-identifier.ts";
import { contentInfo } from "./content-info.ts";

export interface SignedDataSpec {
	readonly content: Uint8Array;
	/** Leaves the content out of the message. */
	readonly detached?: boolean;
	/** DER; sent in this order. The signer's is among them only if it is listed. */
	readonly certificates: readonly Uint8Array[];
	readonly signer: { readonly certificate: Uint8Array; readonly key: KeyObject };
	readonly hash: Hash;
	/** Epoch milliseconds. */
	readonly signingTime?: number;
	/** More signed attributes: the type, and its one value with its header. */
	readonly attributes?: readonly { readonly oid: string; readonly value: Uint8Array }[];
}

/** A SignedData in a ContentInfo, DER, with one signer and signed attributes (RFC 5652 section 5). The key is RSA (PKCS #1 v1.5) or ECDSA. */
export function buildSignedData(spec: SignedDataSpec): Uint8Array {
	const { toSign, finish } = prepare(spec);
	return finish(sign(spec.hash, toSign, spec.signer.key));
}

/** The same, with the signature made off the main thread. */
export function buildSignedDataAsync(spec: SignedDataSpec): Promise<Uint8Array> {
	const { toSign, finish } = prepare(spec);
	return new Promise((resolve, reject) => {
		sign(spec.hash, toSign, spec.signer.key, (error, signature) => {
			if (error) reject(error);
			else resolve(finish(signature));
		});
	});
}

function prepare(spec: SignedDataSpec): { toSign: Uint8Array; finish: (signature: Uint8Array) => Uint8Array } {
	const parts = certificateParts(spec.signer.certificate);
	if (!parts) throw new Error("the signer's certificate cannot be read");
	const attributes = setOf([
		attribute(oids.contentType, oid(oids.data)),
		attribute(oids.messageDigest, octetString(digest(spec.hash, spec.content, "buffer"))),
		...(spec.signingTime === undefined ? [] : [attribute(oids.signingTime, time(spec.signingTime))]),
		...(spec.attributes ?? []).map(({ oid, value }) => attribute(oid, value)),
	]);
	// RFC 5754 section 2: the parameters of SHA-2 are left out.
	const digestAlgorithm = sequence(oid(digestOids[spec.hash]));
	const finish = (signature: Uint8Array): Uint8Array =>
		contentInfo(
			oids.signedData,
			sequence(
				integer(1),
				set(digestAlgorithm),
				spec.detached === true ? sequence(oid(oids.data)) : sequence(oid(oids.data), explicit(0, octetString(spec.content))),
				implicit(0, set(...spec.certificates)),
				set(
					sequence(
						integer(1),
						issuerAndSerialNumber(parts),
						digestAlgorithm,
						implicit(0, attributes),
						signatureAlgorithm(spec.signer.key, spec.hash),
						octetString(signature),
					),
				),
			),
		);
	return { toSign: attributes, finish };
}

function attribute(type: string, value: Uint8Array): Uint8Array {
	return sequence(oid(type), set(value));
}

/** For RSA the key's own identifier: every implementation must take it, sha256WithRSAEncryption only may be taken (RFC 3370 section 3.2). */
function signatureAlgorithm(key: KeyObject, hash: Hash): Uint8Array {
	if (key.asymmetricKeyType === "rsa") return sequence(oid(oids.rsaEncryption), nullValue());
	if (key.asymmetricKeyType === "ec") return sequence(oid(ecdsaOids[hash]));
	throw new Error("a CMS signer needs an RSA or EC key");
}
