import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import type { Browser, Locator, Page } from "playwright-core";
import { consoleCookie, type Hired, type Place, signedIn } from "../api/console-client.ts";
import { eventually } from "../eventually.ts";
import { limit, within } from "../within.ts";

/** Kept as the output of tests: what an administrator sees. */
const photographs = fileURLToPath(new URL("../../test-output/console/", import.meta.url));

export interface ConsoleBrowser extends AsyncDisposable {
	readonly page: Page;
	/** What was wrong since the beginning: errors in the console, requests that failed or left this service, what axe calls serious. */
	readonly complaints: readonly string[];
	/** Opens an address under /console and waits until nothing is loading. */
	open(path: string): Promise<void>;
	/** Photographs the page as it stands, wide and narrow, light and dark, and lets axe look at it. */
	look(name: string, how?: Look): Promise<void>;
}

export interface Look {
	/** It is looked at in both languages: in English axe sees it wide and light, in Japanese narrow and dark. The same elements stand there. */
	readonly inBothLanguages?: boolean;
}

export interface ConsoleBrowserOptions {
	readonly browser: Browser;
	/** Whole where somebody has signed in. */
	readonly house: Pick<Place, "url"> & Partial<Place>;
	/** null: nobody has signed in. */
	readonly as: Hired | null;
	readonly language: "en" | "ja";
	/** Answers that are meant to be refusals: `403 /api/v1/…`. */
	readonly expects?: RegExp;
	/** Measures too: what moves by itself while it loads, and how pages lie on a tablet and on a wall. */
	readonly measures?: true;
}

/** Wide and light, narrow and dark; all four where somebody wants to see them (`PHOTOGRAPHS=1`). */
const views = [
	{ width: 1280, height: 800, colorScheme: "light" },
	{ width: 360, height: 740, colorScheme: "dark" },
	...(process.env["PHOTOGRAPHS"] === undefined
		? []
		: ([
				{ width: 1280, height: 800, colorScheme: "dark" },
				{ width: 360, height: 740, colorScheme: "light" },
			] as const)),
] as const;

/** Between and beyond those, a tablet and a screen on a wall: only measured. */
const measuredWidths = [768, 2560] as const;

/** Above it people click beside what they meant (web.dev's cumulative layout shift, “needs improvement”). */
const mostShift = 0.1;

/** The console in a Chromium of its own, which complains of whatever an administrator would. */
export async function openConsole({ browser, house, as, language, expects, measures }: ConsoleBrowserOptions): Promise<ConsoleBrowser> {
	const locale = language === "ja" ? "ja-JP" : "en-GB";
	const context = await within(
		"a new context",
		browser.newContext({
			locale,
			timezoneId: "Asia/Tokyo",
			ignoreHTTPSErrors: true,
			reducedMotion: "reduce",
			viewport: { width: 1280, height: 800 },
		}),
	);
	if (as !== null) {
		const { domain, root, url } = house;
		if (domain === undefined || root === undefined) throw new Error("whoever signs in needs the house");
		const { cookies } = await signedIn({ domain, root, url }, as);
		await context.addCookies([sessionCookie(house, cookies)]);
	}
	if (measures) await context.addInitScript(watchShifts);
	const page = await within("a new page", context.newPage());
	page.setDefaultTimeout(limit);
	// A test that goes on elsewhere means it, whatever it typed; one that wants to be asked answers itself (page.removeAllListeners).
	page.on("dialog", (dialog) => void (dialog.type() === "beforeunload" ? dialog.accept() : dialog.dismiss()));
	const complaints: string[] = [];
	const complain = (what: string) => void complaints.push(`${language} ${new URL(page.url()).pathname}: ${what}`);
	page.on("console", (message) => {
		const refusal = /Failed to load resource/.test(message.text());
		if (["error", "warning"].includes(message.type()) && !refusal) complain(`console: ${message.text()}`);
	});
	page.on("pageerror", (error) => complain(`script: ${error.message}`));
	page.on("request", (request) => {
		const { origin, protocol } = new URL(request.url());
		if (origin !== house.url && protocol !== "blob:" && protocol !== "data:") complain(`asks another site: ${request.url()}`);
	});
	page.on("requestfailed", (request) => {
		// What a page has asked for is broken off where the next one begins.
		if (request.failure()?.errorText !== "net::ERR_ABORTED") complain(`failed: ${request.url()} ${request.failure()?.errorText}`);
	});
	page.on("response", (response) => {
		const path = new URL(response.url()).pathname;
		const told = `${response.status()} ${path}`;
		if (response.status() >= 400 && expects?.test(told) !== true && told !== "401 /api/v1/session") complain(told);
	});
	return {
		page,
		complaints,
		async open(path) {
			await within(`opening ${path}`, page.goto(`${house.url}/console${path}`));
			await settled(page);
			if (!measures) return;
			const { shift, moved } = await page.evaluate<{ shift: number; moved: string[] }>("window.shifts");
			if (shift > mostShift) complain(`moves by itself while it loads (${shift.toFixed(2)}): ${moved.join(" | ")}`);
		},
		async look(name, { inBothLanguages = false } = {}) {
			mkdirSync(photographs, { recursive: true });
			for (const { width, height, colorScheme } of views) {
				await page.setViewportSize({ width, height });
				await page.emulateMedia({ colorScheme });
				// A screen that turned narrow or dark is drawn anew in the frame after.
				await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
				await settled(page);
				for (const fault of await page.evaluate<string[]>(layoutFaults)) complain(`${name} ${width}: ${fault}`);
				const axeLooks = !inBothLanguages || (language === "en") === (colorScheme === "light");
				for (const fault of axeLooks ? await axeFaults(page) : []) complain(`${name} ${width} ${colorScheme}: ${fault}`);
				await page.screenshot({ path: `${photographs}${name.replaceAll(/[^\w-]+/g, "-")}-${language}-${width}-${colorScheme}.png` });
			}
			for (const width of measures ? measuredWidths : []) {
				await page.setViewportSize({ width, height: 1000 });
				await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
				for (const fault of await page.evaluate<string[]>(layoutFaults)) complain(`${name} ${width}: ${fault}`);
			}
			await page.setViewportSize({ width: 1280, height: 800 });
			await page.emulateMedia({ colorScheme: "light" });
		},
		async [Symbol.asyncDispose]() {
			await page.goto("about:blank");
			await within("closing", context.close());
		},
	};
}

/** Adds up how far things moved without anybody's doing, and what. */
const watchShifts = `window.shifts = { shift: 0, moved: [] };
new PerformanceObserver((list) => {
	for (const { value, hadRecentInput, sources } of list.getEntries()) {
		if (hadRecentInput) continue;
		window.shifts.shift += value;
		for (const { node, previousRect, currentRect } of sources)
			window.shifts.moved.push((node?.parentElement?.innerText ?? "").slice(0, 40) + " " + previousRect.y + " > " + currentRect.y);
	}
}).observe({ type: "layout-shift", buffered: true });`;

/** What somebody could not read: beside the screen, beside its place, or cut with nothing that tells the whole. */
const layoutFaults = `(() => {
	const faults = [];
	const main = document.getElementById("main");
	for (const [what, box] of [["the screen", document.documentElement], ["the page's place", main]])
		if (box !== null && box.scrollWidth > box.clientWidth + 1) faults.push(box.scrollWidth - box.clientWidth + " px wider than " + what);
	for (const one of main?.querySelectorAll("*") ?? []) {
		const { textOverflow, overflowX } = getComputedStyle(one);
		if (textOverflow !== "ellipsis" || overflowX === "visible" || one.scrollWidth <= one.clientWidth + 1 || one.matches("input, select")) continue;
		if (one.closest("[title]") === null && one.querySelector("[title]") === null) faults.push("cut, and told nowhere: " + one.textContent.slice(0, 60));
	}
	return faults;
})()`;

/** What lets a browser in as whoever signed in. */
export function sessionCookie({ url }: { readonly url: string }, cookies: ReadonlyMap<string, string>) {
	return { name: consoleCookie, value: cookies.get(consoleCookie) ?? "", url, secure: true, httpOnly: true, sameSite: "Strict" } as const;
}

/** A list that a filter has narrowed to one row: until then rows move, and a click may land where another has come. */
export async function theOnlyRow(page: Page, text: string): Promise<Locator> {
	const rows = page.getByRole("rowgroup").getByRole("row");
	await eventually(
		`only ${text} is listed`,
		async () => (await rows.count()) === 1 && (await rows.filter({ hasText: text }).count()) === 1,
	);
	return rows;
}

/**
 * What a page computes becomes true. Playwright's own way asks once by the debugger, and from then on within the page, whose policy lets no text be run:
 * it ended with that error wherever it was not true at once.
 */
export function becomesTrue(page: Page, script: string): Promise<void> {
	return eventually(script, () => page.evaluate<boolean>(script));
}

/** Takes back what was just done. It is offered for ten seconds: by the key nobody waits until what is shown there stands still. */
export async function takeBack(page: Page): Promise<void> {
	await page.getByRole("button", { name: "Undo" }).press("Enter");
	await page.getByText("Taken back", { exact: true }).waitFor();
}

/** Nothing is loading any more, as far as the page tells. */
export async function settled(page: Page): Promise<void> {
	await page.locator("h1").first().waitFor();
	// One after the other, for what has loaded may load more.
	const waiting = page.locator("[role=progressbar]:not([aria-valuenow]), .fui-Skeleton");
	while ((await waiting.count()) > 0) await waiting.first().waitFor({ state: "detached" });
}

/**
 * Serious and critical faults by axe's own rules, each with the first element that has it. Where there are some, it looks once more: while a page turns
 * dark, Chromium tells the colours of text that was laid out anew a moment later than it draws them.
 */
async function axeFaults(page: Page): Promise<readonly string[]> {
	const first = await axeFaultsNow(page);
	if (first.length === 0) return first;
	await page.waitForTimeout(300);
	return axeFaultsNow(page);
}

async function axeFaultsNow(page: Page): Promise<readonly string[]> {
	// Evaluated by the debugger: the page's own policy would let no script of ours in.
	if (await page.evaluate<boolean>("typeof axe === 'undefined'")) await page.evaluate(axe.source);
	const found = await within(
		"axe",
		page.evaluate<{ id: string; impact: string; help: string; nodes: { target: string[]; html: string; any: { message: string }[] }[] }[]>(
			// Fluent's dummies only pass the focus on, and nobody ever stands on one.
			"axe.run({ exclude: '[data-tabster-dummy]' }, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
		),
	);
	return found
		.filter(({ impact }) => impact === "serious" || impact === "critical")
		.map(
			({ id, help, nodes }) =>
				`${id}: ${help}: ${nodes[0]?.target.join(" ")} ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.any[0]?.message ?? ""}`,
		);
}
