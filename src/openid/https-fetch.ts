import { request } from "node:https";

/** No answer came: name, connection, TLS, time-out. */
export class NoAnswer extends Error {
	constructor(options?: ErrorOptions) {
		super("the provider does not answer", options);
		this.name = "NoAnswer";
	}
}

/** A key set of a hundred keys has 200 KB. */
const bodyLimit = 1_048_576;

interface Asked {
	readonly method: string;
	readonly headers: Record<string, string>;
	readonly body?: unknown;
	readonly signal?: AbortSignal;
}

/**
 * `fetch` for the OpenID library, over node:https: the built-in one takes no certificate authority of its own. Redirects are not followed.
 *
 * @param ca PEM; null: the public ones
 */
export function httpsFetch(ca: string | null): (url: string, asked: Asked) => Promise<Response> {
	return (url, { method, headers, body, signal }) =>
		new Promise((resolve, reject) => {
			const fail = (cause: unknown) => reject(new NoAnswer({ cause }));
			const sent = request(url, {
				method,
				headers,
				...(ca === null ? {} : { ca }),
				...(signal === undefined ? {} : { signal }),
			});
			sent.on("error", fail);
			sent.on("response", (response) => {
				const parts: Buffer[] = [];
				let length = 0;
				response.on("data", (part: Buffer) => {
					length += part.length;
					if (length > bodyLimit) sent.destroy(new Error("too large"));
					else parts.push(part);
				});
				response.on("error", fail);
				response.on("end", () => {
					const status = response.statusCode ?? 0;
					const given = Object.entries(response.headers).flatMap(([name, value]) =>
						typeof value === "string" ? [[name, value] as const] : [],
					);
					// A Response of these may not carry a body.
					const content = status === 204 || status === 205 || status === 304 ? null : Buffer.concat(parts);
					if (status < 200 || status > 599) return fail(new Error("no final status"));
					resolve(new Response(content, { status, headers: Object.fromEntries(given) }));
				});
			});
			sent.end(body === undefined || body === null ? undefined : sendable(body));
		});
}

/** The library sends forms; anything else would be a bug. */
function sendable(body: unknown): string {
	if (typeof body === "string") return body;
	if (body instanceof URLSearchParams) return body.toString();
	throw new TypeError("a form was expected");
}
