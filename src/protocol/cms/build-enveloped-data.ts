import { constants, publicEncrypt, randomBytes } from "node:crypto";
import { oids } from "../der/oids.ts";
import { contextPrimitive, integer, nullValue, octetString, oid, sequence, set } from "../der/writer.ts";
import { certificateParts, issuerAndSerialNumber } from "./certificate-identifier.ts";
import { type ContentCipher, contentCiphers, encryptContent } from "./content-encryption.ts";
import { contentInfo } from "./content-info.ts";
import { publicKeyOf } from "./signer-cache.ts";

export interface EnvelopedDataSpec {
	readonly content: Uint8Array;
	/** Certificates with RSA keys, DER; at least one. Throws on any other: whether a certificate has an RSA key is to be known before. */
	readonly recipients: readonly Uint8Array[];
	readonly cipher: ContentCipher;
}

/**
 * An EnvelopedData in a ContentInfo, DER; the content key goes to each recipient with PKCS #1 v1.5, the one padding that every SCEP client has. Its
 * randomness is not passed in: a content key that can be foreseen protects nothing, and the padding draws from the same source anyway.
 */
export function buildEnvelopedData(spec: EnvelopedDataSpec): Uint8Array {
	if (spec.recipients.length === 0) throw new Error("an envelope needs a recipient");
	const { oid: cipherOid, keyLength, blockLength } = contentCiphers[spec.cipher];
	const contentKey = randomBytes(keyLength);
	const iv = randomBytes(blockLength);
	return contentInfo(
		oids.envelopedData,
		sequence(
			integer(0),
			set(...spec.recipients.map((certificate) => recipientInfo(certificate, contentKey))),
			sequence(
				oid(oids.data),
				sequence(oid(cipherOid), octetString(iv)),
				contextPrimitive(0, encryptContent(spec.cipher, contentKey, iv, spec.content)),
			),
		),
	);
}

function recipientInfo(certificate: Uint8Array, contentKey: Uint8Array): Uint8Array {
	const parts = certificateParts(certificate);
	const key = publicKeyOf(certificate);
	if (!parts || key?.asymmetricKeyType !== "rsa") throw new Error("a recipient needs a certificate with an RSA key");
	return sequence(
		integer(0),
		issuerAndSerialNumber(parts),
		sequence(oid(oids.rsaEncryption), nullValue()),
		octetString(publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, contentKey)),
	);
}
