import type { Browser, Loaded } from "./browser.ts";
import { stopsBefore } from "./installation.ts";
import type { Script } from "./misbehave.ts";
import type { SeenPage } from "./page.ts";
import { pageInstead } from "./portal-visit.ts";

/** Who sets a phone up. */
export interface SetupPerson {
	readonly upn: string;
	readonly password: string;
	/** The one-time code, or what makes it when it is asked; a person who must fetch a telephone first takes a while. */
	readonly code?: string | (() => string | Promise<string>);
	/** What the person does with the pages of an OpenID provider: begins with its first page and ends with what the service shows afterwards. */
	readonly provider?: (page: SeenPage, browser: Browser) => Promise<Loaded>;
}

export type PagesWalked = { readonly reference: string | null } & (
	| { readonly ok: true; readonly bytes: Uint8Array }
	/** The pages went no further. */
	| { readonly ok: false; readonly at: "page"; readonly page: SeenPage }
	| { readonly ok: false; readonly at: "stopped"; readonly step: string }
);

const profileType = "application/x-apple-aspen-config";
/** More pages than any enrollment has. */
const mostPages = 12;

/**
 * Setup Assistant's web view: opens the address with the phone's description, which no later request has, and closes itself as soon as a profile comes.
 * The profile must come from the host of that address (Apple, `configuration_web_url`).
 */
export async function walkSetupPages(
	browser: Browser,
	start: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
	person: SetupPerson,
	script: Script,
): Promise<PagesWalked> {
	let reference: string | null = null;
	const stopped = (step: string): PagesWalked => ({ ok: false, at: "stopped", step, reference });
	const stuck = (page: SeenPage): PagesWalked => ({ ok: false, at: "page", page, reference });
	if (stopsBefore(script, "open") !== null) return stopped("open");
	let loaded = await browser.open(start.url, start.headers);
	const walked = new Set<string>();
	for (let count = 0; count < mostPages; count++) {
		if (loaded.kind !== "page") {
			if (loaded.kind === "download" && loaded.type === profileType && new URL(loaded.url).host === new URL(start.url).host) {
				return { ok: true, bytes: loaded.bytes, reference };
			}
			return stuck(pageInstead(loaded, start.url));
		}
		const { page } = loaded;
		reference = page.reference ?? reference;
		const kind = page.kind ?? "provider's";
		// A page that comes a second time is a refusal: wrong password, wrong code.
		if (walked.has(kind)) return stuck(page);
		walked.add(kind);
		if ((kind === "sign-in" || kind === "provider") && stopsBefore(script, "sign-in") !== null) return stopped("sign-in");
		if (kind === "terms" && stopsBefore(script, "terms") !== null) return stopped("terms");
		const next = await step(page, browser, person, script);
		if (next === null) return stuck(page);
		loaded = next;
	}
	throw new Error("pages without end");
}

/** What the person does on this page; null: there is nothing to do. */
async function step(page: SeenPage, browser: Browser, person: SetupPerson, script: Script): Promise<Loaded | null> {
	switch (page.kind) {
		case "sign-in": {
			const password = script.take("wrong-password") === undefined ? person.password : `${person.password}-wrong`;
			return browser.submit(page, "sign-in", { upn: person.upn, password });
		}
		case "one-time-code": {
			if (person.code === undefined) return null;
			const code = typeof person.code === "function" ? await person.code() : person.code;
			return browser.submit(page, "one-time-code", { code: script.take("wrong-code") === undefined ? code : "000000" });
		}
		case "terms": {
			const answer = script.take("declines-terms") === undefined ? "accept" : "decline";
			return browser.submit(page, "terms", {}, ["answer", answer]);
		}
		case "provider":
			return browser.follow(page, "provider");
		case null:
			return person.provider === undefined ? null : person.provider(page, browser);
		default:
			return page.link("profile") === undefined ? null : browser.follow(page, "profile");
	}
}
