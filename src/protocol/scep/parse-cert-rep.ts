import { Buffer } from "node:buffer";
import { parseCertsOnly } from "../cms/certs-only.ts";
import { type DecryptionRefusal, decryptEnvelopedData, type RecipientKey } from "../cms/decrypt-enveloped-data.ts";
import { parseEnvelopedData } from "../cms/enveloped-data.ts";
import { parseSignedData } from "../cms/signed-data.ts";
import { type SignatureRefusal, verifySignedData } from "../cms/verify-signed-data.ts";
import { Malformed } from "../malformed.ts";
import { type FailInfo, readScepAttributes } from "./attributes.ts";

/** An authority's answer, as its client sees it (RFC 8894 section 3.3.2). */
export type CertRep = {
	readonly transactionId: string;
	readonly senderNonce: Uint8Array | null;
	/** The client's own senderNonce, if this answers its request. */
	readonly recipientNonce: Uint8Array | null;
	/** DER; that it is the authority's is for the caller to judge. */
	readonly signer: Uint8Array;
} & (
	| { readonly status: "success" /** DER, the issued one among them. */; readonly certificates: readonly Uint8Array[] }
	| { readonly status: "failure"; readonly failInfo: FailInfo | null; readonly failInfoText: string | null }
	| { readonly status: "pending" }
);

export type ParsedCertRep =
	| { readonly ok: true; readonly certRep: CertRep }
	| { readonly ok: false; readonly reason: SignatureRefusal | DecryptionRefusal };

export interface CertRepOptions {
	/** The certificate that signed the request, and its key. */
	readonly recipients: readonly RecipientKey[];
	/** The authority's certificates from GetCACert, for answers that do not bring their signer's. */
	readonly authorities?: readonly Uint8Array[];
	readonly allowSha1: boolean;
	readonly allowSingleDes: boolean;
}

/** Decodes, verifies and decrypts a CertRep. Throws Malformed on what is none. */
export async function parseCertRep(bytes: Uint8Array, options: CertRepOptions): Promise<ParsedCertRep> {
	const signed = parseSignedData(bytes);
	const verified = verifySignedData(signed, {
		// A failure or pending answer may lack its content (RFC 8894 section 3.2): its signature is then over none.
		content: signed.content ?? Buffer.alloc(0),
		certificates: options.authorities ?? [],
		allowSha1: options.allowSha1,
	});
	if (!verified.ok) return verified;
	const { transactionId, messageType, senderNonce, recipientNonce, pkiStatus, failInfo, failInfoText } = readScepAttributes(
		verified.signedAttributes,
	);
	if (transactionId === null) throw new Malformed("scep", "transaction-id-missing");
	if (messageType !== "CertRep") throw new Malformed("scep", "not-a-cert-rep");
	if (pkiStatus === null) throw new Malformed("scep", "pki-status-missing");
	const base = { transactionId, senderNonce, recipientNonce, signer: verified.signer };
	if (pkiStatus === "pending") return { ok: true, certRep: { ...base, status: pkiStatus } };
	if (pkiStatus === "failure") return { ok: true, certRep: { ...base, status: pkiStatus, failInfo, failInfoText } };
	const decrypted = await decryptEnvelopedData(parseEnvelopedData(verified.content), options.recipients, options);
	if (!decrypted.ok) return decrypted;
	return { ok: true, certRep: { ...base, status: pkiStatus, certificates: parseCertsOnly(decrypted.content) } };
}
