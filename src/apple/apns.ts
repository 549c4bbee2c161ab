import { Buffer } from "node:buffer";
import type { Push, PushOutcome, PushSender } from "../devices/ports.ts";
import type { Clock } from "../evidence/clock.ts";
import type { Log } from "../evidence/log.ts";
import { readApnsReply, readConnectionFailure } from "./apns-answer.ts";
import { type ApnsConnection, type ApnsCredentials, type ApnsEndpoint, createApnsConnection } from "./apns-connection.ts";

export interface ApnsOptions extends ApnsCredentials {
	readonly host: string;
	readonly port: number;
	/** PEM; only for a stand-in of Apple's service. */
	readonly ca?: string;
	/** How many connections at most; the second is opened when the first is full or ending. */
	readonly connections?: number;
	readonly clock: Clock;
	readonly log: Log;
	readonly pushTimeoutMs?: number;
	readonly connectTimeoutMs?: number;
	readonly pingEveryMs?: number;
	readonly pingTimeoutMs?: number;
	readonly backOffMs?: { readonly first: number; readonly most: number };
}

export interface ApnsClient extends PushSender {
	/** From now on pushes go out with this certificate; those under way end on the connection where they began. */
	replaceCertificate(credentials: ApnsCredentials): void;
	/** Resolves when the pushes under way have their answers. Pushes that still wait for a connection get `retry`. */
	close(): Promise<void>;
}

/** How often a push goes out again by itself after its stream ended without an answer (GOAWAY, lost connection). */
const mostTries = 3;

/**
 * A client of Apple's push service for MDM (HTTP/2, certificate authentication). Never throws for what Apple or the network does: every push gets a
 * {@link PushOutcome}. Pushes are refused with `retry` while the connection rests after a failure, so nothing piles up here.
 */
export function createApnsClient(options: ApnsOptions): ApnsClient {
	const endpoint: ApnsEndpoint = {
		host: options.host,
		port: options.port,
		...(options.ca === undefined ? {} : { ca: options.ca }),
		clock: options.clock,
		log: options.log,
		connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
		pingEveryMs: options.pingEveryMs ?? 60_000,
		pingTimeoutMs: options.pingTimeoutMs ?? 5_000,
		backOffMs: options.backOffMs ?? { first: 500, most: 60_000 },
	};
	const timeoutMs = options.pushTimeoutMs ?? 20_000;
	let lane = createLane(endpoint, options, options.connections ?? 2);
	const ending = new Set<Promise<void>>();
	let closed = false;

	return {
		push: (push) =>
			closed ? Promise.resolve({ outcome: "retry", afterMs: null, reason: "stopping" }) : lane.push(push, options.clock.now() + timeoutMs),
		replaceCertificate(credentials) {
			if (closed) return;
			const end = lane.drain().finally(() => ending.delete(end));
			ending.add(end);
			lane = createLane(endpoint, credentials, options.connections ?? 2);
		},
		async close() {
			closed = true;
			await Promise.all([lane.stop(), ...ending]);
		},
	};
}

interface Waiting {
	readonly push: Push;
	readonly deadline: number;
	readonly settle: (outcome: PushOutcome) => void;
	readonly timer: NodeJS.Timeout;
	tries: number;
}

interface Lane {
	push(push: Push, deadline: number): Promise<PushOutcome>;
	/** Ends after every push that it took is answered. */
	drain(): Promise<void>;
	stop(): Promise<void>;
}

/** The connections that present one certificate, and the pushes that wait for one of them. */
function createLane(endpoint: ApnsEndpoint, credentials: ApnsCredentials, count: number): Lane {
	const waiting: Waiting[] = [];
	const connections: ApnsConnection[] = Array.from({ length: Math.max(1, count) }, () => createApnsConnection(endpoint, credentials, pump));
	let open = 0;
	let drained: (() => void) | null = null;

	function pump(): void {
		for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
			const connection = freest(connections);
			if (connection === undefined) break;
			waiting.shift();
			void carry(next, connection);
		}
		if (waiting.length > 0) makeRoom();
	}

	/** Nothing is free: make a connection, wait for the one that is being made, or, if all rest after a failure, say so to all who wait. */
	function makeRoom(): void {
		if (connections.some((connection) => connection.state() === "connecting")) return;
		const idle = connections.find((connection) => connection.state() === "idle");
		if (idle !== undefined) {
			idle.connect();
			return;
		}
		if (connections.some((connection) => connection.state() !== "resting")) return;
		const failed = connections.flatMap((connection) => connection.failure() ?? []).sort((a, b) => a.retryAt - b.retryAt)[0];
		if (failed === undefined) return;
		const outcome = readConnectionFailure(failed.code, Math.max(0, failed.retryAt - endpoint.clock.now()));
		for (const item of waiting.splice(0)) item.settle(outcome);
	}

	async function carry(item: Waiting, connection: ApnsConnection): Promise<void> {
		item.tries += 1;
		const exchange = await connection.send({ headers: headersOf(item.push), body: bodyOf(item.push), deadline: item.deadline });
		if (exchange.kind === "answered") return item.settle(readApnsReply(exchange.reply, endpoint.clock.now()));
		if (exchange.kind === "timeout") return item.settle({ outcome: "retry", afterMs: null, reason: "timeout" });
		const read = readConnectionFailure(exchange.reason, null);
		if (read.outcome === "sender-fault" || item.tries >= mostTries) return item.settle(read);
		waiting.unshift(item);
		pump();
	}

	return {
		push: (push, deadline) =>
			new Promise((resolve) => {
				open += 1;
				const item: Waiting = {
					push,
					deadline,
					tries: 0,
					settle(outcome) {
						clearTimeout(item.timer);
						open -= 1;
						resolve(outcome);
						if (open === 0) drained?.();
					},
					// A push on a stream has the connection's own timer; this one is for those that never got a stream.
					timer: setTimeout(
						() => {
							const place = waiting.indexOf(item);
							if (place < 0) return;
							waiting.splice(place, 1);
							item.settle({ outcome: "retry", afterMs: null, reason: "timeout" });
						},
						Math.max(0, deadline - endpoint.clock.now()),
					),
				};
				waiting.push(item);
				pump();
			}),
		async drain() {
			if (open > 0) await new Promise<void>((resolve) => (drained = resolve));
			await Promise.all(connections.map((connection) => connection.close()));
		},
		async stop() {
			for (const item of waiting.splice(0)) item.settle({ outcome: "retry", afterMs: null, reason: "stopping" });
			await this.drain();
		},
	};
}

function freest(connections: readonly ApnsConnection[]): ApnsConnection | undefined {
	let best: ApnsConnection | undefined;
	for (const connection of connections) if (connection.free() > (best?.free() ?? 0)) best = connection;
	return best;
}

function headersOf(push: Push): { readonly [name: string]: string } {
	return {
		":method": "POST",
		":path": `/3/device/${Buffer.from(push.token).toString("hex")}`,
		"apns-topic": push.topic,
		"apns-push-type": "mdm",
		"apns-priority": "10",
		"apns-expiration": String(Math.floor(push.expiresAt / 1000)),
	};
}

/** Exactly this and no `aps`: a device ignores an MDM push that carries more (Apple, MDM protocol reference). */
function bodyOf(push: Push): string {
	return JSON.stringify({ mdm: push.magic });
}
