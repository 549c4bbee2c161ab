import type { KeyObject } from "node:crypto";
import { buildEnvelopedData } from "../cms/build-enveloped-data.ts";
import { buildSignedDataAsync } from "../cms/build-signed-data.ts";
import type { ContentCipher } from "../cms/content-encryption.ts";
import type { Hash } from "../x509/signature.ts";
import { scepAttributes } from "./attributes.ts";

export interface PkcsReqSpec {
	/** The certification request, DER. */
	readonly csr: Uint8Array;
	/** Self-signed with the request's key for a PKCSReq, the certificate to renew for a RenewalReq. RSA. */
	readonly signer: { readonly certificate: Uint8Array; readonly key: KeyObject };
	/** The authority's certificates to encrypt to, DER. */
	readonly recipients: readonly Uint8Array[];
	readonly cipher: ContentCipher;
	readonly hash: Hash;
	readonly transactionId: string;
	readonly senderNonce: Uint8Array;
	readonly messageType: "PKCSReq" | "RenewalReq";
	/** Epoch milliseconds. */
	readonly signingTime?: number;
}

/** A client's request for a certificate (RFC 8894 section 3.3.1). */
export function buildPkcsReq(spec: PkcsReqSpec): Promise<Uint8Array> {
	const { csr, signer, recipients, cipher, hash, transactionId, senderNonce, messageType, signingTime } = spec;
	return buildSignedDataAsync({
		content: buildEnvelopedData({ content: csr, recipients, cipher }),
		certificates: [signer.certificate],
		signer,
		hash,
		...(signingTime === undefined ? {} : { signingTime }),
		attributes: scepAttributes({ transactionId, messageType, senderNonce }),
	});
}
