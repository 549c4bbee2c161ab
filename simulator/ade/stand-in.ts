import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServerCertificate } from "../apple-issuer.ts";
import { answerRequest, type Desk, type Incoming } from "./answer-request.ts";
import type { AssignCall } from "./assignment.ts";
import { type Activation, createBusinessManager } from "./business-manager.ts";
import { createCursors } from "./cursors.ts";
import { type AdeMisbehaviour, type Asked, createAdeScript } from "./misbehave.ts";
import { createOauthCheck } from "./oauth-check.ts";
import { appleErrors, type ErrorForm, errorBody, type Outcome } from "./refusal.ts";
import { type AdeStandInServer, createServer } from "./server.ts";
import type { ServerState } from "./server-state.ts";
import { createSessions, type SessionRules } from "./sessions.ts";

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

/** A request to Apple, as a test wants to see it. */
export interface AdeRequest {
	/** Epoch milliseconds. */
	readonly at: number;
	readonly method: string;
	readonly path: string;
	/** null: nobody knows whose it is. */
	readonly server: string | null;
	/** null: not answered yet, or never. */
	status: number | null;
	/** `limit` as it was asked. */
	limit?: number;
	/** How many devices it was about, or had in its answer. */
	devices?: number;
}

/** Stand-in for Apple's device service (https://mdmenrollment.apple.com) and for Apple Business Manager behind it. */
export interface AdeStandIn {
	/** Listens on 127.0.0.1 with a certificate of its own for `localhost` and `127.0.0.1`. */
	started(): Promise<{ readonly url: string; readonly caPem: string }>;
	stop(): Promise<void>;
	addServer(server: AddedServer): AdeStandInServer;
	server(name: string): AdeStandInServer | undefined;
	/** New terms for all servers; `afterPages` counts for each. */
	newTerms(options?: { readonly afterPages?: number }): void;
	acceptTerms(): void;
	/** What the phone gets from Apple when it is activated; its profile is `pushed` then. Phones ask by POST /stand-in/activation. */
	activation(serial: string): Activation;
	misbehave(...how: readonly AdeMisbehaviour[]): void;
	/** Forgets every misbehaviour. */
	behave(): void;
	/** Every request but those of phones, in the order in which they came. */
	readonly requests: readonly AdeRequest[];
	readonly assignCalls: readonly AssignCall[];
	/** Serial numbers under POST /device/activationlock. */
	readonly activationLocks: ReadonlyMap<string, { readonly escrowKey: string | null; readonly message: string | null }>;
}

const jsonType = "application/json;charset=UTF8";
const activationPath = "/stand-in/activation";

export function createAdeStandIn(options: AdeStandInOptions): AdeStandIn {
	const { now } = options;
	const random = (length: number): Buffer => options.randomness?.bytes(length) ?? randomBytes(length);
	const hex = (bytes: number): string => random(bytes).toString("hex");
	const newUuid = (): string => hex(16).toUpperCase();
	const pages = options.pages ?? { default: 100, maximum: 1000 };

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
	const desk: Desk = {
		sessions,
		oauth: createOauthCheck((key) => byConsumerKey.get(key)),
		unknownSession: () => options.unknownSession ?? "UNAUTHORIZED",
		world: { find: manager.find, disown: manager.disown, record: (made) => void assignCalls.push(made), activationLocks },
	};

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
		else await answer(incoming, response);
	}

	function ownerOf({ headers }: Incoming): ServerState | undefined {
		const session = headers["x-adm-auth-session"];
		if (typeof session === "string") return sessions.serverOf(session);
		return byConsumerKey.get(/oauth_consumer_key="([^"]*)"/.exec(headers.authorization ?? "")?.[1] ?? "");
	}

	async function answer(incoming: Incoming, response: ServerResponse): Promise<void> {
		const { method, path } = incoming;
		const owner = ownerOf(incoming);
		const asked: Asked = { method, path, server: owner?.name ?? null };
		const record: AdeRequest = { at: now(), ...asked, status: null };
		requests.push(record);
		const clock = now() + (script.take(asked, ["clock"])?.offset ?? 0);
		const send = (status: number, body: string, headers: Readonly<Record<string, string>>): void => {
			record.status = status;
			// As Apple's servers tell the time, which is not this computer's.
			response.sendDate = false;
			response.writeHead(status, { Date: new Date(clock).toUTCString(), "Content-Length": Buffer.byteLength(body), ...headers });
			response.end(body);
		};
		const fault = script.take(
			asked,
			["error", "answer", "html", "empty", "drop", "session-ends"],
			(how) => how.kind !== "drop" || how.when === "before",
		);
		switch (fault?.kind) {
			case "error":
				return send(appleErrors[fault.error], errorBody(fault.error, fault.form ?? options.errorForm ?? "bare"), {
					...(fault.form === "json" ? { "Content-Type": jsonType } : { "Content-Type": "text/plain;charset=UTF-8" }),
					...retryAfter(fault.retryAfter),
				});
			case "answer":
				return send(fault.status, fault.body ?? "", {
					"Content-Type": fault.type ?? "text/plain;charset=UTF-8",
					...retryAfter(fault.retryAfter),
				});
			case "html":
				return send(200, "<!DOCTYPE html>\n<html><head><title>Service</title></head><body>Please wait.</body></html>\n", {
					"Content-Type": "text/html; charset=UTF-8",
				});
			case "empty":
				return send(200, "", { "Content-Type": jsonType });
			case "drop":
				response.destroy();
				return;
			case "session-ends":
				if (owner !== undefined) sessions.end(owner);
		}

		const { outcome, session } = answerRequest(
			desk,
			incoming,
			{ server: asked.server, now: now(), script, cursors, pages, newUuid, note: (what) => void Object.assign(record, what) },
			clock,
		);
		const after = script.take(asked, ["held", "drop", "cut-short"], (how) => how.kind !== "drop" || how.when === "after");
		if (after?.kind === "held") await after.by.pass();
		if (after?.kind === "drop") {
			response.destroy();
			return;
		}
		const { status, body, type } = rendered(outcome);
		const headers = { "Content-Type": type, ...(session !== null && { "X-ADM-Auth-Session": session }) };
		if (after?.kind !== "cut-short") return send(status, body, headers);
		record.status = status;
		response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
		response.write(body.slice(0, Math.floor(body.length / 2)), () => response.destroy());
	}

	function rendered(outcome: Outcome): { readonly status: number; readonly body: string; readonly type: string } {
		if ("json" in outcome) return { status: 200, body: outcome.json, type: jsonType };
		const form = options.errorForm ?? "bare";
		const type = form === "json" ? jsonType : "text/plain;charset=UTF-8";
		return { status: appleErrors[outcome.error], body: errorBody(outcome.error, form), type };
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
		misbehave: script.add,
		behave: script.clear,
		requests,
		assignCalls,
		activationLocks,
	};
	return standIn;
}

function retryAfter(value: number | string | undefined): Readonly<Record<string, string>> {
	return value === undefined ? {} : { "Retry-After": String(value) };
}
