import { hash } from "node:crypto";
import type { IdentityFact } from "../evidence/facts.ts";
import type { SignerCache } from "../protocol/cms/signer-cache.ts";
import { verifyMdmSignature } from "../protocol/cms/verify-mdm-signature.ts";
import type { SignatureRefusal } from "../protocol/cms/verify-signed-data.ts";
import { Malformed } from "../protocol/malformed.ts";
import { type Certificate, parseCertificate } from "../protocol/x509/certificate.ts";
import { nameToString } from "../protocol/x509/name.ts";
import { isSignedBy } from "../protocol/x509/verify.ts";

/**
 * Who signed a message, as far as the message and our CA tell. Whether the identity fits the device is the store's to say: `ours` means only that
 * our CA issued the certificate and that its key signed these very bytes.
 */
export type SignedBy =
	| { readonly state: "missing" | "malformed" | "signature-wrong"; readonly reason: string }
	| ({ readonly state: "ours" | "not-ours" } & Signer);

export interface Signer {
	/** SHA-256 of the certificate, hexadecimal. */
	readonly fingerprint: string;
	readonly subject: string;
	/** Hexadecimal. */
	readonly serial: string;
	readonly notBefore: number;
	readonly notAfter: number;
}

/** `signature`: its own value, without the encoding around it; null where none verifies. */
export type Signed = SignedBy & { readonly signature: Uint8Array | null };

/**
 * Of all that can be wrong with a signature, what says that these are not the bytes that were signed, or not by this key. Nobody must look for a proxy
 * that changes messages where the client only signs with an algorithm of old.
 */
const unfitting: ReadonlySet<SignatureRefusal> = new Set(["signature-wrong", "message-digest-mismatch"]);

export type Identify = (signature: string | undefined, body: Uint8Array) => Signed;

/**
 * Makes the function that tells who signed a message. The chain of a certificate is verified once and remembered by its fingerprint, since a
 * device signs every message with the same one; dates and revocation change, and are judged each time.
 *
 * @param authorities certificates of our CA that may have issued identities, the present one first
 * @param remembered how many certificates to remember; each costs about 1 KB
 * @param options.allowSha1 for test clients, whose libraries sign nothing else; devices sign with SHA-256
 */
export function createIdentify(
	authorities: readonly Certificate[],
	signers: SignerCache,
	remembered: number,
	options: { readonly allowSha1?: boolean } = {},
): Identify {
	const known = new Map<string, Extract<SignedBy, Signer>>();
	return (signature, body) => {
		if (signature === undefined || signature === "") return { state: "missing", reason: "no-signature", signature: null };
		try {
			const verified = verifyMdmSignature(signature, body, signers, options);
			if (!verified.ok)
				return { state: unfitting.has(verified.reason) ? "signature-wrong" : "malformed", reason: verified.reason, signature: null };
			const fingerprint = hash("sha256", verified.signer, "hex");
			let signer = known.get(fingerprint);
			if (signer === undefined) {
				const certificate = parseCertificate(verified.signer);
				const ours = authorities.some((authority) => isSignedBy(certificate, authority));
				const { serial, notBefore, notAfter } = certificate;
				signer = {
					state: ours ? "ours" : "not-ours",
					fingerprint,
					subject: nameToString(certificate.subject),
					serial,
					notBefore,
					notAfter,
				};
				if (known.size >= remembered) known.clear();
				// Strangers' certificates are not remembered, or they could crowd out our own.
				if (ours) known.set(fingerprint, signer);
			}
			return { ...signer, signature: verified.signature };
		} catch (error) {
			if (error instanceof Malformed) return { state: "malformed", reason: error.kind, signature: null };
			throw error;
		}
	};
}

/** The certificate as issued, with what became of it. */
export interface IssuedIdentity {
	readonly revoked: boolean;
	/** The UDID of the device that it is bound to; null while it is free. */
	readonly boundTo: string | null;
}

/**
 * Judges whether the identity may speak for this device.
 *
 * @param issued our record of the certificate; undefined when we have none
 * @param udid the device that the message claims to be
 * @param enrolled the fingerprint that this device is enrolled with; null when it is not enrolled
 * @param mayTakeOver whether a certificate that is still free may begin the enrollment (Authenticate of a try whose user signed in)
 */
export function identityFact(
	by: SignedBy,
	issued: IssuedIdentity | undefined,
	udid: string,
	enrolled: string | null,
	mayTakeOver: boolean,
	now: number,
): IdentityFact {
	if (!("fingerprint" in by)) return { state: by.state, fingerprint: null, subject: null, notAfter: null };
	const fact = (state: IdentityFact["state"]): IdentityFact => ({
		state,
		fingerprint: by.fingerprint,
		subject: by.subject,
		notAfter: by.notAfter,
	});
	// A certificate without a record is from a store that was lost or set back: nobody can say whom it was issued to.
	if (by.state === "not-ours" || issued === undefined) return fact("not-ours");
	if (issued.revoked) return fact("revoked");
	if (now >= by.notAfter) return fact("expired");
	if (issued.boundTo !== null && issued.boundTo !== udid) return fact("another-device");
	if (enrolled === by.fingerprint || issued.boundTo === udid || mayTakeOver) return fact("trusted");
	return fact(enrolled === null ? "another-device" : "takeover");
}
