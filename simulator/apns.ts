import { Buffer } from "node:buffer";
import { X509Certificate } from "node:crypto";
import {
	constants,
	createSecureServer,
	type Http2SecureServer,
	type IncomingHttpHeaders,
	type ServerHttp2Session,
	type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import { createServerCertificate, type StandInIssuer } from "./apple-issuer.ts";
import type { Hold } from "./hold.ts";

/** A push that was accepted, as the phone whose token it is would get it. */
export interface StandInPush {
	/** Hexadecimal, lower case. */
	readonly token: string;
	readonly magic: string;
	readonly topic: string;
	/** `apns-expiration` in seconds. */
	readonly expiration: number;
	readonly at: number;
}

/** What the stand-in does wrong. `token` narrows it to one device, `times` to so many pushes; it is tried in the order in which it was told. */
export type ApnsMisbehaviour = (
	| {
			readonly kind: "answer";
			readonly status: number;
			readonly reason: string;
			/** Seconds. */
			readonly retryAfter?: number;
			/** Epoch milliseconds; Apple sends it with 410. */
			readonly timestamp?: number;
			/** When the answer goes out; `refusals` has it at once. */
			readonly held?: Hold;
	  }
	/** GOAWAY that says that this stream was not processed, then the end of the connection. */
	| { readonly kind: "goaway"; readonly reason: string }
	/** Takes the push in and answers when it is let go. */
	| { readonly kind: "held"; readonly by: Hold }
	/** Drops the connection without a word. */
	| { readonly kind: "close" }
) & { readonly token?: string; readonly times?: number };

export interface ApnsStandInOptions {
	/** Issues the push certificates that this service accepts. */
	readonly issuer: StandInIssuer;
	readonly now: () => number;
	/** 0, the default, takes a free one. */
	readonly port?: number;
	/** SETTINGS_MAX_CONCURRENT_STREAMS. */
	readonly streams?: number;
}

export interface ApnsStandIn {
	/** Listens on 127.0.0.1 with a certificate of its own for `localhost` and `127.0.0.1`. */
	started(): Promise<{ readonly port: number; readonly caPem: string }>;
	onPush(listener: (push: StandInPush) => void): void;
	misbehave(how: ApnsMisbehaviour): void;
	/** Forgets every misbehaviour. */
	behave(): void;
	readonly pushes: readonly StandInPush[];
	/** Every answer that was no 200: status and reason. */
	readonly refusals: readonly { readonly status: number; readonly reason: string }[];
	/** How many connections were ever made, and how many stand now. */
	connections(): { readonly made: number; readonly open: number };
	stop(): Promise<void>;
}

/** Stand-in for Apple's push service: real HTTP/2 over TLS, certificates checked, Apple's own status codes and reasons. */
export function createApnsStandIn(options: ApnsStandInOptions): ApnsStandIn {
	const pushes: StandInPush[] = [];
	const refusals: { status: number; reason: string }[] = [];
	const listeners: ((push: StandInPush) => void)[] = [];
	const sessions = new Set<ServerHttp2Session>();
	let faults: { how: ApnsMisbehaviour; left: number }[] = [];
	let made = 0;

	const certificate = createServerCertificate({ now: options.now() });
	const server = createSecureServer({
		cert: certificate.certificatePem,
		key: certificate.keyPem,
		minVersion: "TLSv1.2",
		// Apple's service asks for a certificate and answers 403 itself, so that its reason can be read.
		requestCert: true,
		rejectUnauthorized: false,
		settings: { maxConcurrentStreams: options.streams ?? 1000 },
	});
	server.on("session", (session) => {
		made += 1;
		sessions.add(session);
		session.once("close", () => sessions.delete(session));
		session.on("error", () => session.destroy());
	});
	server.on("stream", (stream, headers) => {
		let body = "";
		stream.setEncoding("utf8");
		stream.on("error", () => stream.close());
		stream.on("data", (piece: string) => {
			if (body.length <= 4096) body += piece;
		});
		stream.on("end", () => receive(stream, headers, body));
	});

	function refuse(
		stream: ServerHttp2Stream,
		status: number,
		reason: string,
		more: { retryAfter?: number; timestamp?: number; held?: Hold } = {},
	): void {
		refusals.push({ status, reason });
		if (more.held === undefined) answerRefusal(stream, status, reason, more);
		else void more.held.pass().then(() => answerRefusal(stream, status, reason, more));
	}

	function answerRefusal(
		stream: ServerHttp2Stream,
		status: number,
		reason: string,
		more: { retryAfter?: number; timestamp?: number },
	): void {
		if (stream.destroyed) return;
		stream.respond({
			":status": status,
			"apns-id": crypto.randomUUID().toUpperCase(),
			...(more.retryAfter === undefined ? {} : { "retry-after": String(more.retryAfter) }),
		});
		stream.end(JSON.stringify({ reason, ...(more.timestamp === undefined ? {} : { timestamp: more.timestamp }) }));
	}

	function takeFault(token: string): ApnsMisbehaviour | undefined {
		const fault = faults.find(({ how, left }) => left > 0 && (how.token === undefined || how.token.toLowerCase() === token));
		if (fault !== undefined) fault.left -= 1;
		return fault?.how;
	}

	function receive(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, body: string): void {
		const token = /^\/3\/device\/([0-9a-fA-F]*)$/.exec(headers[":path"] ?? "")?.[1]?.toLowerCase() ?? "";
		const fault = takeFault(token);
		const session = stream.session;
		const answer = () => {
			if (stream.destroyed) return;
			const fail = faultOf(stream, headers, token, body);
			if (fail !== null) return refuse(stream, fail.status, fail.reason);
			const { mdm } = JSON.parse(body) as { mdm: string };
			const push: StandInPush = {
				token,
				magic: mdm,
				topic: String(headers["apns-topic"]),
				expiration: Number(headers["apns-expiration"]),
				at: options.now(),
			};
			pushes.push(push);
			stream.respond({ ":status": 200, "apns-id": crypto.randomUUID().toUpperCase() });
			stream.end();
			for (const listener of listeners) listener(push);
		};
		switch (fault?.kind) {
			case undefined:
				answer();
				break;
			case "held":
				void fault.by.pass().then(answer);
				break;
			case "answer":
				refuse(stream, fault.status, fault.reason, fault);
				break;
			case "close":
				session?.destroy();
				break;
			case "goaway": {
				const lastProcessed = Math.max(0, (stream.id ?? 1) - 2);
				session?.goaway(constants.NGHTTP2_NO_ERROR, lastProcessed, Buffer.from(JSON.stringify({ reason: fault.reason })));
				setTimeout(() => session?.destroy(), 20).unref();
			}
		}
	}

	function faultOf(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, token: string, body: string) {
		if (headers[":method"] !== "POST") return { status: 405, reason: "MethodNotAllowed" };
		if (!(headers[":path"] ?? "").startsWith("/3/device/")) return { status: 404, reason: "BadPath" };
		const peer = peerCertificate(stream);
		if (peer === null) return { status: 403, reason: "MissingProviderToken" };
		const at = options.now();
		const inDates = Date.parse(peer.validFrom) <= at && at <= Date.parse(peer.validTo);
		if (!inDates || !peer.verify(options.issuer.publicKey)) return { status: 403, reason: "BadCertificate" };
		const topic = headers["apns-topic"];
		if (topic === undefined) return { status: 400, reason: "MissingTopic" };
		if (topic !== /^UID=(.+)$/m.exec(peer.subject)?.[1]) return { status: 400, reason: "BadTopic" };
		if (headers["apns-push-type"] !== "mdm") return { status: 400, reason: "InvalidPushType" };
		if (headers["apns-priority"] !== "10") return { status: 400, reason: "BadPriority" };
		if (!/^\d{1,12}$/.test(String(headers["apns-expiration"]))) return { status: 400, reason: "BadExpirationDate" };
		if (token === "" || token.length % 2 !== 0) return { status: 400, reason: "BadDeviceToken" };
		if (body === "") return { status: 400, reason: "PayloadEmpty" };
		// Apple takes any payload, and a device then ignores it in silence: the stand-in says so.
		return isMdmPayload(body) ? null : { status: 400, reason: "StandInNotAnMdmPayload" };
	}

	let listening: Promise<{ port: number; caPem: string }> | null = null;
	return {
		started() {
			listening ??= listen(server, options.port ?? 0).then((port) => ({ port, caPem: certificate.certificatePem }));
			return listening;
		},
		onPush: (listener) => void listeners.push(listener),
		misbehave: (how) => void faults.push({ how, left: how.times ?? Number.POSITIVE_INFINITY }),
		behave() {
			faults = [];
		},
		pushes,
		refusals,
		connections: () => ({ made, open: sessions.size }),
		stop() {
			for (const session of sessions) session.destroy();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}

function listen(server: Http2SecureServer, port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", () => {
			server.off("error", reject);
			resolve((server.address() as AddressInfo).port);
		});
	});
}

function peerCertificate(stream: ServerHttp2Stream): X509Certificate | null {
	// The session's socket is a proxy that stands for the TLS socket.
	const socket = stream.session?.socket;
	if (!(socket instanceof TLSSocket)) return null;
	const raw = socket.getPeerCertificate().raw;
	return raw === undefined ? null : new X509Certificate(raw);
}

function isMdmPayload(body: string): boolean {
	try {
		const value: unknown = JSON.parse(body);
		if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
		return Object.keys(value).join() === "mdm" && "mdm" in value && typeof value.mdm === "string" && value.mdm !== "";
	} catch {
		return false;
	}
}
