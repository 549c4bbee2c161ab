import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import type { Visit } from "../../enrollment/portal-view.ts";
import type { Language } from "../../texts/texts.ts";
import { chooseLanguage } from "./language.ts";

export const visitCookie = "genkan-visit";
export const languageCookie = "genkan-language";

/** Reads what a request says of its visitor. `peerOf` knows whether there is a trusted proxy in front. */
export function visitOf(request: FastifyRequest, peerOf: (request: IncomingMessage) => string): Visit {
	const session = cookiesOf(request)?.[visitCookie] ?? "";
	const userAgent = request.headers["user-agent"] ?? "";
	return {
		session: session === "" || session.length > 256 ? null : session,
		userAgent: userAgent.slice(0, 500),
		language: languageOf(request),
		peer: peerOf(request.raw),
		portalApp: /(?:^|\s)CompanyPortal\/([0-9A-Za-z.]{1,32})(?:\s|$)/.exec(userAgent)?.[1] ?? null,
	};
}

export function languageOf(request: FastifyRequest): Language {
	return chooseLanguage(queryValue(request, "lang"), cookiesOf(request)?.[languageCookie], request.headers["accept-language"]);
}

/** A request that broke off before its cookies were read has none. */
function cookiesOf(request: FastifyRequest): FastifyRequest["cookies"] | null | undefined {
	return request.cookies;
}

export function queryValue(request: FastifyRequest, name: string): string | undefined {
	return one(request.query, name);
}

/** A form's field; empty when it is not there. Of a field sent twice, the last. */
export function field(request: FastifyRequest, name: string): string {
	return one(request.body, name) ?? "";
}

/** A field that may stand several times in a form. */
export function fields(request: FastifyRequest, name: string): readonly string[] {
	const value = member(request.body, name);
	return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
}

function one(source: unknown, name: string): string | undefined {
	const value = member(source, name);
	const last = Array.isArray(value) ? value.at(-1) : value;
	return typeof last === "string" ? last : undefined;
}

function member(source: unknown, name: string): unknown {
	if (typeof source !== "object" || source === null || !Object.hasOwn(source, name)) return undefined;
	return (source as Readonly<Record<string, unknown>>)[name];
}
