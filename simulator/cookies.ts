/** One host's cookies are kept from its others by name, path and time, which is all that the portal's need. */
export interface CookieJar {
	/** The `Cookie` header for this address, or undefined where there is nothing to send. */
	header(url: URL): string | undefined;
	/** Keeps what `Set-Cookie` says. */
	keep(url: URL, setCookie: readonly string[]): void;
	/** Settings, Safari, Clear History and Website Data. */
	clear(): void;
}

interface Cookie {
	readonly host: string;
	readonly name: string;
	readonly value: string;
	readonly path: string;
	readonly secure: boolean;
	/** Epoch milliseconds. */
	readonly until: number;
}

export function createCookieJar(clock: () => number): CookieJar {
	let cookies: Cookie[] = [];
	return {
		header(url) {
			const now = clock();
			cookies = cookies.filter(({ until }) => until > now);
			const sent = cookies.filter(
				(one) => one.host === url.hostname && covers(one.path, url.pathname) && (!one.secure || url.protocol === "https:"),
			);
			return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join("; ");
		},
		keep(url, setCookie) {
			for (const line of setCookie) {
				const cookie = parse(line, url, clock());
				if (cookie === undefined) continue;
				cookies = cookies.filter(({ host, name, path }) => host !== cookie.host || name !== cookie.name || path !== cookie.path);
				cookies.push(cookie);
			}
		},
		clear() {
			cookies = [];
		},
	};
}

function covers(path: string, asked: string): boolean {
	return asked === path || asked.startsWith(path.endsWith("/") ? path : `${path}/`);
}

function parse(line: string, url: URL, now: number): Cookie | undefined {
	const [pair = "", ...rest] = line.split(";");
	const equals = pair.indexOf("=");
	if (equals < 1) return undefined;
	const attributes = new Map(rest.map((one) => one.trim().split("=", 2)).map(([name = "", value = ""]) => [name.toLowerCase(), value]));
	const maxAge = attributes.get("max-age");
	const expires = attributes.get("expires");
	return {
		host: url.hostname,
		name: pair.slice(0, equals).trim(),
		value: pair.slice(equals + 1).trim(),
		path: attributes.get("path")?.startsWith("/") ? (attributes.get("path") ?? "/") : "/",
		secure: attributes.has("secure"),
		until: maxAge !== undefined ? now + 1000 * Number(maxAge) : expires !== undefined ? Date.parse(expires) : Number.POSITIVE_INFINITY,
	};
}
