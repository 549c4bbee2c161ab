import type { ContentCipher } from "../cms/content-encryption.ts";
import { type DecryptionRefusal, decryptEnvelopedData, type RecipientKey } from "../cms/decrypt-enveloped-data.ts";
import { parseEnvelopedData } from "../cms/enveloped-data.ts";
import { parseSignedData, type SignedData } from "../cms/signed-data.ts";
import { publicKeyOf } from "../cms/signer-cache.ts";
import { type SignatureRefusal, verifySignedData } from "../cms/verify-signed-data.ts";
import { Malformed } from "../malformed.ts";
import type { Hash } from "../x509/signature.ts";
import { type FailInfo, type MessageType, type PkiStatus, readScepAttributes, type ScepAttributes } from "./attributes.ts";

/** A pkiMessage (RFC 8894 section 3.2) whose signature holds. Who the signer is, and whether it may ask, is for the caller to judge. */
export interface PkiMessage {
	readonly signed: SignedData;
	readonly transactionId: string;
	readonly messageType: MessageType;
	readonly senderNonce: Uint8Array;
	readonly recipientNonce: Uint8Array | null;
	readonly pkiStatus: PkiStatus | null;
	readonly failInfo: FailInfo | null;
	/** DER; self-signed for a first request. Its key is RSA, or no answer could be encrypted to it. */
	readonly signer: Uint8Array;
	/** The digest that the client signed with, and so understands. */
	readonly hash: Hash;
	readonly signingTime: number | null;
	/** The pkcsPKIEnvelope; empty where the message has none. */
	readonly envelope: Uint8Array;
}

export type PkiMessageRefusal = SignatureRefusal | "signer-key-not-rsa";

export type ParsedPkiMessage =
	| { readonly ok: true; readonly message: PkiMessage }
	| {
			readonly ok: false;
			readonly reason: PkiMessageRefusal;
			/** What the message says of itself, which nothing vouches for: enough to answer a CertRep that the client can match to its request. */
			readonly claimed: Pick<ScepAttributes, "transactionId" | "messageType" | "senderNonce">;
	  };

/**
 * Decodes a pkiMessage and verifies its signature. Throws Malformed on what is not one: without its transactionID, messageType and senderNonce no
 * answer can be made. An EC signer is refused: RFC 8894 section 3.1 would encrypt to it under the challenge password, which no Apple device does.
 */
export function parsePkiMessage(bytes: Uint8Array, options: { readonly allowSha1: boolean }): ParsedPkiMessage {
	const signed = parseSignedData(bytes);
	const verified = verifySignedData(signed, { allowSha1: options.allowSha1 });
	const attributes = readScepAttributes(signed.signers[0]?.signedAttributes?.values ?? new Map());
	const { transactionId, messageType, senderNonce, recipientNonce, pkiStatus, failInfo } = attributes;
	const claimed = { transactionId, messageType, senderNonce };
	if (!verified.ok) return { ok: false, reason: verified.reason, claimed };
	if (transactionId === null) throw new Malformed("scep", "transaction-id-missing");
	if (messageType === null) throw new Malformed("scep", "message-type-missing");
	if (senderNonce === null) throw new Malformed("scep", "sender-nonce-missing");
	const { signer, hash, signingTime, content: envelope } = verified;
	if (publicKeyOf(signer)?.asymmetricKeyType !== "rsa") return { ok: false, reason: "signer-key-not-rsa", claimed };
	return {
		ok: true,
		message: { signed, transactionId, messageType, senderNonce, recipientNonce, pkiStatus, failInfo, signer, hash, signingTime, envelope },
	};
}

export type DecryptedPkiMessage =
	/** For PKCSReq and RenewalReq the certification request, DER; `cipher` is what the client understands, for the answer. */
	| { readonly ok: true; readonly content: Uint8Array; readonly cipher: ContentCipher }
	| { readonly ok: false; readonly reason: DecryptionRefusal };

/** Opens the envelope of a request with our CA's or RA's key. Throws Malformed if there is none. */
export async function decryptPkiMessage(
	message: PkiMessage,
	recipients: readonly RecipientKey[],
	options: { readonly allowSingleDes: boolean },
): Promise<DecryptedPkiMessage> {
	const enveloped = parseEnvelopedData(message.envelope);
	const decrypted = await decryptEnvelopedData(enveloped, recipients, options);
	if (!decrypted.ok) return decrypted;
	if (!enveloped.cipher) return { ok: false, reason: "algorithm-not-supported" };
	return { ok: true, content: decrypted.content, cipher: enveloped.cipher };
}
