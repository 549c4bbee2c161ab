import { Buffer } from "node:buffer";
import { createPublicKey } from "node:crypto";
import { buildSignedDataAsync } from "../src/protocol/cms/build-signed-data.ts";
import { parseCertificate } from "../src/protocol/x509/certificate.ts";
import { hostileBody } from "./hostile-body.ts";
import { selfSigned } from "./keys.ts";
import type { Answered, Broken, Identity, Line } from "./line.ts";
import type { Message, Script } from "./misbehave.ts";

const contentTypes = {
	checkIn: "application/x-apple-aspen-mdm-checkin",
	connect: "application/x-apple-aspen-mdm; charset=UTF-8",
} as const;

export interface MdmClientOptions {
	readonly line: Line;
	readonly identity: Identity;
	readonly signMessage: boolean;
	readonly clock: () => number;
	readonly script: Script;
}

export interface MdmClient {
	/** PUTs a message, signed as the profile says. Redirects are followed and forgotten, as devices do. */
	send(message: Message, address: string, body: Uint8Array): Promise<Answered | Broken>;
	close(): void;
}

const mostRedirects = 5;
const year = 365 * 86_400_000;

/** Check-in and command loop on the wire; what the script says is done to the message on its way. */
export function createMdmClient(options: MdmClientOptions): MdmClient {
	const { line, identity, clock, script } = options;
	const made = new Map<string, Identity>();

	/** Not the identity that SCEP gave, where the script says so: the very same key under a certificate of its own making, or a stranger's. */
	async function signer(): Promise<Identity> {
		const which = script.take("identity")?.identity;
		if (which === undefined) return identity;
		if (typeof which === "object") return which;
		const before = made.get(which);
		if (before !== undefined) return before;
		const keys = { privateKey: identity.key, publicKey: createPublicKey(identity.key) };
		const now = clock();
		const ends = which === "self-signed" ? now + year : now - 86_400_000;
		const certificate = await selfSigned(keys, parseCertificate(identity.certificate).subject, now - year, ends);
		const own = { certificate, key: identity.key };
		made.set(which, own);
		return own;
	}

	async function signature(message: Message, body: Uint8Array): Promise<string | undefined> {
		const wrong = script.take("signature", ({ at }) => at === undefined || at === message)?.signature;
		if (wrong === "none" || !options.signMessage) return undefined;
		if (wrong === "garbage") return "bm90IGEgc2lnbmF0dXJl";
		const by = await signer();
		const content = wrong === "other-bytes" ? Buffer.concat([body, Buffer.from("\n")]) : body;
		const signed = await buildSignedDataAsync({
			content,
			detached: true,
			certificates: [by.certificate],
			signer: by,
			hash: "sha256",
			signingTime: clock(),
		});
		return Buffer.from(signed).toString("base64");
	}

	async function send(message: Message, address: string, good: Uint8Array): Promise<Answered | Broken> {
		const replaced = script.take("body", ({ at }) => at === message)?.body;
		const body = replaced === undefined ? good : typeof replaced === "string" ? hostileBody(replaced, good) : replaced(good);
		const mdmSignature = await signature(message, body);
		const header = script.take("header");
		const breaks = script.take("line-breaks", ({ at }) => at === message) !== undefined;
		const checkIn = message === "Authenticate" || message === "TokenUpdate" || message === "CheckOut";
		const headers = {
			"User-Agent": "MDM/1.0",
			"Content-Type": checkIn ? contentTypes.checkIn : contentTypes.connect,
			...(mdmSignature === undefined ? {} : { "Mdm-Signature": mdmSignature }),
			...(header === undefined ? {} : { [header.name]: header.value }),
		};
		let url = new URL(address);
		for (let redirects = 0; ; redirects++) {
			const answer = await line.exchange(url, { method: "PUT", headers, body, breaks });
			const location = answer.ok && answer.status >= 300 && answer.status < 400 ? answer.headers.location : undefined;
			if (location === undefined || redirects >= mostRedirects) return answer;
			url = new URL(location, url);
		}
	}

	return { send, close: () => line.close() };
}
