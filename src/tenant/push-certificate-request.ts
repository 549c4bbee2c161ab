import { createHash, createPublicKey, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import { oids } from "../protocol/der/oids.ts";
import { buildName } from "../protocol/x509/name.ts";
import { derToPem } from "../protocol/x509/pem.ts";
import { buildRequest } from "../protocol/x509/request.ts";
import type { PendingPushKey, PushCertificateStore } from "./ports.ts";
import { sealPushKey } from "./push-key.ts";

/**
 * Makes a key and a request for an Apple MDM push certificate, and keeps the key until the certificate that answers it is uploaded. Any number of
 * requests may wait: the certificate finds its key.
 *
 * Apple's portal (identity.apple.com/pushcert) does not take this request as it is. It wants it signed by an MDM vendor: a base64 property list with
 * PushCertRequestCSR, PushCertCertificateChain and PushCertSignature. An organisation that has a vendor certificate (Apple Developer Enterprise
 * Program, or the MDM vendor option of the Developer Program) makes that with `buildVendorSignedRequest`; every other sends the request to a vendor who
 * signs it.
 *
 * To renew, sign in to the portal with the same Apple Account and choose Renew beside the old certificate. Create makes a certificate of another topic,
 * to which no enrolled device listens.
 */
export async function createPushCertificateRequest(
	work: Work<{ readonly pushCertificates: PushCertificateStore }>,
	options: { readonly sealer: Sealer; readonly organization: string; readonly mail?: string; readonly now: number },
): Promise<{ readonly pem: string; readonly der: Uint8Array; readonly pending: PendingPushKey }> {
	// 2048 bits is what Apple's portal takes.
	const { privateKey: key } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
	const mail = options.mail !== undefined && /^[\x21-\x7e]+$/.test(options.mail) ? options.mail : null;
	const subject = buildName([
		{ type: oids.commonName, value: options.organization === "" ? "Genkan" : options.organization },
		...(mail === null ? [] : [{ type: oids.emailAddress, value: mail }]),
	]);
	const spki = createPublicKey(key).export({ format: "der", type: "spki" });
	const der = buildRequest({ subject, key, spki });
	const id = createHash("sha256").update(spki).digest("hex").slice(0, 32);
	const pem = derToPem(der, "CERTIFICATE REQUEST");
	const pending = { id, key: sealPushKey(options.sealer, id, key), csr: pem, createdAt: options.now };
	await work.write((stores) => stores.pushCertificates.addPendingKey(pending));
	return { pem, der, pending };
}
