import { type KeyObject, randomBytes } from "node:crypto";
import { certificateParts, identifies } from "./certificate-identifier.ts";
import { contentCiphers, decryptContent } from "./content-encryption.ts";
import type { EnvelopedData, KeyTransportRecipient } from "./enveloped-data.ts";
import { decryptContentKey } from "./key-transport.ts";

/** Whom a message may be encrypted to: one of our certificates, DER, and its RSA key. */
export interface RecipientKey {
	readonly certificate: Uint8Array;
	readonly key: KeyObject;
}

export type DecryptionRefusal = "no-recipient" | "algorithm-not-supported" | "single-des-refused" | "decryption-failed";

export type Decryption = { readonly ok: true; readonly content: Uint8Array } | { readonly ok: false; readonly reason: DecryptionRefusal };

/**
 * Decrypts with whichever of our keys the message is for. A content that comes out is not yet proof that the key was right (`decryptContent`), so
 * the caller judges it by what it holds. Asynchronous, although node:crypto decrypts RSA only on the calling thread, so that no caller has to
 * change when that is moved elsewhere.
 */
export async function decryptEnvelopedData(
	enveloped: EnvelopedData,
	recipients: readonly RecipientKey[],
	options: { readonly allowSingleDes: boolean },
): Promise<Decryption> {
	const match = matchRecipient(enveloped.recipients, recipients);
	if (!match) return { ok: false, reason: "no-recipient" };
	const { cipher, iv, encryptedContent } = enveloped;
	if (!cipher || !match.info.transport || match.recipient.key.asymmetricKeyType !== "rsa") {
		return { ok: false, reason: "algorithm-not-supported" };
	}
	if (cipher === "des-cbc" && !options.allowSingleDes) return { ok: false, reason: "single-des-refused" };
	const { keyLength } = contentCiphers[cipher];
	const contentKey = decryptContentKey(match.info.transport, match.recipient.key, match.info.encryptedKey);
	// Whether the key or the content was wrong must not show, in the answer or in its time: whoever can tell them apart has a padding oracle
	// (RFC 3218 section 2.3.2). So a key that did not come out is replaced, and fails like any other.
	const usable = contentKey?.length === keyLength ? contentKey : randomBytes(keyLength);
	const content = decryptContent(cipher, usable, iv, encryptedContent);
	return content && usable === contentKey ? { ok: true, content } : { ok: false, reason: "decryption-failed" };
}

function matchRecipient(
	infos: readonly KeyTransportRecipient[],
	recipients: readonly RecipientKey[],
): { readonly info: KeyTransportRecipient; readonly recipient: RecipientKey } | undefined {
	const ours = recipients.map((recipient) => ({ recipient, parts: certificateParts(recipient.certificate) }));
	for (const info of infos) {
		for (const { recipient, parts } of ours) {
			if (parts && identifies(info.certificate, parts)) return { info, recipient };
		}
	}
	return undefined;
}
