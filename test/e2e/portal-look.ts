/**
 * Photographs every enrollment page in both languages, sizes and schemes, to be looked at: `node test/e2e/portal-look.ts <directory>`.
 * Also measures what a photograph hides: targets too small for a finger, pages wider than the screen, text with too little contrast.
 */
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { loadAssets } from "../../src/http/portal/assets.ts";
import { renderView } from "../../src/http/portal/document.ts";
import { securityHeaders } from "../../src/http/portal/headers.ts";
import { samplePages, sampleView } from "../../src/http/portal/sample-views.ts";
import { launchChromium } from "./chromium.ts";
import { pageChecks } from "./watched-page.ts";

const directory = process.argv[2] ?? "portal-look";
const only = process.argv[3];
mkdirSync(directory, { recursive: true });

type Name = keyof typeof samplePages;
const names = (Object.keys(samplePages) as Name[]).filter((name) => only === undefined || name.startsWith(only));
let shown: Name = "sign-in";
const assets = loadAssets();
const server = createServer((request, response) => {
	const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
	for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
	const asset = Object.values(assets).find(({ path }) => path === pathname);
	const { page } = sampleView(shown);
	if (asset !== undefined) response.setHeader("content-type", asset.type).end(asset.content);
	else if (pathname === "/enroll/progress")
		response
			.setHeader("content-type", "application/json")
			.end(JSON.stringify({ page: page.kind, stage: "stage" in page ? page.stage : null }));
	else
		response
			.setHeader("content-type", "text/html; charset=utf-8")
			.end(renderView(sampleView(shown), searchParams.get("lang") === "ja" ? "ja" : "en", assets));
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const browser = await launchChromium();
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
		for (const complaint of await page.evaluate<string[]>(pageChecks))
			complaints.push(`${shown} ${width} ${language} ${scheme}: ${complaint}`);
		// What is folded away is looked at unfolded too.
		if (!(await page.evaluate<boolean>("[...document.querySelectorAll('details')].map((one) => (one.open = true)).length > 0"))) continue;
		await page.screenshot({ path: `${directory}/${shown}-open-${width}-${language}-${scheme}.png`, fullPage: true });
		for (const complaint of await page.evaluate<string[]>(pageChecks))
			complaints.push(`${shown} unfolded ${width} ${language} ${scheme}: ${complaint}`);
	}
	await context.close();
}
await browser.close();
server.close();
console.log(complaints.length === 0 ? "nothing to complain of" : [...new Set(complaints)].join("\n"));
