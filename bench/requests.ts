import { Buffer } from "node:buffer";
import { buildSignedDataAsync } from "../src/protocol/cms/build-signed-data.ts";
import { buildAcknowledged, buildIdle } from "../src/protocol/mdm/build-result.ts";
import type { PlistDict } from "../src/protocol/plist/value.ts";
import type { Phone } from "./phones.ts";

/** A whole HTTP request as it goes on the wire. */
export function httpRequest(method: string, path: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Buffer {
	const lines = Object.entries({ Host: "localhost", ...headers, "Content-Length": String(body.length) }).map(
		([name, value]) => `${name}: ${value}`,
	);
	return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`, "latin1"), body]);
}

/** The value of Mdm-Signature: SHA-256, RSA, signing time, the signer's certificate, as an iPhone makes it. */
export async function mdmSignature(phone: Phone, body: Uint8Array, signingTime: number): Promise<string> {
	const { certificate, key } = phone;
	const der = await buildSignedDataAsync({
		content: body,
		detached: true,
		certificates: [certificate],
		signer: { certificate, key },
		hash: "sha256",
		signingTime,
	});
	return Buffer.from(der).toString("base64");
}

async function signedPut(phone: Phone, body: Uint8Array, signingTime: number): Promise<Buffer> {
	const headers = {
		"User-Agent": "MDM/1.0",
		"Content-Type": "application/xml; charset=UTF-8",
		"Mdm-Signature": await mdmSignature(phone, body, signingTime),
	};
	return httpRequest("PUT", "/mdm", headers, body);
}

export const idleRequest = (phone: Phone, signingTime: number): Promise<Buffer> =>
	signedPut(phone, buildIdle({ udid: phone.udid }), signingTime);

export const acknowledgedRequest = (phone: Phone, uuid: string, answer: PlistDict, signingTime: number): Promise<Buffer> =>
	signedPut(phone, buildAcknowledged({ udid: phone.udid }, uuid, answer), signingTime);

/** Several idle requests of each phone, no two with the same signature, dealt out to connections. */
export async function idleRequests(phones: readonly Phone[], each: number, connections: number): Promise<Buffer[][]> {
	const dealt: Buffer[][] = Array.from({ length: connections }, () => []);
	const now = Date.now();
	for (let turn = 0; turn < each; turn++) {
		const requests = await Promise.all(phones.map((phone) => idleRequest(phone, now + 1_000 * turn)));
		for (const [index, request] of requests.entries()) dealt[index % connections]?.push(request);
	}
	return dealt;
}
