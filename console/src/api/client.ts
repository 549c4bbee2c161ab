import i18next from "i18next";
import type { routes } from "../../../src/http/api/routes.ts";
import { currentLanguage } from "../app/language.ts";
import { holdsUnsaved, signedInAgain } from "../app/unsaved.ts";
import { noticeAway, noticeSlow, suspectAway } from "./reach.ts";

type Row = (typeof routes)[number];
type Of<M extends string, P extends string> = Extract<Row, { readonly method: M; readonly path: P }>;
type Types<M extends string, P extends string> = NonNullable<Of<M, P>["types"]>;

export type Method = Row["method"];
/** The paths of the API that know this method. */
export type PathOf<M extends Method> = Extract<Row, { readonly method: M }>["path"];
/** What a route answers. */
export type Answer<M extends Method, P extends string> = Types<M, P>["answer"];
export type Body<M extends Method, P extends string> = Types<M, P>["body"];
/** A row of a list. */
export type Item<P extends string> = Answer<"GET", P> extends { readonly items: readonly (infer T)[] } ? T : never;

type Part<K extends string, T> = [T] extends [undefined] ? { readonly [k in K]?: undefined } : { readonly [k in K]: T };
type LooseQuery<T> = T extends object ? { readonly [K in keyof T]?: T[K] | undefined } : undefined;
type QueryPart<T> = [T] extends [undefined] ? { readonly query?: undefined } : { readonly query?: LooseQuery<T> };
/** What a request brings: path parameters and a body where the route has them. */
export type Asking<M extends Method, P extends string> = Part<"params", Types<M, P>["params"]> &
	QueryPart<Types<M, P>["query"]> &
	Part<"body", Types<M, P>["body"]> & { readonly ifMatch?: string; readonly signal?: AbortSignal };

/** Why the API did not do what was asked (RFC 9457). `code` is for programs, `message` for a person. */
export class ApiFailure extends Error {
	readonly status: number;
	readonly code: string;
	readonly detail: string | undefined;
	readonly fields: readonly { readonly at: string; readonly fault: string }[];
	readonly retryAt: string | undefined;
	/** Of a change that was not done: which refusal of the domain it is, with what it names. */
	readonly reason: { readonly kind: string; readonly [name: string]: unknown } | null;

	constructor(status: number, problem: Readonly<Record<string, unknown>>) {
		super(typeof problem["title"] === "string" ? problem["title"] : `HTTP ${status}`);
		this.status = status;
		this.code = typeof problem["code"] === "string" ? problem["code"] : "unexpected";
		this.detail = typeof problem["detail"] === "string" ? problem["detail"] : undefined;
		this.fields = Array.isArray(problem["fields"]) ? problem["fields"] : [];
		const reason = problem["reason"] as { readonly kind?: unknown } | undefined;
		this.reason = typeof reason?.kind === "string" ? (reason as { readonly kind: string }) : null;
		this.retryAt = typeof problem["retryAt"] === "string" ? problem["retryAt"] : undefined;
	}
}

/** No answer came: the service is away, or the network is. */
export class Unreachable extends Error {
	/** What was asked may have been done all the same. */
	readonly mayBeDone: boolean;
	/** It was waited for until nobody would wait longer. */
	readonly late: boolean;

	constructor({ mayBeDone = false, late = false }: { readonly mayBeDone?: boolean; readonly late?: boolean } = {}) {
		super();
		this.mayBeDone = mayBeDone;
		this.late = late;
	}
}

/** Whether what is shown already may stay for now: the service is in trouble, which says nothing of what was asked. */
export const isPassing = (error: unknown): boolean =>
	error instanceof Unreachable ||
	(error instanceof ApiFailure && (error.status >= 500 || error.status === 429 || error.code === "foreign"));

/** Asks the API. Rejects with ApiFailure or Unreachable. */
export async function ask<M extends Method, P extends PathOf<M>>(method: M, path: P, asking: Asking<M, P>): Promise<Answer<M, P>> {
	return (await send(method, path, asking)).body as Answer<M, P>;
}

/** As `ask`, with the version (ETag) that a change of it must name. */
export async function askWithVersion<M extends Method, P extends PathOf<M>>(
	method: M,
	path: P,
	asking: Asking<M, P>,
): Promise<{ readonly body: Answer<M, P>; readonly etag: string | null }> {
	const { body, etag } = await send(method, path, asking);
	return { body: body as Answer<M, P>, etag };
}

/** Rules speak of instants as the reader's clock shows them. */
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

interface AnyAsking {
	readonly params?: unknown;
	readonly query?: unknown;
	readonly body?: unknown;
	readonly ifMatch?: string;
	readonly signal?: AbortSignal;
}

/** Milliseconds. Lists answer in some 50; a change may have to ask Apple, or to look at the world outside. */
const limits = { slow: 8_000, look: 30_000, change: 120_000 };

async function send(method: string, path: string, asking: AnyAsking): Promise<{ readonly body: unknown; readonly etag: string | null }> {
	const { params, query, body, ifMatch, signal } = asking;
	const headers: Record<string, string> = { "accept-language": currentLanguage(), "x-time-zone": timeZone };
	if (method !== "GET") headers["x-genkan-console"] = "1";
	if (body !== undefined) headers["content-type"] = "application/json";
	if (ifMatch !== undefined) headers["if-match"] = ifMatch;
	const looksOnly = method === "GET" || (query as { readonly preview?: unknown } | undefined)?.preview === "true";
	const request = {
		method,
		headers,
		credentials: "same-origin",
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	} as const;
	const { status, etag, text } = await answerOf(addressOf(path, params, query), request, { looksOnly, signal });
	const answered = readAnswer(status, text, looksOnly);
	if (status < 400) return { body: answered, etag };
	const failure = new ApiFailure(status, answered);
	if (failure.code !== "not-signed-in" || path === "/session" || !holdsUnsaved()) throw failure;
	// Whoever typed something signs in over the page.
	const back = await signedInAgain(signal);
	if (back === "nobody") throw failure;
	// What only looks is asked again, for its person. A change is not: hours may have passed since its button was pressed, and it may be a wipe.
	if (back === "same" && looksOnly) return send(method, path, asking);
	throw new ApiFailure(409, { code: "signed-in-again", title: i18next.t("app:again.title"), detail: i18next.t("app:again.text") });
}

async function answerOf(
	address: string,
	request: RequestInit,
	{ looksOnly, signal }: { readonly looksOnly: boolean; readonly signal: AbortSignal | undefined },
): Promise<{ readonly status: number; readonly etag: string | null; readonly text: string }> {
	const limit = AbortSignal.timeout(looksOnly ? limits.look : limits.change);
	let isHere: () => void = () => undefined;
	const slow = setTimeout(() => {
		if (looksOnly) isHere = noticeSlow();
	}, limits.slow);
	try {
		const response = await fetch(address, { ...request, signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) });
		return { status: response.status, etag: response.headers.get("etag"), text: await response.text() };
	} catch (error) {
		if (signal?.aborted === true) throw error;
		// What takes too long may be the one question, and not the service.
		if (limit.aborted) await suspectAway();
		else noticeAway();
		throw new Unreachable({ mayBeDone: !looksOnly && navigator.onLine, late: limit.aborted });
	} finally {
		clearTimeout(slow);
		isHere();
	}
}

/** What the service said. Something else may have answered in its place: a proxy whose service is away, or a network that wants somebody to sign in. */
export function readAnswer(status: number, text: string, looksOnly: boolean): Readonly<Record<string, unknown>> {
	if (text === "" && status < 400) return {};
	try {
		const answered = JSON.parse(text) as Readonly<Record<string, unknown>>;
		if (answered["code"] === "unavailable") noticeAway();
		return answered;
	} catch {
		if (status >= 502 && status <= 504) {
			noticeAway();
			throw new Unreachable({ mayBeDone: !looksOnly });
		}
		const title = i18next.t(status === 413 ? "app:problem.too-large" : "app:problem.foreign");
		throw new ApiFailure(status, { code: "foreign", title, detail: i18next.t("app:problem.foreign-do", { status }) });
	}
}

/** The address of a route, for links to what it answers (a download, a stream of events). */
export function addressOf(path: string, params: unknown, query: unknown): string {
	const given = params as Readonly<Record<string, string>> | undefined;
	const filled = path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(given?.[name] ?? ""));
	const search = new URLSearchParams();
	const asked = (query ?? {}) as Readonly<Record<string, string | number | boolean | undefined>>;
	for (const [name, value] of Object.entries(asked)) if (value !== undefined && value !== "") search.set(name, String(value));
	const text = search.toString();
	return `/api/v1${filled}${text === "" ? "" : `?${text}`}`;
}
