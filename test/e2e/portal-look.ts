/**
 * Photographs every enrollment page in both languages, sizes and schemes, to be looked at: `node test/e2e/portal-look.ts <directory>`.
 * Also measures what a photograph hides: targets too small for a finger, pages wider than the screen, text with too little contrast.
 */
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Page } from "playwright-core";
import { createPortal } from "../../src/http/portal/routes.ts";
import { answering, samplePages, sampleView } from "../../src/http/portal/sample-views.ts";

const directory = process.argv[2] ?? "portal-look";
const only = process.argv[3];
mkdirSync(directory, { recursive: true });

type Name = keyof typeof samplePages;
const names = (Object.keys(samplePages) as Name[]).filter((name) => only === undefined || name.startsWith(only));
let shown: Name = "sign-in";
const quiet = () => undefined;
const portal = createPortal({
	service: answering(() => sampleView(shown)),
	publicUrl: "http://127.0.0.1",
	peerOf: () => "127.0.0.1",
	recordFault: async () => undefined,
	log: { debug: quiet, info: quiet, warn: quiet, error: console.error },
});
await portal.ready();
const server = createServer((request, response) => portal.routing(request, response));
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const browser = await chromium.launch({
	executablePath: "/usr/bin/chromium",
	args: [
		"--no-sandbox",
		"--disable-gpu",
		"--disable-quic",
		"--no-first-run",
		"--disable-background-networking",
		"--disable-component-update",
		"--disable-sync",
	],
});
const screens = [
	{ width: 390, scheme: "light", language: "ja" },
	{ width: 390, scheme: "dark", language: "en" },
	{ width: 320, scheme: "dark", language: "ja" },
	{ width: 320, scheme: "light", language: "en" },
	{ width: 1200, scheme: "light", language: "en" },
	{ width: 1200, scheme: "dark", language: "ja" },
] as const;
const complaints: string[] = [];
for (const { width, scheme, language } of screens) {
	const context = await browser.newContext({
		viewport: { width, height: width > 600 ? 800 : 700 },
		colorScheme: scheme,
		deviceScaleFactor: width > 600 ? 1 : 2,
		timezoneId: "Asia/Tokyo",
	});
	const page = await context.newPage();
	// A minute after the sample download, so that the page does not call it expired.
	await page.clock.setFixedTime(samplePages["progress-downloaded"].downloadedAt + 60_000);
	page.on("console", (message) => message.type() === "error" && complaints.push(`${shown}: ${message.text()}`));
	for (shown of names) {
		await page.goto(`${origin}/enroll?lang=${language}`);
		await page.screenshot({ path: `${directory}/${shown}-${width}-${language}-${scheme}.png`, fullPage: true });
		for (const complaint of await measure(page)) complaints.push(`${shown} ${width} ${language} ${scheme}: ${complaint}`);
	}
	await context.close();
}
await browser.close();
server.close();
await portal.close();
console.log(complaints.length === 0 ? "nothing to complain of" : [...new Set(complaints)].join("\n"));

function measure(page: Page): Promise<string[]> {
	return page.evaluate(`(() => {
		const found = [];
		if (document.documentElement.scrollWidth > innerWidth) found.push("wider than the screen: " + document.documentElement.scrollWidth);
		for (const element of document.querySelectorAll("a:not(.skip), button:not([hidden]), input:not([type=hidden]), summary")) {
			const { width, height } = element.getBoundingClientRect();
			if (height < 44 || width < 44) found.push("small target " + width + "x" + height + ": " + element.outerHTML.slice(0, 80));
		}
		const channel = (text) => text.match(/[\\d.]+/g).map(Number);
		const luminance = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (walker.nextNode()) {
			const element = walker.currentNode.parentElement;
			if (!walker.currentNode.textContent.trim() || element.closest("script, noscript, svg, .unseen, [hidden]")) continue;
			let behind = element;
			while (behind && (channel(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
			const fore = luminance(channel(getComputedStyle(element).color)), back = luminance(channel(getComputedStyle(behind ?? document.body).backgroundColor));
			const ratio = (Math.max(fore, back) + 0.05) / (Math.min(fore, back) + 0.05);
			if (ratio < 4.5) found.push("contrast " + ratio.toFixed(2) + ": " + walker.currentNode.textContent.trim().slice(0, 40));
		}
		return found;
	})()`);
}
