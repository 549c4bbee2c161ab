import assert from "node:assert/strict";
import type { House } from "./harness.ts";

export interface Seen {
	readonly status: number;
	readonly html: string;
	readonly headers: Headers;
	/** Kind of the page (`sign-in`, `refused`, …); null where it is none. */
	readonly page: string | null;
	/** The code of a refusal. */
	readonly code: string | null;
	/** Of the try, as the page shows it. */
	readonly reference: string | null;
}

type Fields = readonly (readonly [string, string])[] | { readonly [name: string]: string };
type Extra = { readonly [name: string]: string };

/** A person's browser on a phone, on the port without TLS: cookies and forms, nothing more. Redirects are followed within the portal. */
export interface Visitor {
	/** The value of the visit's cookie. */
	session: string | null;
	get(path: string, headers?: Extra): Promise<Seen>;
	post(path: string, fields: Fields, headers?: Extra): Promise<Seen>;
	signIn(upn: string, password: string): Promise<Seen>;
	/** Without following redirects. */
	ask(method: string, path: string, body?: string | FormData, headers?: Extra): Promise<Seen>;
}

const safari =
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";
const form = "application/x-www-form-urlencoded";

/** @param peer the address that a trusted proxy tells of; the house must trust 127.0.0.1 then */
export function visitor(house: House, peer?: string): Visitor {
	const own: Extra = { "user-agent": safari, "accept-language": "en", ...(peer === undefined ? {} : { "x-forwarded-for": peer }) };
	const me: Visitor = {
		session: null,
		async ask(method, path, body, headers = {}) {
			const cookie: Extra = me.session === null ? {} : { cookie: `genkan-visit=${me.session}` };
			const response = await fetch(`http://127.0.0.1:${house.service.plainPort}${path}`, {
				method,
				redirect: "manual",
				headers: { ...own, ...cookie, ...(typeof body === "string" ? { "content-type": form } : {}), ...headers },
				...(body === undefined ? {} : { body }),
			});
			for (const set of response.headers.getSetCookie()) {
				const [, value] = /^genkan-visit=([^;]*)/.exec(set) ?? [];
				if (value === undefined) continue;
				assert.match(set, /; Path=\/; HttpOnly; Secure; SameSite=Lax/);
				me.session = value;
			}
			const html = await response.text();
			const first = (pattern: RegExp) => pattern.exec(html)?.[1] ?? null;
			return {
				status: response.status,
				html,
				headers: response.headers,
				page: first(/<body data-page="([^"]*)"/),
				code: first(/data-code="([^"]*)"/),
				reference: first(/data-reference="([^"]*)"/),
			};
		},
		async get(path, headers) {
			const seen = await me.ask("GET", path, undefined, headers);
			return follow(seen);
		},
		async post(path, fields, headers) {
			const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
			const seen = await me.ask("POST", path, new URLSearchParams(pairs as [string, string][]).toString(), headers);
			return follow(seen);
		},
		async signIn(upn, password) {
			return me.post("/enroll/sign-in", { upn, password });
		},
	};
	async function follow(seen: Seen): Promise<Seen> {
		const location = seen.headers.get("location");
		if (seen.status < 300 || seen.status >= 400 || location === null) return seen;
		assert.equal(location, "/enroll", "the portal leads to itself only");
		return me.ask("GET", location);
	}
	return me;
}
