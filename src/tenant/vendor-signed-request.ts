import type { Buffer } from "node:buffer";
import { type KeyObject, sign, verify } from "node:crypto";
import { type Outcome, refused } from "../evidence/outcome.ts";
import { Malformed } from "../protocol/malformed.ts";
import { buildPlist } from "../protocol/plist/build.ts";
import { type Certificate, parseCertificate, publicKeyOf } from "../protocol/x509/certificate.ts";
import { sameName } from "../protocol/x509/name.ts";
import { derToPem, pemToDer } from "../protocol/x509/pem.ts";
import { parseRequest, verifyRequest } from "../protocol/x509/request.ts";
import { isSignedBy } from "../protocol/x509/verify.ts";

/** Apple's mark of a certificate that may sign requests of customers. */
const mdmVendor = "1.2.840.113635.100.4.12";

export type VendorSigningProblem =
	| { readonly kind: "vendor-request-unreadable" }
	| { readonly kind: "vendor-chain-unreadable" }
	/** The first of the chain is not an MDM vendor's certificate. */
	| { readonly kind: "vendor-certificate-wrong" }
	| { readonly kind: "vendor-key-mismatch" }
	/** Apple wants every certificate up to and with its root, each signed by the next. `length`: how many hang together from the first on. */
	| { readonly kind: "vendor-chain-incomplete"; readonly length: number };

/**
 * What Apple's portal takes: the request signed by an MDM vendor, as the base64 of a property list (Apple, "Setting up push notifications for your MDM
 * customers": SHA256WithRSA over the request's DER; the chain as PEM with lines of 64 characters).
 *
 * @param chainPem the vendor's certificate first, then Apple's intermediate, then Apple's root
 */
export function buildVendorSignedRequest(options: {
	readonly csrPem: string;
	readonly chainPem: string;
	readonly vendorKey: KeyObject;
}): Outcome<{ readonly text: string }, VendorSigningProblem> {
	const csr = readRequest(options.csrPem);
	if (csr === undefined) return refused({ kind: "vendor-request-unreadable" });
	const chain = readChain(options.chainPem);
	const vendor = chain?.[0];
	if (chain === undefined || vendor === undefined) return refused({ kind: "vendor-chain-unreadable" });
	if (!vendor.extensions.has(mdmVendor)) return refused({ kind: "vendor-certificate-wrong" });
	const key = publicKeyOf(vendor);
	const signature = sign("sha256", csr, options.vendorKey);
	if (key === undefined || !verify("sha256", csr, key, signature)) return refused({ kind: "vendor-key-mismatch" });
	const complete = unbroken(chain);
	const last = chain[complete - 1];
	if (complete !== chain.length || last === undefined || !sameName(last.subject, last.issuer)) {
		return refused({ kind: "vendor-chain-incomplete", length: complete });
	}
	const plist = buildPlist({
		PushCertRequestCSR: csr.toString("base64"),
		PushCertCertificateChain: chain.map(({ der }) => derToPem(der, "CERTIFICATE")).join(""),
		PushCertSignature: signature.toString("base64"),
	});
	return { ok: true, text: plist.toString("base64") };
}

function readRequest(pem: string): Buffer | undefined {
	try {
		const [der] = [...pemToDer(pem, "CERTIFICATE REQUEST"), ...pemToDer(pem, "NEW CERTIFICATE REQUEST")];
		return der !== undefined && verifyRequest(parseRequest(der)) ? der : undefined;
	} catch (error) {
		if (error instanceof Malformed) return undefined;
		throw error;
	}
}

function readChain(pem: string): Certificate[] | undefined {
	try {
		return pemToDer(pem, "CERTIFICATE").map((der) => parseCertificate(der));
	} catch (error) {
		if (error instanceof Malformed) return undefined;
		throw error;
	}
}

/** How many of the chain, from the first on, are signed by the one after. */
function unbroken(chain: readonly Certificate[]): number {
	const broken = chain.findIndex((certificate, at) => {
		const issuer = chain[at + 1];
		return issuer !== undefined && !(sameName(certificate.issuer, issuer.subject) && isSignedBy(certificate, issuer));
	});
	return broken < 0 ? chain.length : broken + 1;
}
