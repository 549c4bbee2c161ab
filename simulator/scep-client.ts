import { Buffer } from "node:buffer";
import { createHash, type KeyObject, randomBytes } from "node:crypto";
import type { ContentCipher } from "../src/protocol/cms/content-encryption.ts";
import { oids } from "../src/protocol/der/oids.ts";
import { Malformed } from "../src/protocol/malformed.ts";
import type { InstalledEnrollmentProfile } from "../src/protocol/mdm/read-enrollment-profile.ts";
import { buildPkcsReq } from "../src/protocol/scep/build-request.ts";
import { parseCapabilities } from "../src/protocol/scep/capabilities.ts";
import { parseCertRep } from "../src/protocol/scep/parse-cert-rep.ts";
import { parseCertificate } from "../src/protocol/x509/certificate.ts";
import { buildName } from "../src/protocol/x509/name.ts";
import { buildRequest } from "../src/protocol/x509/request.ts";
import { isSignedBy } from "../src/protocol/x509/verify.ts";
import type { Fail, Failure } from "./failure.ts";
import { type KeyPair, selfSigned } from "./keys.ts";
import type { Answered, Broken, Identity, Line } from "./line.ts";
import { type Authority, readAuthority } from "./scep-authority.ts";

export type ScepPayload = InstalledEnrollmentProfile["scep"];

export interface ScepEnvironment {
	readonly line: Line;
	readonly clock: () => number;
	readonly wait: (ms: number) => Promise<void>;
	readonly fail: Fail;
	/** What stands in the request, null for none. */
	readonly challenge: string | null;
	/** The identity that a RenewalReq is signed with; without it a PKCSReq signs itself. */
	readonly renews?: Identity;
	readonly makeKeys: (bits: number) => Promise<KeyPair>;
	/** Asked before each operation: whether to fall silent. */
	readonly stops: (step: "GetCACaps" | "GetCACert" | "PKIOperation") => Failure | null;
}

/** An identity that was issued. */
export type Obtained = { readonly ok: true } & Identity;

const domain = "MCSCEPErrorDomain";
const agent = "profiled/1.0";
/** A day around now: the certificate lives as long as the request. */
const day = 86_400_000;

/** Gets an identity as a device does: GetCACaps, GetCACert, a key pair, PKIOperation (RFC 8894). */
export async function requestIdentity(payload: ScepPayload, environment: ScepEnvironment): Promise<Obtained | Failure> {
	const { line, fail, stops } = environment;
	const name = encodeURIComponent(payload.name ?? "");
	const get = (operation: string, message: string) =>
		line.exchange(operationUrl(payload.url, operation, message), { method: "GET", headers: { "User-Agent": agent } });
	const lost = (answer: Broken): Failure =>
		answer.fault === "server-not-trusted"
			? fail("DMCHTTPTransactionErrorDomain", 23002, "certificate", answer.detail, { value: payload.url })
			: fail(domain, 22005, "network", `${answer.fault} (${answer.detail})`);

	const beforeCaps = stops("GetCACaps");
	if (beforeCaps !== null) return beforeCaps;
	const caps = await get("GetCACaps", name);
	if (!caps.ok) return lost(caps);
	const able = parseCapabilities(caps.status === 200 ? caps.body.toString("utf8") : "");
	if (able.hash === "sha1" || !(able.aes || able.des3)) {
		return fail(domain, 22006, "capabilities", "no SHA-256, or neither AES nor triple DES");
	}

	const beforeCertificate = stops("GetCACert");
	if (beforeCertificate !== null) return beforeCertificate;
	const told = await get("GetCACert", name);
	if (!told.ok) return lost(told);
	const authority = readAuthority(told, payload.caFingerprint, fail);
	if (!authority.ok) return authority;

	const keys = await environment.makeKeys(payload.keySize);
	const request = await buildMessage(payload, keys, authority, able.aes ? "aes-128-cbc" : "des-ede3-cbc", environment);
	for (let tries = 0; ; tries++) {
		const beforeOperation = stops("PKIOperation");
		if (beforeOperation !== null) return beforeOperation;
		const answer = able.post
			? await line.exchange(operationUrl(payload.url, "PKIOperation"), {
					method: "POST",
					headers: { "User-Agent": agent, "Content-Type": "application/x-pki-message" },
					body: request.bytes,
				})
			: await get("PKIOperation", encodeURIComponent(Buffer.from(request.bytes).toString("base64")));
		if (!answer.ok) return lost(answer);
		const outcome = await readAnswer(answer, request, authority, fail);
		if (outcome !== "pending") return outcome;
		if (tries >= payload.retries) return fail(domain, 22013, "scep", "still pending");
		await environment.wait(1000 * payload.retryDelay);
	}
}

/** `message` stands encoded already: a `+` in it must not become a space. */
function operationUrl(address: string, operation: string, message?: string): URL {
	const url = new URL(address);
	url.search = `${url.search === "" ? "?" : `${url.search}&`}operation=${operation}${message === undefined ? "" : `&message=${message}`}`;
	return url;
}

interface Request {
	readonly bytes: Uint8Array;
	readonly transactionId: string;
	readonly senderNonce: Uint8Array;
	readonly spki: Uint8Array;
	readonly key: KeyObject;
	/** Whom the answer is encrypted to. */
	readonly signer: Identity;
}

async function buildMessage(
	payload: ScepPayload,
	keys: KeyPair,
	authority: Authority,
	cipher: ContentCipher,
	{ challenge, renews, clock }: ScepEnvironment,
): Promise<Request> {
	const spki = keys.publicKey.export({ format: "der", type: "spki" });
	const subject = buildName(payload.subject.flat().map(([type, value]) => ({ type: attributeTypes[type.toUpperCase()] ?? type, value })));
	const csr = buildRequest({ subject, key: keys.privateKey, spki, ...(challenge === null ? {} : { challengePassword: challenge }) });
	const signer = renews ?? { certificate: await selfSigned(keys, subject, clock() - day, clock() + day), key: keys.privateKey };
	const transactionId = createHash("sha256").update(spki).digest("hex");
	const senderNonce = randomBytes(16);
	const messageType = renews === undefined ? "PKCSReq" : "RenewalReq";
	const recipients = [authority.recipient.der];
	const bytes = await buildPkcsReq({ csr, signer, recipients, cipher, hash: "sha256", transactionId, senderNonce, messageType });
	return { bytes, transactionId, senderNonce, spki, key: keys.privateKey, signer };
}

async function readAnswer(answer: Answered, request: Request, authority: Authority, fail: Fail): Promise<Obtained | Failure | "pending"> {
	const invalid = (detail: string) => fail(domain, 22013, "scep", detail);
	if (answer.status !== 200) return invalid(`PKIOperation was answered ${answer.status}`);
	try {
		const parsed = await parseCertRep(answer.body, {
			recipients: [request.signer],
			authorities: authority.all.map(({ der }) => der),
			allowSha1: false,
			allowSingleDes: false,
		});
		if (!parsed.ok) return invalid(parsed.reason);
		const { certRep } = parsed;
		if (!authority.all.some(({ der }) => Buffer.compare(der, certRep.signer) === 0)) return invalid("signed by somebody else");
		if (certRep.transactionId !== request.transactionId) return invalid("answers another transaction");
		if (certRep.recipientNonce === null || Buffer.compare(certRep.recipientNonce, request.senderNonce) !== 0) return invalid("nonce");
		if (certRep.status === "pending") return "pending";
		if (certRep.status === "failure")
			return invalid(`refused: ${certRep.failInfo ?? "no failInfo"}${certRep.failInfoText === null ? "" : `, ${certRep.failInfoText}`}`);
		const issued = certRep.certificates.map(parseCertificate).find(({ spki }) => Buffer.compare(spki, request.spki) === 0);
		if (issued === undefined) return invalid("no certificate for this key");
		if (!isSignedBy(issued, authority.ca)) return fail(domain, 22007, "scep", "not issued by this CA");
		return { ok: true, certificate: Buffer.from(issued.der), key: request.key };
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		return invalid(error.message);
	}
}

/** What a SCEP payload's Subject may say (Apple com.apple.security.scep.yaml); dotted identifiers stand for themselves. */
const attributeTypes: Readonly<Record<string, string>> = {
	CN: oids.commonName,
	C: oids.countryName,
	L: oids.localityName,
	ST: oids.stateOrProvinceName,
	O: oids.organizationName,
	OU: oids.organizationalUnitName,
	UID: oids.userId,
	SERIALNUMBER: oids.serialNumber,
};
