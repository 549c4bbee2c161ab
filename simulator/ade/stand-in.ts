import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServerCertificate } from "../apple-issuer.ts";
import type { Incoming } from "./answer-request.ts";
import { type Activation, createBusinessManager } from "./business-manager.ts";
import { createCursors } from "./cursors.ts";
import { type AdeMisbehaviour, createAdeScript } from "./misbehave.ts";
import { createOauthCheck } from "./oauth-check.ts";
import type { ErrorForm } from "./refusal.ts";
import { type AdeRequest, createResponder, jsonType } from "./respond.ts";
import { type AdeStandInServer, createServer } from "./server.ts";
import type { ServerState } from "./server-state.ts";
import { createSessions, type SessionRules } from "./sessions.ts";
import type { AssignCall } from "./world.ts";

export interface AdeStandInOptions {
	/** Epoch milliseconds. */
	readonly now: () => number;
	readonly randomness?: { bytes(length: number): Buffer };
	/** 0, the default, takes a free one. */
	readonly port?: number;
	/** Five minutes and twenty answers by default. */
	readonly sessions?: Partial<SessionRules>;
	/** As /account tells them; 100 and 1000 by default. */
	readonly pages?: { readonly default: number; readonly maximum: number };
	/** How the words of a refusal stand in the body; `bare` by default. */
	readonly errorForm?: ErrorForm;
	/** `FORBIDDEN`: 403, as Apple's own simulator has it for a session that it does not know; `UNAUTHORIZED`, 401, by default. */
	readonly unknownSession?: "UNAUTHORIZED" | "FORBIDDEN";
}

export interface AddedServer {
	/** Unique. */
	readonly name: string;
	readonly orgName?: string;
	readonly orgType?: "org" | "edu";
	/** The Apple Account that makes the token. */
	readonly adminId?: string;
}

/** Stand-in for Apple's device service (https://mdmenrollment.apple.com) and for Apple Business Manager behind it. */
export interface AdeStandIn {
	/** Listens on 127.0.0.1 with a certificate of its own for `localhost` and `127.0.0.1`. */
	started(): Promise<{ readonly url: string; readonly caPem: string }>;
	stop(): Promise<void>;
	addServer(server: AddedServer): AdeStandInServer;
	server(name: string): AdeStandInServer | undefined;
	/** In the order in which they were added. */
	servers(): readonly AdeStandInServer[];
	/** New terms for all servers; `afterPages` counts for each. */
	newTerms(options?: { readonly afterPages?: number }): void;
	acceptTerms(): void;
	/** What the phone gets from Apple when it is activated; its profile is `pushed` then. Phones ask by POST /stand-in/activation. */
	activation(serial: string): Activation;
	misbehave(...how: readonly AdeMisbehaviour[]): void;
	/** Forgets every misbehaviour: towards one server, or all. */
	behave(server?: string): void;
	/** Every request but those of phones, in the order in which they came. */
	readonly requests: readonly AdeRequest[];
	readonly assignCalls: readonly AssignCall[];
	/** Serial numbers under POST /device/activationlock. */
	readonly activationLocks: ReadonlyMap<string, { readonly escrowKey: string | null; readonly message: string | null }>;
}

const activationPath = "/stand-in/activation";

export function createAdeStandIn(options: AdeStandInOptions): AdeStandIn {
	const { now } = options;
	const random = (length: number): Buffer => options.randomness?.bytes(length) ?? randomBytes(length);
	const hex = (bytes: number): string => random(bytes).toString("hex");
	const newUuid = (): string => hex(16).toUpperCase();

	const script = createAdeScript(now);
	const manager = createBusinessManager(now);
	const cursors = createCursors(random(32));
	const sessions = createSessions({
		now,
		newId: () => `${now()}Z${hex(24)}`,
		rules: { lifetime: 300_000, rotateEvery: 20, ...options.sessions },
	});
	const byConsumerKey = new Map<string, ServerState>();
	const servers = new Map<string, AdeStandInServer>();
	const requests: AdeRequest[] = [];
	const assignCalls: AssignCall[] = [];
	const activationLocks = new Map<string, { escrowKey: string | null; message: string | null }>();
	const respond = createResponder({
		desk: {
			sessions,
			oauth: createOauthCheck((key) => byConsumerKey.get(key)),
			unknownSession: options.unknownSession ?? "UNAUTHORIZED",
			world: {
				find: (serial) => manager.find(serial),
				disown: (device) => manager.disown(device),
				record: (made) => void assignCalls.push(made),
				activationLocks,
			},
		},
		serverByConsumerKey: (key) => byConsumerKey.get(key),
		record: (request) => void requests.push(request),
		errorForm: options.errorForm ?? "bare",
		now,
		script,
		cursors,
		pages: options.pages ?? { default: 100, maximum: 1000 },
		newUuid,
	});

	const certificate = createServerCertificate({ now: now() });
	const https = createHttpsServer({ cert: certificate.certificatePem, key: certificate.keyPem }, (request, response) => {
		handle(request, response).catch((error: unknown) => {
			response.destroy();
			// A client that went away in the middle of its own request is none of our bugs.
			if (!request.destroyed || request.complete) throw error;
		});
	});
	// Longer than any client keeps a connection: it is never this side that closes one that is about to be used.
	https.keepAliveTimeout = 120_000;

	async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const parts: Buffer[] = [];
		for await (const part of request) parts.push(part as Buffer);
		const url = new URL(request.url ?? "/", `https://${request.headers.host ?? "localhost"}`);
		const incoming: Incoming = {
			method: request.method ?? "",
			path: url.pathname,
			url: url.href,
			headers: request.headers,
			body: Buffer.concat(parts).toString(),
		};
		if (incoming.path === activationPath) activate(incoming, response);
		else await respond(incoming, response);
	}

	/** No part of Apple's service: what stands between a phone and its activation. */
	function activate({ method, body }: Incoming, response: ServerResponse): void {
		const serial = method === "POST" ? /"serial_number"\s*:\s*"([A-Z0-9]+)"/.exec(body)?.[1] : undefined;
		const activation = serial === undefined ? null : standIn.activation(serial);
		const status = activation === null ? 400 : activation.outcome === "unreachable" ? 503 : 200;
		response.writeHead(status, { "Content-Type": jsonType });
		response.end(JSON.stringify(activation ?? {}));
	}

	let listening: Promise<{ url: string; caPem: string }> | null = null;
	const standIn: AdeStandIn = {
		started() {
			listening ??= new Promise((resolve, reject) => {
				https.once("error", reject);
				https.listen(options.port ?? 0, "127.0.0.1", () => {
					https.off("error", reject);
					resolve({ url: `https://127.0.0.1:${(https.address() as AddressInfo).port}`, caPem: certificate.certificatePem });
				});
			});
			return listening;
		},
		stop() {
			https.closeAllConnections();
			return new Promise((resolve) => https.close(() => resolve()));
		},
		addServer(added) {
			if (servers.has(added.name)) throw new RangeError(`there is a server ${added.name}`);
			const state: ServerState = {
				name: added.name,
				uuid: newUuid(),
				orgName: added.orgName ?? "Genkan simulator",
				orgType: added.orgType ?? "org",
				adminId: added.adminId ?? "admin@example.com",
				consumerKey: `CK_${hex(20)}`,
				consumerSecret: `CS_${hex(20)}`,
				certificate: null,
				accessToken: null,
				listing: [],
				deviceCount: 0,
				log: [],
				watched: false,
				profiles: new Map(),
				sessions: new Map(),
				sessionsOpened: 0,
				cursorEpoch: 0,
				removed: false,
				adminDeleted: false,
				pagesBeforeTerms: null,
				unlisted: new Set(),
				discoveryUrl: null,
				seedForItOff: false,
			};
			byConsumerKey.set(state.consumerKey, state);
			const server = createServer(state, { manager, sessions, now, hex });
			servers.set(added.name, server);
			return server;
		},
		server: (name) => servers.get(name),
		servers: () => [...servers.values()],
		newTerms(terms) {
			for (const server of servers.values()) server.newTerms(terms);
		},
		acceptTerms() {
			for (const server of servers.values()) server.acceptTerms();
		},
		activation(serial) {
			const server = manager.find(serial)?.server?.name ?? null;
			const fails = script.take(
				{ server, path: activationPath, method: "POST" },
				["activation-fails"],
				(how) => how.serial === undefined || how.serial === serial,
			);
			return fails === undefined ? manager.activate(serial) : { outcome: "unreachable" };
		},
		misbehave: (...how) => script.add(...how),
		behave: (server) => script.clear(server),
		requests,
		assignCalls,
		activationLocks,
	};
	return standIn;
}
