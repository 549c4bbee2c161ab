import { createLine } from "./line.ts";

/** What came of signing in with a work account in Settings. */
export type AccountSignIn = { readonly ok: true; readonly baseUrl: string } | { readonly ok: false; readonly shown: string };

export interface AccountSignInOptions {
	/** `hanako@contoso.example`; the domain stands after the last `@`. */
	readonly identifier: string;
	/** As a phone sends it. */
	readonly language: string;
	/** PEM: what the phone trusts. */
	readonly roots: readonly string[];
	/** Where the sites of all domains stand in; `localhost` is itself. */
	readonly sitePort: number;
	readonly timeoutMs?: number;
}

/** No source has the Japanese sentence. */
const notSupported = "Your Apple Account does not support the expected services on this device";
const mostRedirects = 5;
const versions: ReadonlySet<unknown> = new Set(["mdm-byod", "mdm-adde"]);

/**
 * How a phone finds out where an account enrolls (Apple, "Discover authentication servers"): one question, redirects as they stand, status, type and
 * shape taken exactly. Apple's own fallback knows no domain here. What a refusal says in the shape of well-known.failed is shown.
 */
export async function signInWithAccount(options: AccountSignInOptions): Promise<AccountSignIn> {
	const { identifier, language, roots, sitePort, timeoutMs = 90_000 } = options;
	const domain = identifier.slice(identifier.lastIndexOf("@") + 1);
	let url = new URL(`https://${domain}/.well-known/com.apple.remotemanagement`);
	url.searchParams.set("user-identifier", identifier);
	url.searchParams.set("model-family", "iPhone");
	const line = createLine({ roots, timeoutMs });
	try {
		for (let asked = 0; asked <= mostRedirects; asked++) {
			const near = url.hostname === "localhost" ? url : new URL(`${url.pathname}${url.search}`, `https://localhost:${sitePort}`);
			const answer = await line.exchange(near, { method: "GET", headers: { host: url.host, "accept-language": language } });
			if (!answer.ok) break;
			const { status, headers, body } = answer;
			if (status >= 300 && status < 400 && headers.location !== undefined) {
				url = new URL(headers.location, url);
				if (url.protocol !== "https:") break;
				continue;
			}
			if (headers["content-type"] !== "application/json") break;
			return readAnswer(status, body.toString());
		}
	} finally {
		line.close();
	}
	return { ok: false, shown: notSupported };
}

interface Answer {
	readonly code?: unknown;
	readonly message?: unknown;
	readonly Servers?: unknown;
}

function readAnswer(status: number, text: string): AccountSignIn {
	let answer: Answer;
	try {
		answer = JSON.parse(text) as Answer;
	} catch {
		return { ok: false, shown: notSupported };
	}
	const { code, message, Servers: servers } = answer;
	if (status === 403 && code === "com.apple.well-known.failed" && typeof message === "string") return { ok: false, shown: message };
	const named = status === 200 && Array.isArray(servers) ? (servers as { readonly Version?: unknown; readonly BaseURL?: unknown }[]) : [];
	const found = named.find(({ Version, BaseURL }) => versions.has(Version) && typeof BaseURL === "string");
	return typeof found?.BaseURL === "string" ? { ok: true, baseUrl: found.BaseURL } : { ok: false, shown: notSupported };
}
