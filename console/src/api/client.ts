import i18next from "i18next";
import type { routes } from "../../../src/http/api/routes.ts";
import { currentLanguage } from "../app/language.ts";
import { holdsUnsaved, signedInAgain } from "../app/unsaved.ts";

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
export class Unreachable extends Error {}

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

async function send(method: string, path: string, asking: AnyAsking): Promise<{ readonly body: unknown; readonly etag: string | null }> {
	const { params, query, body, ifMatch, signal } = asking;
	const headers: Record<string, string> = { "accept-language": currentLanguage(), "x-time-zone": timeZone };
	if (method !== "GET") headers["x-genkan-console"] = "1";
	if (body !== undefined) headers["content-type"] = "application/json";
	if (ifMatch !== undefined) headers["if-match"] = ifMatch;
	const response = await fetch(addressOf(path, params, query), {
		method,
		headers,
		credentials: "same-origin",
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
		...(signal === undefined ? {} : { signal }),
	}).catch((error: unknown) => {
		if (error instanceof DOMException && error.name === "AbortError") throw error;
		throw new Unreachable();
	});
	const answered: unknown = await response.json().catch(() => ({}));
	if (!response.ok) {
		const failure = new ApiFailure(response.status, answered as Readonly<Record<string, unknown>>);
		if (failure.code !== "not-signed-in" || path === "/session" || !holdsUnsaved()) throw failure;
		// Whoever typed something signs in over the page.
		const back = await signedInAgain(signal);
		if (back === "nobody") throw failure;
		// What only looks is asked again, for its person. A change is not: hours may have passed since its button was pressed, and it may be a wipe.
		if (back === "same" && (method === "GET" || (query as { readonly preview?: unknown } | undefined)?.preview === "true"))
			return send(method, path, asking);
		throw new ApiFailure(409, { code: "signed-in-again", title: i18next.t("app:again.title"), detail: i18next.t("app:again.text") });
	}
	return { body: answered, etag: response.headers.get("etag") };
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
