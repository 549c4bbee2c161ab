import { createHash, generateKeyPair, type KeyObject, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { ContentCipher } from "../../src/protocol/cms/content-encryption.ts";
import { oids } from "../../src/protocol/der/oids.ts";
import { buildPkcsReq } from "../../src/protocol/scep/build-request.ts";
import { type CertRep, parseCertRep } from "../../src/protocol/scep/parse-cert-rep.ts";
import { buildCertificateAsync } from "../../src/protocol/x509/build-certificate.ts";
import { buildName } from "../../src/protocol/x509/name.ts";
import { buildRequest } from "../../src/protocol/x509/request.ts";
import type { Hash } from "../../src/protocol/x509/signature.ts";
import type { House } from "./harness.ts";

export interface KeyPair {
	readonly publicKey: KeyObject;
	readonly privateKey: KeyObject;
}

export const rsaKeys = (bits = 2048): Promise<KeyPair> => promisify(generateKeyPair)("rsa", { modulusLength: bits });

/** What a request asks for; all that is left out is as a phone does it. */
export interface Wish {
	readonly challenge?: string;
	/** The pair to be certified. */
	readonly keys?: KeyPair;
	/** Signs the message; self-signed with `keys` where it is left out. */
	readonly signer?: { readonly certificate: Uint8Array; readonly key: KeyObject };
	readonly messageType?: "PKCSReq" | "RenewalReq";
	readonly cipher?: ContentCipher;
	readonly hash?: Hash;
	/** Changes the certification request before it is put into its envelope. */
	readonly spoil?: (csr: Buffer) => Buffer;
}

export interface ScepRequest {
	readonly bytes: Uint8Array;
	readonly keys: KeyPair;
	readonly signer: { readonly certificate: Uint8Array; readonly key: KeyObject };
}

const hour = 3_600_000;
const wished = buildName([{ type: oids.commonName, value: "wished" }]);

/** Builds a request by hand, addressed to the house's registration authority. */
export async function scepRequest(house: House, wish: Wish = {}): Promise<ScepRequest> {
	const keys = wish.keys ?? (await rsaKeys());
	const { messageType = "PKCSReq", cipher = "aes-128-cbc", hash = "sha256", challenge } = wish;
	const spki = keys.publicKey.export({ format: "der", type: "spki" });
	const csr = buildRequest({
		subject: wished,
		key: keys.privateKey,
		sans: { dns: ["wished.example"] },
		...(challenge === undefined ? {} : { challengePassword: challenge }),
	});
	const now = house.clock.now();
	const signer = wish.signer ?? { certificate: await selfSigned(keys, now), key: keys.privateKey };
	const authority = await house.domain.authority();
	const bytes = await buildPkcsReq({
		csr: wish.spoil?.(csr) ?? csr,
		signer,
		recipients: [authority.registration.certificate.der],
		cipher,
		hash,
		transactionId: createHash("sha256").update(spki).digest("hex"),
		senderNonce: randomBytes(16),
		messageType,
	});
	return { bytes, keys, signer };
}

/** The certificate with which a client without any signs its first request (RFC 8894 section 2.3). */
export const selfSigned = (keys: KeyPair, now: number): Promise<Uint8Array> =>
	buildCertificateAsync(
		{
			subject: wished,
			issuer: wished,
			serial: Buffer.of(1),
			notBefore: now - hour,
			notAfter: now + hour,
			spki: keys.publicKey.export({ format: "der", type: "spki" }),
			extensions: [],
		},
		{ key: keys.privateKey, hash: "sha256" },
	);

export const postOperation = (address: string, bytes: Uint8Array): Promise<Response> =>
	fetch(`${address}?operation=PKIOperation`, {
		method: "POST",
		headers: { "content-type": "application/x-pki-message" },
		body: Buffer.from(bytes),
	});

export const getOperation = (address: string, message: string): Promise<Response> =>
	fetch(`${address}?operation=PKIOperation&message=${message}`);

/** Reads the answer as the client that sent the request. */
export async function certRepOf(house: House, response: Response, request: ScepRequest): Promise<CertRep> {
	if (response.status !== 200) throw new Error(`answered ${response.status}`);
	const authority = await house.domain.authority();
	const parsed = await parseCertRep(Buffer.from(await response.arrayBuffer()), {
		recipients: [request.signer],
		authorities: [authority.registration.certificate.der],
		allowSha1: true,
		allowSingleDes: true,
	});
	if (!parsed.ok) throw new Error(parsed.reason);
	return parsed.certRep;
}

/** The issued certificate, or the failInfo. */
export async function outcomeOf(house: House, response: Response, request: ScepRequest): Promise<Buffer | string> {
	const certRep = await certRepOf(house, response, request);
	if (certRep.status !== "success") return certRep.status === "failure" ? String(certRep.failInfo) : certRep.status;
	const [issued] = certRep.certificates;
	if (issued === undefined) throw new Error("no certificate in the answer");
	return Buffer.from(issued);
}
