import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import cookie from "@fastify/cookie";
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { z } from "zod";
import { shortId } from "../../diagnosis/incident-record.ts";
import type { Log } from "../../evidence/log.ts";
import { StoreUnavailable } from "../../evidence/work.ts";
import { onPages } from "../../texts/reader.ts";
import { securityHeaders } from "../portal/headers.ts";
import { chooseLanguage } from "../portal/language.ts";
import { fromOurPages } from "../portal/same-origin.ts";
import type { ApiServices } from "./api-services.ts";
import { type CookieName, cookieNames, cookieOptions } from "./cookies.ts";
import { findCaller } from "./find-caller.ts";
import { isRecent } from "./is-recent.ts";
import { lacking } from "./lacking.ts";
import { type ApiProblem, problemDocument, problemStatus, refuse } from "./problem.ts";
import type { Answered, Asked, Caller, Route } from "./route.ts";
import { apiPrefix, routes } from "./routes.ts";
import { timeZoneOf } from "./time-zone.ts";

export interface ApiOptions {
	readonly services: ApiServices;
	/** Where people reach the console, over https: changes from any other origin are refused. */
	readonly publicUrl: string;
	readonly peerOf: (request: IncomingMessage) => string;
	readonly log: Log;
}

const bytesType = "application/octet-stream";
/** Of most requests; those that bring a file say theirs. */
const bodyLimit = 65_536;
/** Nothing of an answer is a page: nothing in it may load, run or be framed. */
const headers = { ...securityHeaders, "content-security-policy": "default-src 'none'; frame-ancestors 'none'" };

/** The API under /api/v1, by its table. Call `await app.ready()` once, then `app.routing(request, response)` for each request. */
export function createApi({ services, publicUrl, peerOf, log }: ApiOptions): FastifyInstance {
	const origin = new URL(publicUrl).origin;
	const app = fastify({
		bodyLimit,
		exposeHeadRoutes: false,
		// 320 characters, each of three bytes that are written as three characters.
		routerOptions: { maxParamLength: 320 * 9 },
		frameworkErrors: (error, request, reply) => void fail(error, request, reply),
	});
	// A form can be sent from any site without asking first (Fetch, "CORS-safelisted request-header"); JSON cannot.
	app.removeContentTypeParser("text/plain");
	// Read by the route itself, as it comes, and only once it is known who sends it.
	app.addContentTypeParser(bytesType, (_request, _payload, done) => done(null));
	app.register(cookie);

	const languageOf = (request: FastifyRequest) => chooseLanguage(undefined, undefined, request.headers["accept-language"]);

	function answerProblem(request: FastifyRequest, reply: FastifyReply, problem: ApiProblem): FastifyReply {
		const status = problemStatus[problem.problem];
		if (status === 401) reply.header("www-authenticate", "Bearer");
		// RFC 6750, 3.1.
		if (problem.problem === "scope-missing" && problem.needs !== undefined)
			reply.header("www-authenticate", `Bearer error="insufficient_scope", scope="${problem.needs.join(" ")}"`);
		if (status === 503) reply.header("retry-after", "60");
		if (problem.retryAt !== undefined)
			reply.header("retry-after", String(Math.max(1, Math.ceil((problem.retryAt - services.clock.now()) / 1000))));
		return reply
			.headers(headers)
			.code(status)
			.type("application/problem+json")
			.send(JSON.stringify(problemDocument(problem, languageOf(request))));
	}

	/** Past fastify, which would wait for its end. A line of its own: once the stream is over, so is the connection, and a stop need not wait for it. */
	function answerStream(request: FastifyRequest, reply: FastifyReply, stream: NonNullable<Answered<unknown>["stream"]>): FastifyReply {
		reply.hijack();
		// Proxies of the nginx family hold answers back unless told not to.
		const lasting = { "content-type": "text/event-stream", connection: "close", "x-accel-buffering": "no" };
		reply.raw.writeHead(200, { ...headers, ...lasting });
		stream(reply.raw).catch((error: unknown) => {
			log.warn(
				{ route: request.routeOptions.url ?? null, error: error instanceof Error ? error.message : "unknown" },
				"api: a stream broke off",
			);
			reply.raw.end();
		});
		return reply;
	}

	/** What would be megabytes at once: the head goes out with the first piece, so that what fails before it is still answered. */
	async function answerPieces(
		one: Route,
		reply: FastifyReply,
		{ of, file }: NonNullable<Answered<unknown>["pieces"]>,
	): Promise<FastifyReply> {
		const pieces = of[Symbol.asyncIterator]();
		const first = await pieces.next();
		const all = async function* () {
			if (first.done !== true) yield first.value;
			yield* { [Symbol.asyncIterator]: () => pieces };
		};
		if (file !== undefined) reply.header("content-disposition", `attachment; filename="${file}"`);
		return reply
			.headers(headers)
			.type(one.file ?? "application/json")
			.send(Readable.from(all(), { objectMode: false, highWaterMark: 65_536 }));
	}

	function fail(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
		if (error instanceof StoreUnavailable) {
			log.warn({ route: request.routeOptions?.url ?? null, reason: error.message }, "api: the store is not available");
			return answerProblem(request, reply, refuse("unavailable"));
		}
		const status = error.statusCode ?? 500;
		if (status === 413) return answerProblem(request, reply, refuse("too-large"));
		if (status === 415) return answerProblem(request, reply, refuse("media-type"));
		if (status >= 400 && status < 500) return answerProblem(request, reply, refuse("unreadable"));
		log.error({ route: request.routeOptions?.url ?? null, error: error.stack ?? String(error) }, "api: unexpected error");
		return answerProblem(request, reply, refuse("unexpected"));
	}

	app.setErrorHandler(fail);
	app.setNotFoundHandler((request, reply) => answerProblem(request, reply, refuse("not-found")));
	for (const one of routes as readonly Route[]) {
		app.route({
			method: one.method,
			url: `${apiPrefix}${one.path}`,
			...(one.largest === undefined ? {} : { bodyLimit: one.largest, onRequest: (request, reply) => admitLarge(one, request, reply) }),
			// All of it, also what is written piece by piece when the route is long over.
			handler: (request, reply) => onPages(timeZoneOf(request.headers["x-time-zone"]), () => respond(one, request, reply)),
		});
	}

	async function respond(one: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
		const outcome = await answer(one, request);
		// What is still on its way is not waited for.
		if (one.takesBytes === true && !request.raw.readableEnded) reply.header("connection", "close");
		if ("problem" in outcome) return answerProblem(request, reply, outcome);
		if (outcome.stream !== undefined) return answerStream(request, reply, outcome.stream);
		if (outcome.pieces !== undefined) return answerPieces(one, reply, outcome.pieces);
		for (const name of Object.keys(cookieNames) as CookieName[]) {
			const value = outcome.cookies?.[name];
			if (typeof value === "string") reply.setCookie(cookieNames[name], value, cookieOptions(name));
			else if (value === null) reply.clearCookie(cookieNames[name], cookieOptions(name));
		}
		if (outcome.redirect !== undefined) return reply.headers(headers).redirect(outcome.redirect, 303);
		if (outcome.etag !== undefined) reply.header("etag", outcome.etag);
		// What goes out is what the schema names, whatever the route put together.
		const body = one.answer.parse(outcome.body);
		return reply
			.headers(headers)
			.code(one.status ?? 200)
			.type("application/json")
			.send(JSON.stringify(body));
	}

	/** Before anything of a large body is read: to parse megabytes keeps everybody waiting, and costs whoever sends them nothing. */
	async function admitLarge(one: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
		const admitted = await admit(one, request);
		return "problem" in admitted ? answerProblem(request, reply.header("connection", "close"), admitted) : undefined;
	}

	/** From the outside in: is it the console, who is it, may they. */
	async function admit(
		one: Route,
		request: FastifyRequest,
	): Promise<ApiProblem | (Pick<Asked, "cookies"> & { readonly caller: Caller | null })> {
		const { authorization } = request.headers;
		// A script shows its token itself; a cookie comes along with whatever a browser sends, from wherever.
		if (one.method !== "GET" && authorization === undefined && !fromConsole(request)) return refuse("cross-site");
		const cookies = Object.fromEntries(
			(Object.keys(cookieNames) as CookieName[]).map((name) => [name, cookieOf(request, name)]),
		) as Asked["cookies"];
		const caller = await findCaller(services, { authorization, cookie: cookies.session });
		if (one.access !== "anybody") {
			if (caller === null) return refuse("not-signed-in");
			const lacked = lacking(caller, [one.access]);
			if (lacked !== undefined) return lacked;
		}
		if (one.recent === true && caller !== null && !isRecent(caller, services.clock.now())) return refuse("sign-in-again");
		if (one.versioned === true && request.headers["if-match"] === undefined) return refuse("version-needed");
		if (one.takesBytes === true && request.headers["content-type"] !== bytesType) return refuse("media-type");
		return { caller, cookies };
	}

	/** May they, and can it be read; only then the route itself. */
	async function answer(one: Route, request: FastifyRequest): Promise<Answered<unknown> | ApiProblem> {
		const admitted = await admit(one, request);
		if ("problem" in admitted) return admitted;
		const { caller, cookies } = admitted;
		const read = readAll(one, request);
		if ("problem" in read) return read;
		const { "user-agent": userAgent = "", "if-match": ifMatch = null, "last-event-id": last } = request.headers;
		const asked: Asked = {
			services: inNameOf(caller, services),
			language: languageOf(request),
			peer: peerOf(request.raw),
			userAgent,
			ifMatch,
			lastEventId: typeof last === "string" ? last : null,
			cookies,
			bytes: one.takesBytes === true ? request.raw : null,
		};
		return one.run(read, { ...asked, caller });
	}

	/** Two things that no other site's page can bring together: the browser's own word, and a header for which it would have to ask us first. */
	function fromConsole({ headers: given }: FastifyRequest): boolean {
		return given["x-genkan-console"] !== undefined && fromOurPages(given, origin);
	}

	return app;
}

function cookieOf(request: FastifyRequest, name: keyof typeof cookieNames): string | null {
	return request.cookies[cookieNames[name]] ?? null;
}

/** What a script changes is on record with its token. */
function inNameOf(caller: Caller | null, services: ApiServices): ApiServices {
	if (caller?.token == null) return services;
	const token = shortId(caller.token.id);
	return { ...services, command: (request) => services.command({ ...request, token }) };
}

type Given = { readonly params: unknown; readonly query: unknown; readonly body: unknown };

function readAll(one: Route, request: FastifyRequest): Given | ApiProblem {
	const faults: { readonly at: string; readonly fault: string }[] = [];
	const read = (part: keyof Given, given: unknown) => {
		const schema: z.ZodType | undefined = one[part];
		if (schema === undefined) return undefined;
		const result = schema.safeParse(given);
		if (result.success) return result.data;
		faults.push(...result.error.issues.slice(0, 20).map(({ path, code }) => ({ at: [part, ...path].join("."), fault: code })));
		return undefined;
	};
	const given = { params: read("params", request.params), query: read("query", request.query), body: read("body", request.body) };
	return faults.length === 0 ? given : { problem: "unreadable", fields: faults };
}
