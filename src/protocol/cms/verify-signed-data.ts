import { Buffer } from "node:buffer";
import { hash as digest, type KeyObject, verify } from "node:crypto";
import { oids } from "../der/oids.ts";
import { DerReader } from "../der/reader.ts";
import { setOf } from "../der/writer.ts";
import { Malformed } from "../malformed.ts";
import type { Hash } from "../x509/signature.ts";
import { hashOfDigest, keyForSignature } from "./algorithms.ts";
import { certificateParts, identifies } from "./certificate-identifier.ts";
import type { SignedAttributes, SignedData, SignerInfo } from "./signed-data.ts";
import { publicKeyOf, type SignerCache } from "./signer-cache.ts";

interface VerifiedSignature {
	readonly ok: true;
	/** DER of the signer's certificate. Whether it is to be trusted is for the caller to judge. */
	readonly signer: Uint8Array;
	readonly content: Uint8Array;
	/** Epoch milliseconds as the signer claims; null if it says nothing that can be read. */
	readonly signingTime: number | null;
	/** By type, the value with its header; empty if the signature is over the bare content. */
	readonly signedAttributes: ReadonlyMap<string, Uint8Array>;
	readonly hash: Hash;
	/** The signature's own value. Of RSA there is one for one content; the encoding around it can be changed by anybody. */
	readonly signature: Uint8Array;
}

export type SignatureRefusal =
	| "no-signer"
	| "several-signers"
	| "signer-certificate-missing"
	| "message-digest-mismatch"
	| "content-type-mismatch"
	| "signed-attributes-missing-digest"
	| "algorithm-not-supported"
	| "signature-wrong"
	| "content-missing";

export type SignatureVerification = VerifiedSignature | { readonly ok: false; readonly reason: SignatureRefusal };

export interface VerifyOptions {
	/** The content of a detached signature. What is given here is what is verified, also if the message carries a content of its own. */
	readonly content?: Uint8Array;
	/** More certificates, DER, among which the signer's may be. */
	readonly certificates?: readonly Uint8Array[];
	/** For devices with old keys and for SCEP clients that know nothing else; without it SHA-1 is `algorithm-not-supported`. */
	readonly allowSha1?: boolean;
	readonly signers?: SignerCache;
}

const noAttributes: ReadonlyMap<string, Uint8Array> = new Map();

/**
 * Verifies that the one signer signed this content (RFC 5652 sections 5.4 and 5.6). Only RSA PKCS #1 v1.5 and ECDSA on the NIST curves. The chain and
 * the trust in it are judged separately, never here.
 */
export function verifySignedData(signed: SignedData, options: VerifyOptions = {}): SignatureVerification {
	const [info, another] = signed.signers;
	if (!info) return refuse("no-signer");
	// With several, "who signed this?" has no one answer, and Apple's devices never do it.
	if (another) return refuse("several-signers");
	const content = options.content ?? signed.content;
	if (!content) return refuse("content-missing");
	const signer = signerCertificate(info, signed.certificates) ?? signerCertificate(info, options.certificates ?? []);
	if (!signer) return refuse("signer-certificate-missing");

	const hash = hashOfDigest(info.digestAlgorithm);
	if (!hash || (hash === "sha1" && options.allowSha1 !== true)) return refuse("algorithm-not-supported");
	const keyType = keyForSignature(info.signatureAlgorithm, hash);
	const key = keyType === undefined ? null : options.signers ? options.signers.publicKeyOf(signer) : publicKeyOf(signer);
	if (!key || key.asymmetricKeyType !== keyType) return refuse("algorithm-not-supported");

	const attributes = info.signedAttributes;
	if (attributes) {
		const refusal = attributesRefusal(attributes, hash, content, signed.contentType);
		if (refusal) return refuse(refusal);
		if (!attributesVerify(attributes, hash, key, info.signature)) return refuse("signature-wrong");
	} else if (signed.contentType !== oids.data || isAttributeSet(content)) {
		// Signed attributes MUST be present unless the content is id-data (RFC 5652 section 5.3).
		return refuse("content-type-mismatch");
	} else if (!verifies(hash, content, key, info.signature)) {
		return refuse("signature-wrong");
	}
	const values = attributes?.values ?? noAttributes;
	return { ok: true, signer, content, signingTime: signingTimeOf(values), signedAttributes: values, hash, signature: info.signature };
}

function refuse(reason: SignatureRefusal): SignatureVerification {
	return { ok: false, reason };
}

function signerCertificate(info: SignerInfo, certificates: readonly Uint8Array[]): Uint8Array | undefined {
	for (const certificate of certificates) {
		const parts = certificateParts(certificate);
		if (parts && identifies(info.certificate, parts)) return certificate;
	}
	return undefined;
}

/** A signature over attributes says something of the content only through these two (RFC 5652 section 5.6). */
function attributesRefusal(attributes: SignedAttributes, hash: Hash, content: Uint8Array, type: string): SignatureRefusal | undefined {
	const claimed = attributes.values.get(oids.messageDigest);
	if (!claimed) return "signed-attributes-missing-digest";
	if (Buffer.compare(new DerReader(claimed).octetString(), digest(hash, content, "buffer")) !== 0) return "message-digest-mismatch";
	const claimedType = attributes.values.get(oids.contentType);
	if (!claimedType || new DerReader(claimedType).oid() !== type) return "content-type-mismatch";
	return undefined;
}

/**
 * The signature is over the SET OF encoding, not the `[0]` that was sent (RFC 5652 section 5.4). First in the order sent, for some clients sign what they
 * send; then in DER's order, for some (micromdm's scepclient 2.1) sort what they sign but not what they send.
 */
function attributesVerify(attributes: SignedAttributes, hash: Hash, key: KeyObject, signature: Uint8Array): boolean {
	const sent = Buffer.from(attributes.whole);
	sent[0] = 0x31;
	if (verifies(hash, sent, key, signature)) return true;
	const sorted = setOf(attributes.parts);
	return !sorted.equals(sent) && verifies(hash, sorted, key, signature);
}

function verifies(hash: Hash, data: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
	try {
		return verify(hash, data, key, signature);
	} catch {
		// OpenSSL refuses some pairs outright, such as SHA-512 with a key too small for it.
		return false;
	}
}

/**
 * Whoever strips the signed attributes from a message and presents their bytes as the content has a valid signature over a content that nobody
 * wrote. Nothing that is signed without attributes here begins like that.
 */
function isAttributeSet(content: Uint8Array): boolean {
	if (content[0] !== 0x31) return false;
	try {
		const outer = new DerReader(content);
		const attributes = outer.set();
		outer.end();
		while (!attributes.atEnd()) if (attributes.sequence().oid() === oids.messageDigest) return true;
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
	}
	return false;
}

/** A time that cannot be read is as good as none: it is a claim, and no reason to refuse a device. */
function signingTimeOf(attributes: ReadonlyMap<string, Uint8Array>): number | null {
	const value = attributes.get(oids.signingTime);
	if (!value) return null;
	try {
		return new DerReader(value).time();
	} catch (error) {
		if (error instanceof Malformed) return null;
		throw error;
	}
}
