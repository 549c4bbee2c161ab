import { Buffer } from "node:buffer";
import type { ClientRequest, IncomingMessage } from "node:http";
import { Agent, request } from "node:https";

export interface AdeRequest {
	readonly method: "GET" | "POST" | "DELETE";
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
}

/** `failed`: no answer, or not the whole of it; `reason` is an error's code or a word of ours, never a message. */
export type AdeExchange =
	| {
			readonly kind: "answered";
			readonly status: number;
			readonly body: string;
			readonly session: string | null;
			readonly retryAfter: string | null;
			readonly date: string | null;
	  }
	| { readonly kind: "too-large"; readonly status: number; readonly date: string | null }
	| { readonly kind: "failed"; readonly reason: string };

export interface AdeConnection {
	exchange(request: AdeRequest): Promise<AdeExchange>;
	/** Ends what is under way as failed. */
	close(): void;
}

/** A page of 1000 devices has half a megabyte. Thirty-two may be under way at once, and what is read takes several times its size. */
const mostBody = 8 * 1024 * 1024;
/** Of a refusal only its first words are read. */
const mostRefusal = 64 * 1024;
/** A kept connection that the other side has closed in the meantime fails the next request on it, and an assignment must not be sent twice. */
const keptFor = 5_000;

/** HTTPS to Apple's device service. Connections are kept between requests and shared by all tokens. Redirects are answers, and never followed. */
export function createAdeConnection(options: {
	readonly url: string;
	/** PEM; only for a stand-in: Apple's own chain is in the system's trust. */
	readonly ca?: string;
	readonly connectTimeoutMs: number;
	/** Of one request from when it has its connection. */
	readonly timeoutMs: number;
}): AdeConnection {
	const { hostname, port, pathname } = new URL(options.url);
	const base = pathname.replace(/\/+$/, "");
	const agent = new Agent({
		keepAlive: true,
		maxSockets: 128,
		timeout: keptFor,
		minVersion: "TLSv1.2",
		...(options.ca === undefined ? {} : { ca: options.ca }),
	});
	const underWay = new Set<(reason: string) => void>();
	let closed = false;

	function exchange({ method, path, headers, body }: AdeRequest): Promise<AdeExchange> {
		if (closed) return Promise.resolve({ kind: "failed", reason: "stopping" });
		return new Promise((resolve) => {
			let made: ClientRequest | undefined;
			const timers: NodeJS.Timeout[] = [];
			const settle = (answer: AdeExchange) => {
				if (!underWay.delete(abandon)) return;
				for (const timer of timers) clearTimeout(timer);
				resolve(answer);
			};
			const abandon = (reason: string) => {
				settle({ kind: "failed", reason });
				made?.destroy();
			};
			underWay.add(abandon);
			made = request({
				agent,
				host: hostname.replace(/^\[|\]$/g, ""),
				port: port === "" ? 443 : Number(port),
				method,
				path: `${base}${path}`,
				headers: { ...headers, ...(body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) }) },
			});
			const sent = made;
			sent.once("socket", (socket) => {
				timers.push(setTimeout(() => abandon("timeout"), options.timeoutMs));
				if (sent.reusedSocket) return;
				const connecting = setTimeout(() => abandon("connect timeout"), options.connectTimeoutMs);
				timers.push(connecting);
				socket.once("secureConnect", () => clearTimeout(connecting));
			});
			sent.once("response", (answer) => void read(answer).then(settle));
			// It stays: destroying a request that has no answer yet emits an error too.
			sent.on("error", (error) => abandon(codeOf(error)));
			sent.end(body);
		});
	}

	return {
		exchange,
		close() {
			closed = true;
			for (const abandon of [...underWay]) abandon("stopping");
			agent.destroy();
		},
	};
}

/** Reads it to its end. Never rejects: what breaks off is failed. */
function read(answer: IncomingMessage): Promise<AdeExchange> {
	return new Promise((resolve) => {
		const status = answer.statusCode ?? 0;
		const date = textOf(answer.headers.date);
		const pieces: Buffer[] = [];
		let length = 0;
		const finish = () =>
			resolve({
				kind: "answered",
				status,
				body: Buffer.concat(pieces).toString("utf8"),
				session: textOf(answer.headers["x-adm-auth-session"]),
				retryAfter: textOf(answer.headers["retry-after"]),
				date,
			});
		answer.on("data", (piece: Buffer) => {
			length += piece.length;
			if (length <= (status === 200 ? mostBody : mostRefusal)) {
				pieces.push(piece);
				return;
			}
			if (status === 200) resolve({ kind: "too-large", status, date });
			else finish();
			answer.destroy();
		});
		answer.once("end", finish);
		answer.once("error", (error) => resolve({ kind: "failed", reason: codeOf(error) }));
		answer.once("close", () => resolve({ kind: "failed", reason: "connection closed" }));
	});
}

function textOf(header: string | string[] | undefined): string | null {
	return header === undefined ? null : Array.isArray(header) ? header.join(",") : header;
}

/** An error's code; its message may hold addresses and bytes. */
function codeOf(error: Error): string {
	return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
