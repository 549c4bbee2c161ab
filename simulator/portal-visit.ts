import type { Browser, Loaded } from "./browser.ts";
import type { Script } from "./misbehave.ts";
import { readPage, type SeenPage } from "./page.ts";

interface Downloaded {
	readonly ok: true;
	readonly bytes: Uint8Array;
	readonly fileName: string;
}

/** What a person does with the enrollment pages, one step at a time. Every step gives the page that is on the screen afterwards. */
export interface PortalVisit {
	/** The address typed, or the page loaded again. A server that is not there is a page of the kind `no-connection`. */
	open(): Promise<SeenPage>;
	/** Types name and password, and the one-time code where it is asked and given. */
	signIn(upn: string, password: string, code?: string | (() => string)): Promise<SeenPage>;
	answerTerms(accept: boolean): Promise<SeenPage>;
	/** The profile, where the page offers one; else the page that came instead. */
	download(): Promise<Downloaded | { readonly ok: false; readonly page: SeenPage }>;
	startAgain(): Promise<SeenPage>;
	/** What is on the screen; null before the first page. */
	page(): SeenPage | null;
}

export function createPortalVisit(browser: Browser, portalUrl: string, script: Script): PortalVisit {
	let current: SeenPage | null = null;

	const here = (): SeenPage => {
		if (current === null) throw new Error("no page is open: openPortal() comes first");
		return current;
	};
	const show = (loaded: Loaded, asked: string): SeenPage => {
		current = loaded.kind === "page" ? loaded.page : pageInstead(loaded, asked);
		return current;
	};

	async function answerCode(code: string): Promise<SeenPage> {
		const typed = script.take("wrong-code") === undefined ? code : "000000";
		return show(await browser.submit(here(), "one-time-code", { code: typed }), portalUrl);
	}

	return {
		open: async () => show(await browser.open(portalUrl), portalUrl),
		async signIn(upn, password, code) {
			const typed = script.take("wrong-password") === undefined ? password : `${password}-wrong`;
			const page = show(await browser.submit(here(), "sign-in", { upn, password: typed }), portalUrl);
			if (page.kind !== "one-time-code" || code === undefined) return page;
			return answerCode(typeof code === "function" ? code() : code);
		},
		async answerTerms(accept) {
			const answer = accept && script.take("declines-terms") === undefined ? "accept" : "decline";
			return show(await browser.submit(here(), "terms", {}, ["answer", answer]), portalUrl);
		},
		async download() {
			if (here().link("profile") === undefined) return { ok: false, page: here() };
			const loaded = await browser.follow(here(), "profile");
			// Safari stays on its page while it downloads, and offers to install this type only.
			if (loaded.kind === "download" && loaded.type === "application/x-apple-aspen-config") {
				return { ok: true, bytes: loaded.bytes, fileName: loaded.fileName };
			}
			return { ok: false, page: show(loaded, portalUrl) };
		},
		startAgain: async () => show(await browser.submit(here(), "again"), portalUrl),
		page: () => current,
	};
}

/** What a browser shows when there is no page to show. */
export function pageInstead(loaded: Exclude<Loaded, { readonly kind: "page" }>, asked: string): SeenPage {
	const kind = loaded.kind === "no-connection" ? "no-connection" : "not-a-page";
	return readPage(asked, 0, `<body data-page="${kind}">`);
}
