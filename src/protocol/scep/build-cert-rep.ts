import { Buffer } from "node:buffer";
import type { KeyObject } from "node:crypto";
import { buildEnvelopedData } from "../cms/build-enveloped-data.ts";
import { buildSignedDataAsync } from "../cms/build-signed-data.ts";
import { buildCertsOnly } from "../cms/certs-only.ts";
import type { ContentCipher } from "../cms/content-encryption.ts";
import type { Hash } from "../x509/signature.ts";
import { type FailInfo, type ScepAttributeSpec, scepAttributes } from "./attributes.ts";

/** What every CertRep needs. */
interface CertRepSpec {
	/** Who answers: the CA, or the RA that GetCACert named. */
	readonly signer: { readonly certificate: Uint8Array; readonly key: KeyObject };
	/** The digest of the request. */
	readonly hash: Hash;
	readonly transactionId: string;
	/** The senderNonce of the request. */
	readonly recipientNonce: Uint8Array;
	/** 16 random octets of our own. */
	readonly senderNonce: Uint8Array;
	/** Epoch milliseconds. */
	readonly signingTime?: number;
}

export interface CertRepSuccessSpec extends CertRepSpec {
	/** The certificate that signed the request: the answer is encrypted to it. RSA, as `parsePkiMessage` has made sure. */
	readonly requestSigner: Uint8Array;
	/** DER. */
	readonly issued: Uint8Array;
	/** The authorities above it, DER, nearest first; Apple's devices need none, as the profile brings them. */
	readonly chain: readonly Uint8Array[];
	/** That of the request. */
	readonly cipher: ContentCipher;
}

/** The answer that carries the issued certificate (RFC 8894 section 3.3.2.1). */
export function buildCertRepSuccess(spec: CertRepSuccessSpec): Promise<Uint8Array> {
	const content = buildCertsOnly([spec.issued, ...spec.chain]);
	const envelope = buildEnvelopedData({ content, recipients: [spec.requestSigner], cipher: spec.cipher });
	return certRep(spec, envelope, { pkiStatus: "success" });
}

export interface CertRepFailureSpec extends CertRepSpec {
	readonly failInfo: FailInfo;
	/** One sentence for whoever reads the client's log (RFC 8894 section 3.2.1.4.4). */
	readonly failInfoText?: string;
}

/**
 * The answer that refuses (RFC 8894 section 3.3.2.2). The RFC lets it lack any content; like EJBCA and micromdm we send one of no octets, since
 * OpenSSL, and with it sscep, takes an absent content for a detached signature and does not verify it.
 */
export function buildCertRepFailure(spec: CertRepFailureSpec): Promise<Uint8Array> {
	const { failInfo, failInfoText } = spec;
	return certRep(spec, Buffer.alloc(0), { pkiStatus: "failure", failInfo, ...(failInfoText ? { failInfoText } : {}) });
}

function certRep(
	spec: CertRepSpec,
	content: Uint8Array,
	status: Pick<ScepAttributeSpec, "pkiStatus" | "failInfo" | "failInfoText">,
): Promise<Uint8Array> {
	const { signer, hash, transactionId, recipientNonce, senderNonce, signingTime } = spec;
	return buildSignedDataAsync({
		content,
		certificates: [signer.certificate],
		signer,
		hash,
		...(signingTime === undefined ? {} : { signingTime }),
		attributes: scepAttributes({ transactionId, messageType: "CertRep", senderNonce, recipientNonce, ...status }),
	});
}
