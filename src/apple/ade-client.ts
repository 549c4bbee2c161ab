import packageJson from "../../package.json" with { type: "json" };
import type { AdeApi, AppleAnswer, OpenAdeApi } from "../ade/ports.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Log } from "../evidence/log.ts";
import { parseAccount, parseAssignments, parseDefinedProfile, parseSession } from "../protocol/ade/answers.ts";
import { parseDeviceDetails, parseDevicePage } from "../protocol/ade/device-page.ts";
import { authorizationHeader } from "../protocol/ade/oauth.ts";
import { readRefusal, unreachable, unreadableAnswer } from "../protocol/ade/read-refusal.ts";
import type { ServerToken } from "../protocol/ade/server-token.ts";
import { Malformed } from "../protocol/malformed.ts";
import { type AdeExchange, type AdeRequest, createAdeConnection } from "./ade-exchange.ts";
import { type AdeSession, createAdeSession, type HeldSession } from "./ade-session.ts";

export interface AdeClientOptions {
	/** Of the service, without a path: https only. */
	readonly url: string;
	/** PEM; only for a stand-in of Apple's service. */
	readonly ca?: string;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly log: Log;
	readonly connectTimeoutMs?: number;
	/** Of one request; Apple takes its time for a page of 1000. */
	readonly timeoutMs?: number;
}

export interface AdeClient {
	readonly open: OpenAdeApi;
	/** Calls under way, and all that come later, are answered as unreachable. */
	close(): void;
}

/** Apple's limit for one call. */
const mostSerials = 1000;
/** The first version that names `retry_after_seconds` (Apple, "Assign a profile"). */
const protocolVersion = "10";
const always: Readonly<Record<string, string>> = {
	// Apple refuses what sends none, or one that it does not like: 400 USER_AGENT_MISSING, USER_AGENT_INVALID.
	"User-Agent": `Genkan/${packageJson.version}`,
	"X-Server-Protocol-Version": protocolVersion,
	"Content-Type": "application/json;charset=UTF8",
	Accept: "application/json",
};

interface Kept {
	readonly accessToken: string;
	readonly session: AdeSession;
}

/**
 * A client of Apple's device service. Never throws for what Apple or the network does: what was refused, broke off or cannot be read is a refusal.
 *
 * A session that Apple does not accept is opened once more, and the call made once more; what is refused then is refused. 401 says so; 403 with the
 * bare word FORBIDDEN too, but only of a session that was kept from an earlier call: Apple's own simulator answers so for one that it does not know
 * (seen by nanodep). Every other 403 is final.
 */
export function createAdeClient(options: AdeClientOptions): AdeClient {
	const { clock, randomness, log } = options;
	if (new URL(options.url).protocol !== "https:") throw new RangeError("the device service is asked by https only");
	const url = options.url.replace(/\/+$/, "");
	const connection = createAdeConnection({
		url,
		...(options.ca === undefined ? {} : { ca: options.ca }),
		connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
		timeoutMs: options.timeoutMs ?? 60_000,
	});
	const sessions = new Map<string, Kept>();

	/** Of this very token: one that was renewed begins anew. */
	function sessionOf(tokenId: string, secrets: ServerToken): AdeSession {
		const kept = sessions.get(tokenId);
		if (kept?.accessToken === secrets.accessToken) return kept.session;
		const session = createAdeSession(() => openSession(tokenId, secrets));
		sessions.set(tokenId, { accessToken: secrets.accessToken, session });
		return session;
	}

	async function openSession(tokenId: string, secrets: ServerToken): Promise<AppleAnswer<string>> {
		const authorization = authorizationHeader({
			method: "GET",
			url: `${url}/session`,
			token: secrets,
			nonce: randomness.bytes(16).toString("hex"),
			timestamp: Math.floor(clock.now() / 1000),
			realm: "ADM",
		});
		const request = { method: "GET", path: "/session", headers: { ...always, Authorization: authorization } } as const;
		return understand(request.path, await exchange(tokenId, request), parseSession);
	}

	async function exchange(tokenId: string, request: AdeRequest): Promise<AdeExchange> {
		const startedAt = clock.now();
		const answer = await connection.exchange(request);
		const said = answer.kind === "failed" ? { failed: answer.reason } : { status: answer.status };
		log.debug({ ade: tokenId, method: request.method, path: request.path, ...said, ms: clock.now() - startedAt }, "device service");
		return answer;
	}

	function understand<T>(path: string, answer: AdeExchange, parse: (body: string) => T): AppleAnswer<T> {
		const now = clock.now();
		if (answer.kind === "failed") return { ok: false, refusal: unreachable(answer.reason) };
		const { status, date } = answer;
		if (answer.kind === "too-large") return { ok: false, refusal: unreadableAnswer({ status, why: "too-large", date, now }) };
		if (status !== 200) return { ok: false, refusal: readRefusal({ ...answer, now, path }) };
		try {
			return { ok: true, value: parse(answer.body), skewMs: skewOf(date, now) };
		} catch (error) {
			if (!(error instanceof Malformed)) throw error;
			return { ok: false, refusal: unreadableAnswer({ status, why: error.kind, date, now }) };
		}
	}

	return {
		open(token, secrets) {
			async function once<T>(
				session: AdeSession,
				held: HeldSession,
				request: Omit<AdeRequest, "headers">,
				parse: (body: string) => T,
			): Promise<AppleAnswer<T>> {
				const headers = { ...always, "X-ADM-Auth-Session": held.token };
				const answer = await exchange(token.id, { ...request, headers });
				if (answer.kind === "answered" && answer.status !== 401 && isSession(answer.session)) session.replace(held, answer.session);
				return understand(request.path, answer, parse);
			}

			async function ask<T>(method: AdeRequest["method"], path: string, body: object | null, parse: (text: string) => T) {
				const request = { method, path, ...(body === null ? {} : { body: JSON.stringify(body) }) };
				const session = sessionOf(token.id, secrets);
				const first = await session.held();
				if (!first.ok) return first;
				const answer = await once(session, first.value, request, parse);
				if (!sessionRefused(answer, first.value)) return answer;
				const second = await session.after(first.value);
				if (!second.ok) return second;
				const again = await once(session, second.value, request, parse);
				if (sessionRefused(again, { ...second.value, kept: true })) session.drop(second.value);
				return again;
			}

			return {
				account: () => ask("GET", "/account", null, parseAccount),
				fetchPage: ({ cursor, limit }) =>
					ask("POST", "/server/devices", { ...(cursor === null ? {} : { cursor }), limit }, parseDevicePage),
				syncPage: ({ cursor, limit }) => ask("POST", "/devices/sync", { cursor, limit }, parseDevicePage),
				details: (serials) => ask("POST", "/devices", { devices: batch(serials) }, parseDeviceDetails),
				defineProfile: (profile) => ask("POST", "/profile", profile, parseDefinedProfile),
				assign: (uuid, serials) =>
					ask("POST", "/profile/devices", { profile_uuid: uuid, devices: batch(serials) }, (text) => parseAssignments(text, serials)),
				unassign: (serials) => ask("DELETE", "/profile/devices", { devices: batch(serials) }, (text) => parseAssignments(text, serials)),
			} satisfies AdeApi;
		},
		close: () => connection.close(),
	};
}

function sessionRefused(answer: AppleAnswer<unknown>, held: HeldSession): boolean {
	if (answer.ok) return false;
	const { status, said } = answer.refusal;
	return status === 401 || (held.kept && status === 403 && said.toUpperCase() === "FORBIDDEN");
}

/** It is sent back in a header as it came. */
function isSession(value: string | null): value is string {
	return value !== null && /^[\x21-\x7e]{1,4096}$/.test(value);
}

/** Apple's clock less ours; it tells whole seconds. */
function skewOf(date: string | null, now: number): number | null {
	const at = Date.parse(date ?? "");
	return Number.isNaN(at) ? null : at - now;
}

function batch(serials: readonly string[]): readonly string[] {
	if (serials.length > mostSerials) throw new RangeError(`${serials.length} serial numbers in one call`);
	return serials;
}
