import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Permission } from "../../administrators/permissions.ts";
import type { Administrator, AdministratorSession, ApiToken } from "../../administrators/ports.ts";
import type { Language } from "../../texts/texts.ts";
import type { ApiServices } from "./api-services.ts";
import type { CookieName } from "./cookies.ts";
import type { ApiProblem } from "./problem.ts";

/** Who asks. Their role was read with this request: what was taken away a moment ago is gone. */
export interface Caller {
	readonly administrator: Administrator;
	readonly permissions: readonly Permission[];
	/** By which of the two they came. */
	readonly session: AdministratorSession | null;
	readonly token: ApiToken | null;
}

/** What a request brings beside its path, query and body. */
export interface Asked {
	readonly services: ApiServices;
	readonly language: Language;
	readonly peer: string;
	readonly userAgent: string;
	readonly ifMatch: string | null;
	/** Of a listener that comes back: the last event it heard. */
	readonly lastEventId: string | null;
	/** The body as it comes, of a route that takes bytes. */
	readonly bytes: Readable | null;
	/** As they came. */
	readonly cookies: Readonly<Record<CookieName, string | null>>;
}

/** What a route answers; a cookie that is null is taken away. */
export interface Answered<T> {
	readonly body: T;
	readonly etag?: string;
	readonly cookies?: { readonly [name in CookieName]?: string | null };
	/** Instead of the body, to a page of ours: only where a browser comes from another site. */
	readonly redirect?: string;
	/** Instead of the body, written piece by piece as it is made, each piece made when the one before it has gone out. */
	readonly pieces?: { readonly of: AsyncIterable<string>; readonly file?: string };
	/** Goes on instead of the body: server-sent events, each with data of the route's shape. The head was written when it is called. */
	readonly stream?: (response: ServerResponse) => Promise<void>;
}

/** `anybody`: before anybody has signed in. */
export type Access = "anybody" | Permission;

type Shape = z.ZodType;
type Read<S> = S extends Shape ? z.output<S> : undefined;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

interface Specification<P, Q, B, A extends Shape, C extends Access> {
	readonly method: Method;
	/** Under /api/v1, with `:name` for what `params` reads. */
	readonly path: string;
	/** Of the operation, for clients that are generated. */
	readonly id: string;
	readonly summary: string;
	/** Without it, no request comes to `run`. What belongs to somebody is judged there again, on the object that was loaded. */
	readonly access: C;
	readonly params?: P;
	readonly query?: Q;
	readonly body?: B;
	/** Bytes; by default a few kilobytes. */
	readonly largest?: number;
	/** Its body is no JSON but bytes, which it reads as they come and counts itself. */
	readonly takesBytes?: true;
	/** What goes out: fields that it does not name stay here. */
	readonly answer: A;
	readonly status?: 200 | 201;
	/** Changes what others may change too: the request must name the version that it was decided on (If-Match). */
	readonly versioned?: true;
	/** Lets somebody in, or changes how: whoever asks must have signed in within the last half hour. */
	readonly recent?: true;
	/** Answers with a file of this type and not with JSON; `answer` is what the client makes of it. */
	readonly file?: "text/csv; charset=utf-8";
	/** Answers with server-sent events. */
	readonly stream?: true;
	/** Shows a secret, once. */
	readonly showsSecret?: true;
	readonly run: (
		given: { readonly params: Read<P>; readonly query: Read<Q>; readonly body: Read<B> },
		asked: Asked & { readonly caller: C extends "anybody" ? Caller | null : Caller },
	) => Promise<Answered<z.input<A>> | ApiProblem>;
}

/** A row of the table, whatever it takes and gives. */
export interface Route extends Omit<Specification<Shape | undefined, Shape | undefined, Shape | undefined, Shape, Access>, "run"> {
	readonly run: (
		given: { readonly params: unknown; readonly query: unknown; readonly body: unknown },
		asked: Asked & { readonly caller: Caller | null },
	) => Promise<Answered<unknown> | ApiProblem>;
}

/** What the console knows of a route: its types, and nothing that runs. */
export interface Described<M extends Method, Path extends string, P, Q, B, A> {
	readonly method: M;
	readonly path: Path;
	readonly types?: { readonly params: P; readonly query: Q; readonly body: B; readonly answer: A };
}

/** What a client sends for this schema. */
export type Sent<S> = S extends Shape ? z.input<S> : undefined;

/** Ties the types of one route together: what its schemas read is what `run` is given (http/api/api.ts holds to it). */
export function route<
	const M extends Method,
	const Path extends string,
	A extends Shape,
	C extends Access,
	P extends Shape | undefined = undefined,
	Q extends Shape | undefined = undefined,
	B extends Shape | undefined = undefined,
>(
	specification: Specification<P, Q, B, A, C> & { readonly method: M; readonly path: Path },
): Route & Described<M, Path, Sent<P>, Sent<Q>, Sent<B>, z.output<A>> {
	return specification as unknown as Route & Described<M, Path, Sent<P>, Sent<Q>, Sent<B>, z.output<A>>;
}
