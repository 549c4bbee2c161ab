import { Buffer } from "node:buffer";
import { type CookieJar, createCookieJar } from "./cookies.ts";
import type { Answered, Line } from "./line.ts";
import { readPage, type SeenPage } from "./page.ts";

export interface BrowserOptions {
	readonly line: Line;
	/** Asked before each request: a person may switch to the desktop site. */
	readonly userAgent: () => string;
	readonly language: "en" | "ja";
	readonly clock: () => number;
	/** Safari says where a request comes from (Sec-Fetch-Site) since 16.4. */
	readonly fetchMetadata: boolean;
	/** Without it no cookie is ever sent back, as in Setup Assistant's web view, where none can be relied on. True by default. */
	readonly keepsCookies?: boolean;
	/** Told of each page that comes, and of what comes instead. */
	readonly seen?: (loaded: Loaded) => void;
}

/** A page, or what came instead of one. */
export type Loaded =
	| { readonly kind: "page"; readonly page: SeenPage }
	| { readonly kind: "download"; readonly url: string; readonly bytes: Buffer; readonly type: string; readonly fileName: string }
	| { readonly kind: "no-connection"; readonly fault: string };

export interface Browser {
	/** An address that was typed or scanned. `headers` go with the first request only, not with those that a redirect leads to. */
	open(url: string, headers?: Readonly<Record<string, string>>): Promise<Loaded>;
	/** The link with this id. Throws if the page has none. */
	follow(page: SeenPage, id: string): Promise<Loaded>;
	/** Fills in the fields and presses the button: the one given, or the form's only one. Throws if the page has no such form, field or button. */
	submit(page: SeenPage, form: string, fields?: Readonly<Record<string, string>>, button?: readonly [string, string]): Promise<Loaded>;
	/** As `submit`, for a form that takes files: those that are chosen, by the names of their fields. */
	send(
		page: SeenPage,
		form: string,
		fields: Readonly<Record<string, string>>,
		files: Readonly<Record<string, { readonly name: string; readonly bytes: Uint8Array }>>,
	): Promise<Loaded>;
	readonly cookies: CookieJar;
}

const mostRedirects = 10;

/** As much of Safari as an enrollment needs: pages, forms, cookies, redirects, downloads. No scripts: the portal works without. */
export function createBrowser(options: BrowserOptions): Browser {
	const { line, language, clock, fetchMetadata, keepsCookies = true } = options;
	const cookies = createCookieJar(clock);

	interface Load {
		readonly form?: { readonly type: string; readonly bytes: Buffer };
		readonly headers?: Readonly<Record<string, string>>;
	}

	async function load(...asked: Parameters<typeof fetched>): Promise<Loaded> {
		const came = await fetched(...asked);
		options.seen?.(came);
		return came;
	}

	async function fetched(
		address: string,
		method: "GET" | "POST",
		from: SeenPage | null,
		{ form, headers = {} }: Load = {},
	): Promise<Loaded> {
		let url = new URL(address);
		let verb = method;
		let body = form;
		for (let redirects = 0; redirects <= mostRedirects; redirects++) {
			const answer = await line.exchange(url, {
				method: verb,
				headers: { ...headersFor(url, verb, from, body?.type), ...(redirects === 0 ? headers : {}) },
				...(body === undefined ? {} : { body: body.bytes }),
			});
			if (!answer.ok) return { kind: "no-connection", fault: answer.fault };
			if (keepsCookies) cookies.keep(url, answer.headers["set-cookie"] ?? []);
			const location = answer.headers.location;
			if (answer.status < 300 || answer.status >= 400 || location === undefined) return loaded(url, answer);
			url = new URL(location, url);
			// 307 and 308 alone repeat the form.
			if (answer.status !== 307 && answer.status !== 308) {
				verb = "GET";
				body = undefined;
			}
		}
		return { kind: "no-connection", fault: "too-many-redirects" };
	}

	function headersFor(url: URL, method: string, from: SeenPage | null, form: string | undefined): Record<string, string> {
		const cookie = cookies.header(url);
		const site = from === null ? "none" : new URL(from.url).origin === url.origin ? "same-origin" : "cross-site";
		return {
			"User-Agent": options.userAgent(),
			Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
			"Accept-Language": language === "ja" ? "ja" : "en-US,en;q=0.9",
			...(from === null || site !== "same-origin" ? {} : { Referer: from.url }),
			...(method === "POST" && from !== null ? { Origin: new URL(from.url).origin } : {}),
			...(fetchMetadata ? { "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" } : {}),
			...(form === undefined ? {} : { "Content-Type": form }),
			...(cookie === undefined ? {} : { Cookie: cookie }),
		};
	}

	return {
		open: (url, headers = {}) => load(url, "GET", null, { headers }),
		follow(page, id) {
			const href = page.link(id);
			if (href === undefined) throw new Error(`the page “${page.kind}” has no link “${id}”`);
			return load(href, "GET", page);
		},
		submit(page, id, fields = {}, button) {
			const form = page.form(id);
			if (form === undefined) throw new Error(`the page “${page.kind}” has no form “${id}”`);
			const missing = Object.keys(fields).find((name) => !form.fields.some(([field]) => field === name));
			if (missing !== undefined) throw new Error(`the form “${id}” has no field “${missing}”`);
			if (button !== undefined && !form.buttons.some(({ name, value }) => name === button[0] && value === button[1])) {
				throw new Error(`the form “${id}” has no button “${button.join("=")}”`);
			}
			const filled = form.fields.map(([name, value]): [string, string] => [name, fields[name] ?? value]);
			const pressed: [string, string][] = button === undefined ? [] : [[button[0], button[1]]];
			const query = new URLSearchParams([...filled, ...pressed]);
			if (form.multipart) return load(form.action, "POST", page, { form: multipart([...filled, ...pressed], form.files, {}) });
			if (form.method === "POST") {
				return load(form.action, "POST", page, {
					form: { type: "application/x-www-form-urlencoded", bytes: Buffer.from(query.toString()) },
				});
			}
			const url = new URL(form.action);
			url.search = query.toString();
			return load(url.href, "GET", page);
		},
		send(page, id, fields, files) {
			const form = page.form(id);
			if (form?.multipart !== true) throw new Error(`the page “${page.kind}” has no form “${id}” that takes files`);
			const missing = Object.keys(files).find((name) => !form.files.includes(name));
			if (missing !== undefined) throw new Error(`the form “${id}” has no file “${missing}”`);
			const filled = form.fields.map(([name, value]): [string, string] => [name, fields[name] ?? value]);
			return load(form.action, "POST", page, { form: multipart(filled, form.files, files) });
		},
		cookies,
	};
}

/** RFC 7578. A file that is not chosen is sent without name and content. */
function multipart(
	fields: readonly (readonly [string, string])[],
	names: readonly string[],
	files: Readonly<Record<string, { readonly name: string; readonly bytes: Uint8Array }>>,
): { readonly type: string; readonly bytes: Buffer } {
	const boundary = "----WebKitFormBoundaryK74QPM0123456789";
	const parts = [
		...fields.map(([name, value]) => Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)),
		...names.flatMap((name) => [
			Buffer.from(
				`--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${files[name]?.name ?? ""}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
			),
			files[name]?.bytes ?? Buffer.alloc(0),
			Buffer.from("\r\n"),
		]),
		Buffer.from(`--${boundary}--\r\n`),
	];
	return { type: `multipart/form-data; boundary=${boundary}`, bytes: Buffer.concat(parts) };
}

function loaded(url: URL, answer: Answered): Loaded {
	const type = (answer.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
	if (type === "text/html") return { kind: "page", page: readPage(url.href, answer.status, answer.body.toString("utf8")) };
	return { kind: "download", url: url.href, bytes: answer.body, type, fileName: fileNameOf(answer.headers["content-disposition"] ?? "") };
}

/** RFC 6266: the exact name where there is one. */
function fileNameOf(disposition: string): string {
	const exact = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
	if (exact !== undefined) {
		try {
			return decodeURIComponent(exact.trim());
		} catch {
			// Not encoded as the RFC says: the plain name will do.
		}
	}
	return /filename="([^"]*)"/i.exec(disposition)?.[1] ?? "";
}
