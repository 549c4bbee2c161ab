import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { limit, within } from "../within.ts";

/** Evaluated in a page it answers with a list of complaints. */
export const pageChecks = readFileSync(new URL("page-checks.js", import.meta.url), "utf8");
const photographs = fileURLToPath(new URL("../../test-output/portal/", import.meta.url));

const settings = [
	{ width: 1200, colorScheme: "light" },
	{ width: 1200, colorScheme: "dark" },
	{ width: 320, colorScheme: "dark" },
	{ width: 320, colorScheme: "light" },
] as const;

export interface WatchedPage extends AsyncDisposable {
	readonly page: Page;
	/** What was wrong with anything since the beginning, in order. */
	readonly complaints: readonly string[];
	/** Bytes of the heaviest page: its HTML, and every style, script and picture that came with any. */
	weight(): number;
	/** Looks at the page as it stands, wide and narrow, light and dark. */
	look(name: string): Promise<void>;
	/** Goes through everything that can be focused with the tab key alone. */
	walk(name: string): Promise<void>;
	/** Presses the tab key until this has the focus. */
	tabTo(selector: string): Promise<void>;
	/** Goes to a field with the tab key, and types this instead of what stands in it. */
	type(selector: string, text: string): Promise<void>;
	press(key: string): Promise<void>;
	/** Playwright sets no limit of its own to this; here it has one. */
	evaluate<T>(script: string): Promise<T>;
}

export interface WatchedOptions {
	readonly browser: Browser;
	readonly origin: string;
	readonly userAgent: string;
	readonly language: "en" | "ja";
	readonly javaScript?: boolean;
	/** Stands before the names of photographs and complaints. */
	readonly name: string;
}

/** A browser of its own that trusts the service, and complains of whatever a person would. */
export async function watchPage({ browser, origin, userAgent, language, javaScript = true, name }: WatchedOptions): Promise<WatchedPage> {
	// Everything that Playwright would wait for without end.
	const limited = <T>(what: string, coming: Promise<T>) => within(`${name}: ${what}`, coming);
	const opening = browser.newContext({
		userAgent,
		locale: language === "ja" ? "ja-JP" : "en-GB",
		timezoneId: "Asia/Tokyo",
		viewport: { width: 320, height: 640 },
		ignoreHTTPSErrors: true,
		javaScriptEnabled: javaScript,
		acceptDownloads: true,
	});
	const context = await limited("a new context", opening);
	const page = await limited("a new page", context.newPage());
	page.setDefaultTimeout(limit);
	const complaints: string[] = [];
	const complain = (what: string) => void complaints.push(`${name}: ${what}`);
	page.on("console", (message) => ["error", "warning"].includes(message.type()) && complain(`console: ${message.text()}`));
	page.on("pageerror", (error) => complain(`script: ${error.message}`));
	page.on("request", (request) => new URL(request.url()).origin !== origin && complain(`asks another site: ${request.url()}`));
	page.on("requestfailed", (request) => {
		// A download ends the loading of a page that never comes; a poll is broken off where the next page begins.
		const path = new URL(request.url()).pathname;
		if (path !== "/enroll/profile" && path !== "/enroll/progress") complain(`failed: ${path} ${request.failure()?.errorText}`);
	});
	const weights = new Map<string, number>();
	const weighing: Promise<unknown>[] = [];
	page.on("response", (response) => {
		const path = new URL(response.url()).pathname;
		if (response.status() >= 400 && path !== "/enroll/nowhere") complain(`${path} answered ${response.status()}`);
		if (response.status() !== 200 || path === "/enroll/profile" || path === "/enroll/progress") return;
		const key = `${response.request().resourceType()} ${path}`;
		const weigh = async () => weights.set(key, Math.max(weights.get(key) ?? 0, (await response.body()).length));
		weighing.push(weigh().catch(() => undefined));
	});

	const press = (key: string) => limited(`pressing ${key}`, page.keyboard.press(key));
	const evaluate = <T>(script: string) => limited(`evaluating ${script.slice(0, 80)}`, page.evaluate<T>(script));

	let photographed = 0;
	async function look(what: string): Promise<void> {
		photographed++;
		for (const { width, colorScheme } of settings) {
			const view = `${what} ${width} ${colorScheme}`;
			await limited(`${view}: size`, page.setViewportSize({ width, height: width === 320 ? 640 : 800 }));
			await limited(`${view}: scheme`, page.emulateMedia({ colorScheme }));
			for (const found of await limited(`${view}: checks`, page.evaluate<string[]>(pageChecks))) complain(`${view}: ${found}`);
			if (process.env["PHOTOGRAPHS"] === undefined) continue;
			mkdirSync(photographs, { recursive: true });
			const file = `${name}-${String(photographed).padStart(2, "0")}-${view}`.replaceAll(" ", "-");
			await page.screenshot({ path: `${photographs}${file}.png`, fullPage: true });
		}
	}

	async function walk(what: string): Promise<void> {
		const expected = await evaluate<string[]>(focusable);
		// From the very beginning, wherever the page has put the focus.
		await evaluate("document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')");
		const reached: string[] = [];
		for (let step = 0; step < expected.length; step++) {
			await press("Tab");
			const { label, faults } = await evaluate<{ label: string; faults: string[] }>(focused);
			reached.push(label);
			for (const fault of faults) complain(`${what} by keyboard: ${fault}`);
		}
		if (reached.join(" > ") !== expected.join(" > "))
			complain(`${what} by keyboard: ${reached.join(" > ")} instead of ${expected.join(" > ")}`);
	}

	async function tabTo(selector: string): Promise<void> {
		for (let step = 0; step < 40; step++) {
			if (await evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
			await press("Tab");
		}
		throw new Error(`${name}: the tab key does not lead to ${selector}`);
	}

	return {
		page,
		complaints,
		weight() {
			const entries = [...weights];
			const sum = (which: (key: string) => boolean) => entries.filter(([key]) => which(key)).map(([, bytes]) => bytes);
			return Math.max(...sum((key) => key.startsWith("document"))) + sum((key) => !key.startsWith("document")).reduce((a, b) => a + b, 0);
		},
		look,
		walk,
		tabTo,
		async type(selector, text) {
			await tabTo(selector);
			await press("ControlOrMeta+a");
			await limited(`typing into ${selector}`, page.keyboard.type(text));
		},
		press,
		evaluate,
		async [Symbol.asyncDispose]() {
			// Chromium drops the wish to close a page, and never answers, when the next page arrives in that moment. Nothing follows an empty one.
			await page.goto("about:blank");
			await limited("closing", context.close());
			await limited("the bodies of its responses", Promise.all(weighing));
		},
	};
}

const describe = "(element) => element.id || element.className || element.tagName.toLowerCase()";

/** What can be focused and is there, in the order of the page. */
const focusable = `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, summary")]
	.filter((element) => element.checkVisibility({ visibilityProperty: true }))
	.map(${describe})`;

/** What has the focus, and what a person who looks for it would miss: 2.4.7, 2.4.11, 1.4.11. */
const focused = `(() => {
	const element = document.activeElement;
	const faults = [];
	const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
	const { top, bottom: end, left, right, height } = element.getBoundingClientRect();
	// Of a field of several lines Chromium brings the one into sight that is typed in.
	const bottom = element.tagName === "TEXTAREA" ? top + 32 : end;
	const name = (${describe})(element);
	if (outlineStyle !== "solid" || Number.parseFloat(outlineWidth) < 2) faults.push("2.4.7 the focus cannot be seen on " + name);
	if (height < innerHeight && (top < -1 || bottom > innerHeight + 1)) faults.push("2.4.11 out of sight: " + name);
	if (left < -1 || right > innerWidth + 1) faults.push("2.4.11 beside the screen: " + name);
	const luminance = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
		.reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
	const around = [luminance(getComputedStyle(document.body).backgroundColor), luminance(outlineColor)].sort((a, b) => a - b);
	if ((around[1] + 0.05) / (around[0] + 0.05) < 3) faults.push("1.4.11 contrast of the focus on " + name);
	return { label: name, faults };
})()`;
