import { Buffer } from "node:buffer";
import { type Certificate, fingerprint, publicKeyOf } from "./certificate.ts";
import { nameToString, sameName } from "./name.ts";
import { verifySignature } from "./signature.ts";

export type ChainRefusal =
	| "no-issuer"
	| "bad-signature"
	| "expired"
	| "not-yet-valid"
	| "not-a-ca"
	| "path-length"
	| "unknown-critical-extension";

export type ChainResult =
	/** From the leaf to the root, both included. */
	| { readonly ok: true; readonly chain: readonly Certificate[] }
	/** `at`: the subject of the certificate that is at fault, for people. */
	| { readonly ok: false; readonly reason: ChainRefusal; readonly at: string };

export interface ChainOptions {
	/** Epoch milliseconds. */
	readonly now: number;
	/** Fingerprints of certificates whose dates do not count: Apple's device CA ended in 2014 and still vouches for every iPhone. */
	readonly ignoreDatesOf?: ReadonlySet<string>;
}

const longestChain = 8;
/** Intermediates come from whoever is to be verified: neither their number nor loops among them may cost more than this. */
const mostIntermediates = 32;
const mostSignatures = 32;

/** Whether the issuer's key made the certificate's signature: RSA PKCS#1 v1.5 or ECDSA. Names and permissions are `verifyChain`'s. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
	const key = publicKeyOf(issuer);
	return key !== undefined && verifySignature(certificate.signatureAlgorithm, key, certificate.tbs, certificate.signature);
}

/**
 * Looks for a path from the leaf to one of the roots (RFC 5280 section 6, without policies and name constraints). A root is trusted because it is
 * given; the leaf may be one. What the leaf may be used for (extendedKeyUsage) and revocation are for the caller.
 *
 * Dates are judged last, so that `expired` is said only of a certificate whose origin is proved: everything else about it is right.
 */
export function verifyChain(
	leaf: Certificate,
	intermediates: readonly Certificate[],
	roots: readonly Certificate[],
	options: ChainOptions,
): ChainResult {
	const bag = intermediates.slice(0, mostIntermediates);
	let signaturesLeft = mostSignatures;
	// The path that came furthest explains best what is wrong.
	let furthest = -1;
	let refusal: ChainResult = { ok: false, reason: "no-issuer", at: nameToString(leaf.subject) };
	const refuse = (rank: number, reason: ChainRefusal, at: Certificate): void => {
		if (rank <= furthest) return;
		furthest = rank;
		refusal = { ok: false, reason, at: nameToString(at.subject) };
	};

	/** The last of the chain is proved to have signed all before it, or is the leaf. */
	const search = (chain: readonly Certificate[]): ChainResult | undefined => {
		const last = chain.at(-1) ?? leaf;
		if (last.unknownCriticalExtensions.length > 0) {
			refuse(2 * chain.length, "unknown-critical-extension", last);
			return undefined;
		}
		if (roots.some((root) => sameBytes(root.der, last.der))) {
			const dated = judgeDates(chain, options);
			if (dated.ok) return dated;
			refuse(Number.MAX_SAFE_INTEGER, dated.reason, dated.source);
			return undefined;
		}
		let tried = false;
		for (const issuer of chain.length < longestChain ? [...roots, ...bag] : []) {
			if (!mayHaveIssued(issuer, last) || chain.some((other) => sameBytes(other.der, issuer.der))) continue;
			if (signaturesLeft-- <= 0) break;
			tried = true;
			if (!isSignedBy(last, issuer)) refuse(2 * chain.length, "bad-signature", last);
			else if (!isAuthority(issuer, roots)) refuse(2 * chain.length + 1, "not-a-ca", issuer);
			else if (issuer.pathLength !== null && countIntermediates(chain) > issuer.pathLength)
				refuse(2 * chain.length + 1, "path-length", issuer);
			else {
				const found = search([...chain, issuer]);
				if (found) return found;
			}
		}
		if (!tried) refuse(2 * chain.length, "no-issuer", last);
		return undefined;
	};
	return search([leaf]) ?? refusal;
}

function judgeDates(
	chain: readonly Certificate[],
	{ now, ignoreDatesOf }: ChainOptions,
): { ok: true; chain: readonly Certificate[] } | { ok: false; reason: "expired" | "not-yet-valid"; source: Certificate } {
	for (const certificate of chain) {
		// notAfter names a second, which is good to its end.
		const expired = now >= certificate.notAfter + 1000;
		if (!expired && now >= certificate.notBefore) continue;
		if (ignoreDatesOf?.has(fingerprint(certificate.der))) continue;
		return { ok: false, reason: expired ? "expired" : "not-yet-valid", source: certificate };
	}
	return { ok: true, chain };
}

function mayHaveIssued(issuer: Certificate, certificate: Certificate): boolean {
	if (!sameName(issuer.subject, certificate.issuer)) return false;
	// The identifiers tell apart the keys of an authority that changed its key and kept its name.
	const { authorityKeyId } = certificate;
	const { subjectKeyId } = issuer;
	return !authorityKeyId || !subjectKeyId || sameBytes(authorityKeyId, subjectKeyId);
}

/** Certificates before version 3 cannot say that they are authorities; a root may be such a one, since it is trusted by other means. */
function isAuthority(issuer: Certificate, roots: readonly Certificate[]): boolean {
	if (issuer.version < 3) return roots.includes(issuer);
	return issuer.isCa && (issuer.keyUsage === null || issuer.keyUsage.has("keyCertSign"));
}

/** What pathLenConstraint counts (RFC 5280 section 4.2.1.9): neither the leaf nor what was issued to its own name. */
function countIntermediates(chain: readonly Certificate[]): number {
	return chain.slice(1).filter(({ subject, issuer }) => !sameName(subject, issuer)).length;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return Buffer.compare(a, b) === 0;
}
