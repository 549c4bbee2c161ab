import { isDeepStrictEqual } from "node:util";
import type { Loaded } from "../../simulator/browser.ts";
import type { Failure } from "../../simulator/failure.ts";
import type { PhoneScreen, ScreenBlock } from "../http/api/tour.ts";
import { portalTexts } from "../texts/portal-texts.ts";
import { fill, type Language } from "../texts/texts.ts";
import { tourTexts } from "../texts/tour-texts.ts";
import { pageBlocks } from "./page-blocks.ts";

type Native = keyof ReturnType<typeof tourTexts>["screens"];

/** What the owner of one phone saw, in order. Words that are not a page's own are those of the phone's labels. */
export interface Screens {
	readonly list: readonly PhoneScreen[];
	/** A page that Safari, or Setup Assistant's web view, shows. */
	page(loaded: Loaded): void;
	/** A screen of the phone itself. `at`: its place among those that are there; by default the last. */
	show(name: Native, values?: Readonly<Record<string, string>>, at?: number): void;
	/** The alert of an installation that failed, with the phone's very words. */
	failure(failure: Pick<Failure, "shown">, at?: number): void;
	/** The phone goes again. */
	nextRound(): void;
	/** Where the pages are shown: in Safari, or within Setup Assistant. */
	inSetup(is: boolean): void;
	/** How many screens there were when the profile was downloaded last. */
	downloadedAt(): number;
	language: Language;
}

const apps: Readonly<Record<Native, Pick<PhoneScreen, "app" | "mood">>> = {
	allow: { app: "alert", mood: "plain" },
	downloaded: { app: "settings", mood: "plain" },
	install: { app: "settings", mood: "plain" },
	installed: { app: "settings", mood: "good" },
	"install-failed": { app: "alert", mood: "bad" },
	home: { app: "home", mood: "good" },
	left: { app: "home", mood: "plain" },
	passing: { app: "passing", mood: "waiting" },
	hello: { app: "hello", mood: "plain" },
	"remote-management": { app: "setup", mood: "plain" },
	credentials: { app: "setup", mood: "plain" },
	configuring: { app: "setup", mood: "waiting" },
	"held-in-setup": { app: "setup", mood: "waiting" },
	"setup-failed": { app: "setup", mood: "bad" },
	"no-remote-management": { app: "setup", mood: "plain" },
	"apple-unreachable": { app: "setup", mood: "bad" },
	updating: { app: "setup", mood: "waiting" },
	"setup-done": { app: "home", mood: "good" },
	waiting: { app: "settings", mood: "waiting" },
	off: { app: "off", mood: "plain" },
	account: { app: "settings", mood: "plain" },
	"account-failed": { app: "alert", mood: "bad" },
	"no-connection": { app: "safari", mood: "bad" },
	removed: { app: "settings", mood: "plain" },
	"other-management": { app: "settings", mood: "plain" },
};

export function createScreens(language: Language): Screens {
	const list: PhoneScreen[] = [];
	const texts = tourTexts(language);
	let round = 1;
	let setup = false;
	let downloaded = 0;
	const put = (screen: PhoneScreen, at = list.length) => void list.splice(at, 0, screen);
	const self: Screens = {
		list,
		language,
		page(loaded) {
			if (loaded.kind === "download") {
				downloaded = list.length;
				return;
			}
			if (loaded.kind === "no-connection") {
				self.show("no-connection");
				return;
			}
			const { html, url, kind } = loaded.page;
			const blocks = pageBlocks(html);
			const [heading] = blocks;
			const mood = kind === "refused" || blocks.some((block) => block.kind === "bad") ? "bad" : kind === "managed" ? "good" : "plain";
			const title = heading?.kind === "heading" ? heading.text : "";
			const button = blocks.find((block) => block.kind === "button")?.text ?? null;
			const shown = setup ? ({ app: "setup", address: null } as const) : ({ app: "safari", address: new URL(url).host } as const);
			const screen = {
				...shown,
				mood,
				title,
				blocks: title === "" ? blocks : blocks.slice(1),
				taps: mood === "plain" ? button : null,
				round,
			} as const;
			// A page that is only loaded again is one screen.
			if (!isDeepStrictEqual(screen, list.at(-1))) put(screen);
		},
		show(name, values = {}, at) {
			const known = { ...portalTexts(language).labels, ...values };
			const { title, text, buttons, taps } = texts.screens[name];
			const say = (words: string) => fill(words, known, language);
			const lines = say(text).split("\n");
			const blocks: ScreenBlock[] = [
				...lines.map((line): ScreenBlock => ({ kind: "text", text: line })),
				...buttons.map((button): ScreenBlock => ({ kind: "button", text: say(button) })),
			].filter((block) => block.text !== "");
			put({ ...apps[name], title: say(title), address: null, blocks, taps: taps === "" ? null : say(taps), round }, at);
		},
		failure({ shown }, at) {
			const { heading, message } = divided(shown);
			self.show("install-failed", { heading, message }, at);
		},
		nextRound() {
			round += 1;
		},
		inSetup(is) {
			setup = is;
		},
		downloadedAt: () => downloaded,
	};
	return self;
}

/** “Profile Installation Failed. A Network Error Has Occurred.” stands on the phone as a heading and a sentence. */
export function divided(shown: string): { readonly heading: string; readonly message: string } {
	const [, heading = "", message = shown] = /^(.+?(?:\.|。))\s*(.+)$/s.exec(shown) ?? [];
	return { heading: heading.replace(/[.。]$/, ""), message };
}
