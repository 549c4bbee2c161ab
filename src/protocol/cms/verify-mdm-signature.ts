import { Buffer } from "node:buffer";
import { Malformed } from "../malformed.ts";
import { parseSignedData } from "./signed-data.ts";
import type { SignerCache } from "./signer-cache.ts";
import { type SignatureVerification, verifySignedData } from "./verify-signed-data.ts";

/**
 * Verifies the `Mdm-Signature` header that a device sends with SignMessage: base64 of a detached CMS over the exact bytes of the body. Call it before
 * the body is parsed. `allowSha1` is for clients with old libraries. Throws Malformed on what is not strict base64 or not CMS.
 */
export function verifyMdmSignature(
	header: string,
	body: Uint8Array,
	signers: SignerCache,
	options: { readonly allowSha1?: boolean } = {},
): SignatureVerification {
	const bytes = Buffer.from(header, "base64");
	// Node's decoder skips what it does not know; only a text that comes out again is strict base64.
	if (bytes.toString("base64") !== header) throw new Malformed("cms", "mdm-signature-not-base64");
	return verifySignedData(parseSignedData(bytes), { ...options, content: body, signers });
}
