import { Buffer } from "node:buffer";
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { buildSignedData } from "../src/protocol/cms/build-signed-data.ts";
import { buildCertsOnly } from "../src/protocol/cms/certs-only.ts";
import { oids } from "../src/protocol/der/oids.ts";
import { ALL_ACCESS_RIGHTS } from "../src/protocol/mdm/access-rights.ts";
import { buildEnrollmentProfile, type EnrollmentProfile } from "../src/protocol/mdm/enrollment-profile.ts";
import { buildPlist } from "../src/protocol/plist/build.ts";
import { buildCertRepFailure, buildCertRepSuccess } from "../src/protocol/scep/build-cert-rep.ts";
import { capabilitiesText, type ScepCapability } from "../src/protocol/scep/capabilities.ts";
import { decodeGetMessage } from "../src/protocol/scep/get-message.ts";
import { decryptPkiMessage, parsePkiMessage } from "../src/protocol/scep/message.ts";
import { buildCertificate } from "../src/protocol/x509/build-certificate.ts";
import { basicConstraints, keyUsage } from "../src/protocol/x509/extension.ts";
import { buildName } from "../src/protocol/x509/name.ts";
import { parseRequest, verifyRequest } from "../src/protocol/x509/request.ts";
import { createServerCertificate } from "./apple-issuer.ts";

/** What came to /checkin or /mdm. */
export interface Received {
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
	/** The certificate offered in the TLS handshake, DER. */
	readonly offered: Buffer | null;
}

export interface Answer {
	readonly status: number;
	readonly type?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: Uint8Array | string;
}

export interface SmallServerOptions {
	/** Whether a registration authority answers in the CA's place; `of-another-ca` is one that the CA never issued. */
	readonly ra?: "yes" | "no" | "of-another-ca";
	readonly without?: readonly ScepCapability[];
}

export interface Authority {
	readonly certificate: Uint8Array;
	readonly key: KeyObject;
}

/** A small MDM server on the codecs alone, for the tests of the phone: it has no rules, it notes what came. */
export interface SmallServer {
	readonly url: string;
	/** PEM of its TLS certificate. */
	readonly root: string;
	readonly ca: Authority;
	readonly received: readonly Received[];
	/** Verbs and message types of every PKIOperation, and the challenges that came. */
	readonly scep: { readonly verb: string; readonly messageType: string; readonly challenge: string | null }[];
	/** Commands to give, in their order. */
	readonly commands: Uint8Array[];
	/** Asked first for every request to an address that begins with this; undefined lets it pass. */
	intercept(prefix: string, answer: (request: Received) => Answer | "break" | undefined): void;
	profile(change?: (profile: EnrollmentProfile) => EnrollmentProfile): EnrollmentProfile;
	/** The profile as the phone would download it. */
	signed(profile: EnrollmentProfile): Uint8Array;
	stop(): Promise<void>;
}

const day = 86_400_000;

/** A name of its own, a key of its own. */
export function createAuthority(commonName: string, issuer?: Authority): Authority {
	const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
	const name = buildName([{ type: oids.commonName, value: commonName }]);
	const certificate = buildCertificate(
		{
			subject: name,
			issuer: issuer === undefined ? name : buildName([{ type: oids.commonName, value: "Small CA" }]),
			serial: Buffer.concat([Buffer.of(1), randomBytes(8)]),
			notBefore: Date.now() - day,
			notAfter: Date.now() + day,
			spki: createPublicKey(key).export({ format: "der", type: "spki" }),
			extensions:
				issuer === undefined
					? [basicConstraints({ ca: true }), keyUsage(["keyCertSign", "digitalSignature", "keyEncipherment"])]
					: [basicConstraints({ ca: false }), keyUsage(["digitalSignature", "keyEncipherment"])],
		},
		{ key: issuer?.key ?? key, hash: "sha256" },
	);
	return { certificate, key };
}

export async function startSmallServer(options: SmallServerOptions = {}): Promise<SmallServer> {
	const tls = createServerCertificate({ now: Date.now() });
	const ca = createAuthority("Small CA");
	const ra =
		options.ra === undefined || options.ra === "no"
			? null
			: createAuthority("Small RA", options.ra === "yes" ? ca : createAuthority("Small CA"));
	const received: Received[] = [];
	const scep: SmallServer["scep"] = [];
	const commands: Uint8Array[] = [];
	const rules: { prefix: string; answer: (request: Received) => Answer | "break" | undefined }[] = [];

	const server = createServer(
		{ cert: tls.certificatePem, key: tls.keyPem, requestCert: true, rejectUnauthorized: false },
		(request, response) => {
			handle(request, response).catch((error: unknown) => {
				response.destroy();
				throw error;
			});
		},
	);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	// A test that fails before it stops its server still ends.
	server.unref();
	const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

	async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const parts: Buffer[] = [];
		for await (const part of request) parts.push(part as Buffer);
		const raw = (request.socket as TLSSocket).getPeerCertificate().raw;
		const path = request.url ?? "";
		const one: Received = { path, headers: request.headers, body: Buffer.concat(parts), offered: raw ?? null };
		if (request.method === "PUT") received.push(one);
		const ruled = rules.find(({ prefix }) => path.startsWith(prefix))?.answer(one);
		if (ruled === "break") {
			request.socket.destroy();
			return;
		}
		const answer = ruled ?? (await usual(request, one));
		response.writeHead(answer.status, { ...(answer.type === undefined ? {} : { "Content-Type": answer.type }), ...answer.headers });
		response.end(answer.body ?? "");
	}

	async function usual(request: IncomingMessage, { path, body }: Received): Promise<Answer> {
		const { pathname, search } = new URL(path, url);
		if (pathname === "/checkin") return { status: 200 };
		if (pathname === "/mdm") return { status: 200, body: commands.shift() ?? "" };
		if (pathname !== "/scep") return { status: 404, type: "text/plain", body: "nothing here" };
		const operation = /[?&]operation=([A-Za-z]+)/.exec(search)?.[1];
		if (operation === "GetCACaps") return { status: 200, type: "text/plain", body: capabilitiesText(new Set(options.without ?? [])) };
		if (operation === "GetCACert") {
			return ra === null
				? { status: 200, type: "application/x-x509-ca-cert", body: ca.certificate }
				: { status: 200, type: "application/x-x509-ca-ra-cert", body: buildCertsOnly([ra.certificate, ca.certificate]) };
		}
		const message = request.method === "POST" ? body : decodeGetMessage(/[?&]message=([^&]*)/.exec(search)?.[1] ?? "");
		return { status: 200, type: "application/x-pki-message", body: await pkiOperation(message, request.method ?? "") };
	}

	async function pkiOperation(bytes: Uint8Array, verb: string): Promise<Uint8Array> {
		const parsed = parsePkiMessage(bytes, { allowSha1: false });
		if (!parsed.ok) throw new Error(parsed.reason);
		const { message } = parsed;
		const signer = ra ?? ca;
		const opened = await decryptPkiMessage(message, [signer], { allowSingleDes: false });
		if (!opened.ok) throw new Error(opened.reason);
		const request = parseRequest(opened.content);
		if (!verifyRequest(request)) throw new Error("the request's signature is wrong");
		scep.push({ verb, messageType: String(message.messageType), challenge: request.challengePassword });
		const reply = {
			signer,
			hash: message.hash,
			transactionId: message.transactionId,
			recipientNonce: message.senderNonce,
			senderNonce: randomBytes(16),
		};
		if (message.messageType === "PKCSReq" && request.challengePassword !== "open sesame") {
			return buildCertRepFailure({ ...reply, failInfo: "badRequest", failInfoText: "no such challenge" });
		}
		const issued = buildCertificate(
			{
				subject: request.subject,
				issuer: buildName([{ type: oids.commonName, value: "Small CA" }]),
				serial: Buffer.concat([Buffer.of(1), randomBytes(8)]),
				notBefore: Date.now() - day,
				notAfter: Date.now() + day,
				spki: request.spki,
				extensions: [keyUsage(["digitalSignature", "keyEncipherment"])],
			},
			{ key: ca.key, hash: "sha256" },
		);
		return buildCertRepSuccess({ ...reply, requestSigner: message.signer, issued, chain: [ca.certificate], cipher: opened.cipher });
	}

	function profile(change: (profile: EnrollmentProfile) => EnrollmentProfile = (same) => same): EnrollmentProfile {
		const uuid = () => randomUUID().toUpperCase();
		return change({
			identifier: "org.example.enrollment",
			organization: "Example",
			uuids: { profile: uuid(), mdm: uuid(), scep: uuid() },
			texts: { displayName: "Management", description: "Lets Example manage this phone." },
			mdm: {
				serverUrl: `${url}/mdm`,
				checkInUrl: `${url}/checkin`,
				topic: "com.apple.mgmt.External.00000000-0000-0000-0000-000000000001",
				accessRights: ALL_ACCESS_RIGHTS,
				signMessage: true,
				checkOutWhenRemoved: true,
				serverCapabilities: [],
			},
			scep: {
				url: `${url}/scep`,
				name: "Small",
				subject: [[["CN", "phone"]], [["O", "Example"]]],
				challenge: "open sesame",
				keySize: 2048,
				keyUsage: 5,
				retries: 1,
				retryDelay: 1,
			},
			rootCertificates: [{ uuid: uuid(), displayName: "Small CA", der: ca.certificate }],
		});
	}

	return {
		url,
		root: tls.certificatePem,
		ca,
		received,
		scep,
		commands,
		intercept: (prefix, answer) => void rules.unshift({ prefix, answer }),
		profile,
		signed: (which) =>
			buildSignedData({ content: buildPlist(buildEnrollmentProfile(which)), certificates: [ca.certificate], signer: ca, hash: "sha256" }),
		stop() {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}
