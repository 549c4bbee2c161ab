import { createHmac } from "node:crypto";
import type { ServerToken } from "./server-token.ts";

/** OAuth 1.0a as Apple's device service has it for `/session`: HMAC-SHA1, RFC 5849 section 3. */

/** Names and values as they are, not encoded; a name may come several times. */
export type OAuthParameters = Iterable<readonly [string, string]>;

interface SignedRequest {
	readonly method: string;
	/** With its query, whose parameters are signed too. */
	readonly url: string;
	/** Those of the Authorization header, and of a body that is a form. `realm` and `oauth_signature` are left out, if they are among them. */
	readonly parameters: OAuthParameters;
}

/** The signature base string (RFC 5849 section 3.4.1). Throws TypeError on what is no address. */
export function signatureBase({ method, url, parameters }: SignedRequest): string {
	const { protocol, host, pathname, searchParams } = new URL(url);
	const pairs: [string, string][] = [];
	for (const [name, value] of searchParams) pairs.push([encode(name), encode(value)]);
	for (const [name, value] of parameters) {
		if (name !== "realm" && name !== "oauth_signature") pairs.push([encode(name), encode(value)]);
	}
	// By the encoded bytes, names first (section 3.4.1.3.2): what is encoded is ASCII, so the order of code units is that of bytes.
	pairs.sort(([name, value], [otherName, otherValue]) => order(name, otherName) || order(value, otherValue));
	const normalized = pairs.map(([name, value]) => `${name}=${value}`).join("&");
	// URL has already made scheme and host lower case and dropped a port that is the scheme's own (section 3.4.1.2).
	return `${encode(method.toUpperCase())}&${encode(`${protocol}//${host}${pathname}`)}&${encode(normalized)}`;
}

/** `oauth_signature` before it is encoded: base64 of the HMAC-SHA1 (RFC 5849 section 3.4.2). */
export function signature(request: SignedRequest & { readonly consumerSecret: string; readonly tokenSecret: string }): string {
	const key = `${encode(request.consumerSecret)}&${encode(request.tokenSecret)}`;
	return createHmac("sha1", key).update(signatureBase(request)).digest("base64");
}

/** The value of the Authorization header. `timestamp` in seconds; `realm`, which is not signed, is `ADM` at Apple's. */
export function authorizationHeader(request: {
	readonly method: string;
	readonly url: string;
	readonly token: Pick<ServerToken, "consumerKey" | "consumerSecret" | "accessToken" | "accessSecret">;
	/** Never used before with this timestamp. */
	readonly nonce: string;
	readonly timestamp: number;
	readonly realm?: string;
}): string {
	const { method, url, token, nonce, timestamp, realm } = request;
	const parameters: [string, string][] = [
		["oauth_consumer_key", token.consumerKey],
		["oauth_token", token.accessToken],
		["oauth_signature_method", "HMAC-SHA1"],
		["oauth_timestamp", String(timestamp)],
		["oauth_nonce", nonce],
		["oauth_version", "1.0"],
	];
	const value = signature({ method, url, parameters, consumerSecret: token.consumerSecret, tokenSecret: token.accessSecret });
	const shown = [...parameters, ["oauth_signature", value] as const].map(([name, text]) => `${name}="${encode(text)}"`);
	return `OAuth ${[...(realm === undefined ? [] : [`realm="${realm}"`]), ...shown].join(", ")}`;
}

const longestHeader = 8192;
const parameter = /[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)="([^"]*)"[ \t]*(?:,|$)/y;

/**
 * The parameters of an OAuth Authorization header (RFC 5849 section 3.5.1), decoded, `realm` as it stands. `duplicate`: a name comes twice, which
 * section 3.1 forbids and Apple answers with 400; null: it is no such header.
 */
export function parseAuthorization(header: string): ReadonlyMap<string, string> | "duplicate" | null {
	if (header.length > longestHeader || !/^OAuth[ \t]/i.test(header)) return null;
	const parameters = new Map<string, string>();
	parameter.lastIndex = 6;
	while (parameter.lastIndex < header.length) {
		const [, rawName, rawValue] = parameter.exec(header) ?? [];
		if (rawName === undefined || rawValue === undefined) return null;
		const name = decode(rawName);
		const value = name === "realm" ? rawValue : decode(rawValue);
		if (name === null || value === null) return null;
		if (parameters.has(name)) return "duplicate";
		parameters.set(name, value);
	}
	return parameters.size === 0 ? null : parameters;
}

/** RFC 5849 section 3.6: everything but the unreserved characters; encodeURIComponent leaves five more. */
function encode(text: string): string {
	return encodeURIComponent(text.toWellFormed()).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

function decode(text: string): string | null {
	try {
		return decodeURIComponent(text);
	} catch {
		return null;
	}
}

function order(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
