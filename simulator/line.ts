import { Buffer } from "node:buffer";
import type { KeyObject } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { rootCertificates } from "node:tls";
import { derToPem } from "../src/protocol/x509/pem.ts";

/** A device's certificate and its private key. */
export interface Identity {
	/** DER. */
	readonly certificate: Uint8Array;
	readonly key: KeyObject;
}

export interface LineOptions {
	/** PEM: the only anchors of this line; none: those that Node brings. */
	readonly roots: readonly string[];
	/** Offered as TLS client certificate to a server that asks. */
	readonly identity?: Identity | undefined;
	readonly timeoutMs: number;
}

interface Exchange {
	readonly method: "GET" | "POST" | "PUT";
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: Uint8Array;
	/** Drops the connection as soon as the server begins to answer: it has done its work, and the device never learns of it. */
	readonly breaks?: boolean;
}

export interface Answered {
	readonly ok: true;
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

/** NSURLErrorDomain's code says the same: -1001, -1003, -1004, -1005, -1202. */
export type Broken = { readonly ok: false; readonly fault: LineFault; readonly code: number; readonly detail: string };

type LineFault = "timed-out" | "host-not-found" | "cannot-connect" | "connection-lost" | "server-not-trusted";

const urlErrorCodes: Readonly<Record<LineFault, number>> = {
	"timed-out": -1001,
	"host-not-found": -1003,
	"cannot-connect": -1004,
	"connection-lost": -1005,
	"server-not-trusted": -1202,
};

/** More than any page, profile or command. */
const longestAnswer = 16 * 1024 * 1024;

export interface Line {
	exchange(url: URL, what: Exchange): Promise<Answered | Broken>;
	close(): void;
}

/** HTTPS as a device speaks it: kept connections, TLS 1.2 at least, a server that is trusted or no word at all. Redirects are the caller's. */
export function createLine(options: LineOptions): Line {
	const { roots, identity, timeoutMs } = options;
	const agent = new Agent({
		keepAlive: true,
		maxSockets: 2,
		minVersion: "TLSv1.2",
		ca: roots.length > 0 ? [...roots] : [...rootCertificates],
		...(identity === undefined
			? {}
			: {
					cert: derToPem(identity.certificate, "CERTIFICATE"),
					key: identity.key.export({ format: "pem", type: "pkcs8" }),
				}),
	});

	function attempt(url: URL, what: Exchange, again: boolean): Promise<Answered | Broken> {
		return new Promise((resolve) => {
			const body = what.body ?? Buffer.alloc(0);
			const bodyless = what.method === "GET";
			const request = httpsRequest(url, {
				agent,
				method: what.method,
				headers: { ...what.headers, ...(bodyless ? {} : { "Content-Length": String(body.length) }) },
			});
			let over = false;
			const timer = setTimeout(() => end(broken("timed-out", "no answer in time")), timeoutMs);
			const end = (result: Answered | Broken): void => {
				if (over) return;
				over = true;
				clearTimeout(timer);
				resolve(result);
				if (!result.ok) request.destroy();
			};
			request.on("error", (error: NodeJS.ErrnoException) => {
				// A kept connection that the server closed in the same moment: every client tries that once more, on a new one.
				if (!over && !again && request.reusedSocket && error.code === "ECONNRESET") {
					over = true;
					clearTimeout(timer);
					resolve(attempt(url, what, true));
				} else end(broken(faultOf(error), error.code ?? "lost"));
			});
			request.on("response", (response) => {
				if (what.breaks === true) return end(broken("connection-lost", "broken on purpose"));
				const parts: Buffer[] = [];
				let length = 0;
				response.on("data", (part: Buffer) => {
					length += part.length;
					if (length > longestAnswer) end(broken("connection-lost", "answer too long"));
					else parts.push(part);
				});
				response.on("end", () =>
					end({ ok: true, status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
				);
				response.on("error", () => end(broken("connection-lost", "answer cut")));
				response.on("close", () => end(broken("connection-lost", "answer cut")));
			});
			request.end(body);
		});
	}

	return { exchange: (url, what) => attempt(url, what, false), close: () => agent.destroy() };
}

function broken(fault: LineFault, detail: string): Broken {
	return { ok: false, fault, code: urlErrorCodes[fault], detail };
}

function faultOf(error: NodeJS.ErrnoException): LineFault {
	const code = error.code ?? "";
	if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "host-not-found";
	if (code === "ETIMEDOUT") return "timed-out";
	if (code === "ECONNREFUSED" || code === "EHOSTUNREACH" || code === "ENETUNREACH") return "cannot-connect";
	// What OpenSSL says of chains, dates and names; resets and alerts have other names.
	if (/CERT|ISSUER|LEAF_SIGNATURE|ALTNAME/.test(code)) return "server-not-trusted";
	return "connection-lost";
}
