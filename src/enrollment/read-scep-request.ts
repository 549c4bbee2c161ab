import { createHash, createPublicKey } from "node:crypto";
import type { MessageFault } from "../evidence/facts.ts";
import type { ContentCipher } from "../protocol/cms/content-encryption.ts";
import type { DecryptionRefusal, RecipientKey } from "../protocol/cms/decrypt-enveloped-data.ts";
import { Malformed } from "../protocol/malformed.ts";
import type { FailInfo } from "../protocol/scep/attributes.ts";
import { decryptPkiMessage, type PkiMessage, type PkiMessageRefusal, parsePkiMessage } from "../protocol/scep/message.ts";
import { type Certificate, parseCertificate } from "../protocol/x509/certificate.ts";
import { type CertificateRequest, parseRequest, verifyRequest } from "../protocol/x509/request.ts";
import { messageFault } from "./record-unreadable.ts";

/** A request for an identity that is sound in itself. Whether it is granted, is for the rules. */
export interface ScepRequest {
	readonly message: PkiMessage;
	readonly request: CertificateRequest;
	/** The certificate that signed a RenewalReq, and is to be renewed; null for a PKCSReq, which signs itself. */
	readonly renewed: Certificate | null;
	/** SHA-256 over key and transaction: the same request again has the same. */
	readonly requestHash: string;
	/** What the client understands, for the answer. */
	readonly cipher: ContentCipher;
}

/** Whom a CertRep answers. */
export type Asker = Pick<PkiMessage, "transactionId" | "senderNonce" | "hash">;

export interface UnreadableScep {
	readonly ok: false;
	readonly fault: MessageFault;
	/** The refusal to send; null where the bytes do not even say whom it would answer. */
	readonly reply: { readonly to: Asker; readonly failInfo: FailInfo; readonly text: string } | null;
}

export interface ScepReading {
	/** Our registration authority. */
	readonly recipient: RecipientKey;
	/** Single DES and SHA-1, for clients that know nothing else. */
	readonly legacyCiphers: boolean;
}

/** Takes a PKCSReq or RenewalReq out of its signature and its envelope (RFC 8894 3.2), and holds the key in it to what we certify. */
export async function readScepRequest(
	bytes: Uint8Array,
	{ recipient, legacyCiphers }: ScepReading,
): Promise<{ readonly ok: true; readonly asked: ScepRequest } | UnreadableScep> {
	let asker: Asker | null = null;
	try {
		const parsed = parsePkiMessage(bytes, { allowSha1: legacyCiphers });
		if (!parsed.ok) {
			const { transactionId, senderNonce } = parsed.claimed;
			asker = transactionId === null || senderNonce === null ? null : { transactionId, senderNonce, hash: "sha256" };
			return refusal(asker, { codec: "scep", fault: parsed.reason, offset: -1 });
		}
		const { message } = parsed;
		asker = message;
		if (message.messageType !== "PKCSReq" && message.messageType !== "RenewalReq")
			return refusal(asker, { codec: "scep", fault: notOffered, offset: -1 });
		const opened = await decryptPkiMessage(message, [recipient], { allowSingleDes: legacyCiphers });
		if (!opened.ok) return refusal(asker, { codec: "cms", fault: opened.reason, offset: -1 });
		const request = parseRequest(opened.content);
		const weakness = weaknessOf(request);
		if (weakness !== null) return refusal(asker, { codec: "x509", fault: weakness, offset: -1 });
		const renewed = message.messageType === "RenewalReq" ? parseCertificate(message.signer) : null;
		const requestHash = createHash("sha256").update(request.spki).update(message.transactionId).digest("hex");
		return { ok: true, asked: { message, request, renewed, requestHash, cipher: opened.cipher } };
	} catch (error) {
		if (error instanceof Malformed) return refusal(asker, messageFault(error));
		throw error;
	}
}

const notOffered = "message-type-not-offered";

type Weakness = "request-signature-wrong" | "key-not-rsa" | "key-too-short";

/** Ciphers, hashes and keys that are not taken (RFC 8894 3.2.1.4.5). Whatever else is wrong was not authentic, or damaged on its way. */
const notTaken: ReadonlySet<string> = new Set<PkiMessageRefusal | DecryptionRefusal | Weakness>([
	"algorithm-not-supported",
	"single-des-refused",
	"signer-key-not-rsa",
	"key-not-rsa",
	"key-too-short",
]);

function refusal(to: Asker | null, fault: MessageFault): UnreadableScep {
	const text = fault.fault;
	const failInfo = text === notOffered ? "badRequest" : notTaken.has(text) ? "badAlg" : "badMessageCheck";
	return { ok: false, fault, reply: to === null ? null : { to, failInfo, text } };
}

/** Why a request's key is not to be certified; null when it is good. Devices use RSA-2048 as the profile says (Apple …security.scep.yaml, Keysize). */
function weaknessOf(request: CertificateRequest): Weakness | null {
	if (!verifyRequest(request)) return "request-signature-wrong";
	const key = createPublicKey({ key: Buffer.from(request.spki), format: "der", type: "spki" });
	if (key.asymmetricKeyType !== "rsa") return "key-not-rsa";
	return (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048 ? "key-too-short" : null;
}
