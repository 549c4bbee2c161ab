import type { Buffer } from "node:buffer";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants, sensitiveHeaders } from "node:http2";
import { isIP } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Clock } from "../evidence/clock.ts";
import type { Log } from "../evidence/log.ts";
import type { ApnsReply } from "./apns-answer.ts";

export interface ApnsEndpoint {
	readonly host: string;
	readonly port: number;
	/** PEM; only for a stand-in: Apple's own chain is in the system's trust. */
	readonly ca?: string;
	readonly clock: Clock;
	readonly log: Log;
	readonly connectTimeoutMs: number;
	readonly pingEveryMs: number;
	readonly pingTimeoutMs: number;
	readonly backOffMs: { readonly first: number; readonly most: number };
}

export interface ApnsCredentials {
	readonly certificatePem: string;
	readonly keyPem: string;
}

interface ApnsRequest {
	readonly headers: { readonly [name: string]: string };
	readonly body: string;
	/** Epoch milliseconds. */
	readonly deadline: number;
}

/** `unanswered`: the stream ended without an answer, so the push may go out again: APNs keeps only the last one per device. */
type ApnsExchange =
	| { readonly kind: "answered"; readonly reply: ApnsReply }
	| { readonly kind: "unanswered"; readonly reason: string }
	| { readonly kind: "timeout" };

export interface ApnsConnection {
	/** How many streams may be opened now; 0 while there is no connection. */
	free(): number;
	/** `resting`: the last connection failed, and the next is not tried before `retryAt`. */
	state(): "idle" | "connecting" | "open" | "draining" | "resting";
	failure(): { readonly code: string; readonly retryAt: number } | null;
	connect(): void;
	send(request: ApnsRequest): Promise<ApnsExchange>;
	/** Resolves when the streams in flight have ended. */
	close(): Promise<void>;
}

/** Apple sends its own limit (about 1000) in SETTINGS; a server that names none would let us open four thousand million. */
const mostStreams = 1000;
/** An answer is a short JSON object. */
const mostBody = 4096;

/** One HTTP/2 connection to APNs, made when first wanted and again after it ended. `changed` is called whenever streams may have become free. */
export function createApnsConnection(endpoint: ApnsEndpoint, credentials: ApnsCredentials, changed: () => void): ApnsConnection {
	let session: ClientHttp2Session | null = null;
	/** The session's own `socket` is a proxy that passes `destroy` to the session; this is the line itself. */
	let socket: TLSSocket | null = null;
	let ready = false;
	let draining = false;
	let limit = 0;
	let inFlight = 0;
	let failures = 0;
	let failure: { code: string; retryAt: number } | null = null;
	let closed = false;
	/** Ends the exchanges under way as unanswered. */
	const exchanges = new Set<(code: string) => void>();

	function fail(code: string): void {
		const pause = Math.min(endpoint.backOffMs.most, endpoint.backOffMs.first * 2 ** Math.min(failures, 16));
		failures += 1;
		failure = { code, retryAt: endpoint.clock.now() + pause };
		endpoint.log.warn({ code, pauseMs: pause }, "connection to the push service failed");
	}

	function open(): void {
		if (session !== null || closed || (failure !== null && endpoint.clock.now() < failure.retryAt)) return;
		let made: TLSSocket;
		try {
			made = connectTls({
				host: endpoint.host,
				port: endpoint.port,
				...(isIP(endpoint.host) === 0 ? { servername: endpoint.host } : {}),
				ALPNProtocols: ["h2"],
				cert: credentials.certificatePem,
				key: credentials.keyPem,
				minVersion: "TLSv1.2",
				...(endpoint.ca === undefined ? {} : { ca: endpoint.ca }),
			});
		} catch (error) {
			// A key that does not match, or PEM that OpenSSL cannot read, throws here and not on the socket.
			fail(codeOf(error));
			queueMicrotask(changed);
			return;
		}
		const opened = connect(`https://${endpoint.host}:${endpoint.port}`, { createConnection: () => made });
		socket = made;
		session = opened;
		let lastCode = "connection closed";
		const giveUp = setTimeout(() => end("connect timeout"), endpoint.connectTimeoutMs);
		const ping = setInterval(alive, endpoint.pingEveryMs);
		ping.unref();

		function end(code: string): void {
			clearTimeout(giveUp);
			clearInterval(ping);
			if (socket !== made) return;
			session = null;
			socket = null;
			// An idle connection that Apple closes is no failure; one that ended before its first SETTINGS, or by an error, is.
			if (!closed && (!ready || code !== "connection closed")) fail(code);
			ready = false;
			draining = false;
			opened.destroy();
			made.destroy();
			for (const abandon of [...exchanges]) abandon(code);
			changed();
		}
		// SETTINGS come first on every connection (RFC 9113 3.4); with TLS 1.3 they are also the first sign that our certificate was not refused.
		opened.on("remoteSettings", (settings) => {
			limit = Math.min(mostStreams, settings.maxConcurrentStreams ?? mostStreams);
			ready = true;
			clearTimeout(giveUp);
			changed();
		});
		opened.on("goaway", (code, _last, data) => {
			draining = true;
			const reason = goawayReason(data);
			if (code !== constants.NGHTTP2_NO_ERROR) lastCode = reason ?? `GOAWAY ${code}`;
			endpoint.log.info({ code, reason }, "the push service closes the connection");
		});
		opened.on("error", (error) => {
			lastCode = codeOf(error);
		});
		opened.once("close", () => end(lastCode));
		// With TLS 1.3 a refusal of our certificate comes after the handshake, and Node's session, destroyed with a write pending, then emits neither
		// error nor close: the socket does.
		made.once("error", (error) => end(codeOf(error)));
		made.once("close", () => end(lastCode));
	}

	/** Ends a line that went dead without a word, as those through a firewall do. */
	function alive(): void {
		const [checked, line] = [session, socket];
		if (checked === null || line === null || checked.closed || checked.destroyed || !ready) return;
		const lost = setTimeout(() => line.destroy(), endpoint.pingTimeoutMs);
		lost.unref();
		checked.ping(() => clearTimeout(lost));
	}

	function send(request: ApnsRequest): Promise<ApnsExchange> {
		return new Promise((resolve) => {
			const on = session;
			if (on === null || on.closed || on.destroyed) return resolve({ kind: "unanswered", reason: "connection closed" });
			let stream: ClientHttp2Stream;
			try {
				// The token is in the path: never indexed, so that it does not fill the header table (RFC 7541 7.1.3).
				stream = on.request({ ...request.headers, [sensitiveHeaders]: [":path"] });
			} catch (error) {
				return resolve({ kind: "unanswered", reason: codeOf(error) });
			}
			inFlight += 1;
			let status = 0;
			let apnsId: string | null = null;
			let retryAfter: string | null = null;
			let body = "";
			let ended = false;
			let reason = "stream closed";
			const settle = (exchange: ApnsExchange) => {
				if (!exchanges.delete(abandon)) return;
				clearTimeout(timer);
				inFlight -= 1;
				resolve(exchange);
			};
			const abandon = (code: string) => settle({ kind: "unanswered", reason: code });
			exchanges.add(abandon);
			const timer = setTimeout(
				() => {
					settle({ kind: "timeout" });
					stream.close(constants.NGHTTP2_CANCEL);
					alive();
				},
				Math.max(0, request.deadline - endpoint.clock.now()),
			);
			stream.setEncoding("utf8");
			stream.on("response", (headers) => {
				status = Number(headers[":status"] ?? 0);
				apnsId = text(headers["apns-id"]);
				retryAfter = text(headers["retry-after"]);
			});
			stream.on("data", (piece: string) => {
				if (body.length < mostBody) body += piece;
			});
			stream.on("end", () => {
				ended = true;
			});
			stream.on("error", (error) => {
				reason = codeOf(error);
			});
			stream.on("close", () => {
				if (status !== 0 && ended) {
					failures = 0;
					failure = null;
					settle({ kind: "answered", reply: { status, apnsId, retryAfter, body } });
				} else abandon(reason);
				changed();
			});
			stream.end(request.body);
		});
	}

	return {
		free: () => (session === null || !ready || draining || session.closed || session.destroyed ? 0 : Math.max(0, limit - inFlight)),
		state() {
			if (session === null) return failure !== null && endpoint.clock.now() < failure.retryAt ? "resting" : "idle";
			if (draining || session.closed) return "draining";
			return ready ? "open" : "connecting";
		},
		failure: () => failure,
		connect: open,
		send,
		close() {
			closed = true;
			const [last, line] = [session, socket];
			if (last === null || line === null || line.destroyed) return Promise.resolve();
			return new Promise((resolve) => {
				line.once("close", () => resolve());
				if (ready) last.close();
				else line.destroy();
			});
		},
	};
}

/** Apple puts `{"reason": …}` into a GOAWAY frame. */
function goawayReason(data: Buffer | undefined): string | null {
	const found = /"reason"\s*:\s*"([A-Za-z0-9]{1,64})"/.exec(data?.toString("latin1") ?? "");
	return found?.[1] ?? null;
}

function codeOf(error: unknown): string {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
}

function text(value: string | string[] | undefined): string | null {
	return typeof value === "string" ? value : null;
}
