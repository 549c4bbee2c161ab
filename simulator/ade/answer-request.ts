import type { IncomingHttpHeaders } from "node:http";
import type { Call } from "./call.ts";
import type { createOauthCheck } from "./oauth-check.ts";
import type { AppleError, Outcome } from "./refusal.ts";
import { type Route, routes } from "./routes.ts";
import type { ServerState } from "./server-state.ts";
import type { Sessions } from "./sessions.ts";
import type { World } from "./world.ts";

/** A request as it came, body and all. */
export interface Incoming {
	readonly method: string;
	readonly path: string;
	/** Absolute. */
	readonly url: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

export interface Answered {
	readonly outcome: Outcome;
	/** To be used from now on; null: as before. */
	readonly session: string | null;
}

export interface Desk {
	readonly sessions: Sessions;
	readonly oauth: ReturnType<typeof createOauthCheck>;
	readonly world: World;
	/** Apple's own simulator answers 403 to a session that it does not know; the service 401. */
	readonly unknownSession: "UNAUTHORIZED" | "FORBIDDEN";
}

type Surroundings = Pick<Call, "now" | "script" | "cursors" | "pages" | "newUuid" | "note" | "server">;

/** What Apple's service answers when nothing is out of order with it. `clock`: its own idea of the time, for OAuth. */
export function answerRequest(desk: Desk, { method, path, url, headers, body }: Incoming, around: Surroundings, clock: number): Answered {
	const refuse = (error: AppleError): Answered => ({ outcome: { error }, session: null });
	const methods: Readonly<Record<string, Route | null>> | undefined = path === "/session" ? { GET: null } : routes[path];
	if (methods === undefined) return refuse("NOT_FOUND");
	const agent = faultOfUserAgent(headers["user-agent"]);
	if (agent !== null) return refuse(agent);
	const route = methods[method];
	if (route === undefined) return refuse("METHOD_NOT_ALLOWED");
	const json = /^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "");

	if (path === "/session") {
		if (!json) return refuse("UNSUPPORTED_MEDIA_TYPE");
		const verdict = desk.oauth.check({ method, url, authorization: headers.authorization }, clock);
		if ("error" in verdict) return refuse(verdict.error);
		const { server } = verdict;
		const stopped = stopOf(server);
		if (stopped !== null || server.accessToken === null) return refuse(stopped ?? "token_rejected");
		server.sessionsOpened += 1;
		return { outcome: { json: JSON.stringify({ auth_session_token: desk.sessions.open(server, server.accessToken).id }) }, session: null };
	}

	const session = headers["x-adm-auth-session"];
	if (typeof session !== "string" || session === "") return refuse("UNAUTHORIZED");
	const state = desk.sessions.use(session);
	if (state === null) return refuse(desk.unknownSession);
	const stopped = stopOf(state);
	if (stopped !== null) return refuse(stopped);
	if (body !== "" && !json) return refuse("UNSUPPORTED_MEDIA_TYPE");
	const parsed = objectIn(body);
	if (parsed === null) return refuse("MALFORMED_REQUEST_BODY");
	const call: Call = {
		...around,
		state,
		path,
		method,
		version: /^\d{1,3}$/.test(String(headers["x-server-protocol-version"])) ? Number(headers["x-server-protocol-version"]) : 1,
		query: new URL(url).searchParams,
		body: parsed,
	};
	const outcome = route === null ? ({ error: "NOT_FOUND" } as const) : route(call, desk.world);
	return { outcome, session: desk.sessions.rotated(session) };
}

/** What stops a server as a whole. */
function stopOf(server: ServerState): AppleError | null {
	if (server.removed || server.adminDeleted) return "ACCESS_DENIED";
	return server.pagesBeforeTerms === 0 ? "T_C_NOT_SIGNED" : null;
}

/** The names that HTTP libraries give themselves: Apple refuses some of them, and wants a product's own. */
const defaults = /^(node|undici|node-fetch|axios|got|curl|wget|python|go-http-client|java|okhttp|libwww-perl|apache-httpclient)\b/i;

function faultOfUserAgent(agent: string | undefined): AppleError | null {
	if (agent === undefined || agent.trim() === "") return "USER_AGENT_MISSING";
	return defaults.test(agent) || !/^[!-~][ -~]{0,255}$/.test(agent) ? "USER_AGENT_INVALID" : null;
}

/** null: not a JSON object. */
function objectIn(body: string): Readonly<Record<string, unknown>> | null {
	if (body === "") return {};
	try {
		const value: unknown = JSON.parse(body);
		return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
	} catch {
		return null;
	}
}
