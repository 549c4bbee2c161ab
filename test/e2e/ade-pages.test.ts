import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { createLine } from "../../simulator/line.ts";
import { setTerms } from "../../src/tenant/terms.ts";
import { type AdeHouse, openAdeHouse } from "./ade-house.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { password } from "./harness.ts";
import { type WatchedPage, watchPage } from "./watched-page.ts";

/** The pages in Setup Assistant's web view as a person sees them: both languages, narrow and wide, no script and no cookie needed. */
const skip = noChromium();
const heaviest = 60_000;
let ade: AdeHouse;
let elsewhere: AdeHouse;
let codeOfMei: () => string;
let browser: Browser;

before(async () => {
	if (skip !== false) return;
	const away = { GENKAN_OIDC_ISSUER: "https://localhost:1", GENKAN_OIDC_CLIENT_ID: "genkan" };
	[ade, elsewhere, browser] = await Promise.all([openAdeHouse(), openAdeHouse({ settings: away }), launchChromium()]);
	for (const one of [ade, elsewhere]) await one.addProfile("web", { signIn: "web" });
	await ade.house.addUser("hana@contoso.example");
	await ade.house.addUser("poor@contoso.example", { licences: "" });
	await ade.house.addUser("mei@contoso.example");
	codeOfMei = await ade.addSecondFactor("mei@contoso.example");
	const title = { en: "Work phones", ja: "業務用の電話" };
	const body = { en: "Be kind to this phone.", ja: "大切に使ってください。" };
	const { domain } = ade.house;
	await domain.store.write((stores) => setTerms(stores, { id: "work", title, body, now: domain.clock.now() }));
});
after(async () => {
	if (skip !== false) return;
	await browser.close();
	await ade[Symbol.asyncDispose]();
	await elsewhere[Symbol.asyncDispose]();
});

let made = 0;

/** The first request, with the phone's description; where it leads. */
async function begun(at: AdeHouse, language: "en" | "ja", described = true): Promise<string> {
	const number = String(++made).padStart(4, "0");
	const device = { serial: `F2LXV${number}A`, udid: `00008110-0000000000${number}05`, language };
	await at.assign(device.serial, "web");
	const line = createLine({ roots: [at.house.root], timeoutMs: 60_000 });
	const headers: Record<string, string> = described
		? { "x-apple-aspen-deviceinfo": Buffer.from(at.describe(device)).toString("base64") }
		: {};
	const answer = await line.exchange(new URL("/ade/sign-in/web", at.house.url), { method: "GET", headers });
	line.close();
	assert.ok(answer.ok);
	return new URL(answer.headers.location ?? "/ade/sign-in/web", at.house.url).href;
}

async function withPage(at: AdeHouse, language: "en" | "ja", walk: (watched: WatchedPage) => Promise<void>): Promise<void> {
	const userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
	const name = `ade-${language}`;
	await using watched = await watchPage({ browser, origin: at.house.url, userAgent, language, javaScript: false, name });
	await walk(watched);
	assert.deepEqual(watched.complaints, []);
	assert.deepEqual(await watched.page.context().cookies(), [], "no cookie is set");
	assert.ok(watched.weight() < heaviest, `${watched.weight()} bytes`);
}

for (const language of ["en", "ja"] as const) {
	test(`sign-in, terms and refusals in ${language}`, { skip }, async () => {
		await withPage(ade, language, async (watched) => {
			const { page } = watched;
			await page.goto(await begun(ade, language));
			await watched.look("sign-in");
			await watched.walk("sign-in");
			await watched.type("#upn", "hana@contoso.example");
			await watched.type("#password", "wrong");
			await watched.press("Enter");
			await page.locator("#refusal").waitFor();
			await watched.look("sign-in refused");
			await watched.type("#upn", "hana");
			await watched.type("#password", password);
			await watched.press("Enter");
			await page.locator("#refusal").getByText("hana@contoso.example").waitFor();
			await watched.look("half a name");
			const { store, clock } = ade.house.domain;
			const tooMany = { failures: 12, firstAt: clock.now(), lastAt: clock.now() };
			await store.write(({ throttle }) => throttle.put("name:guess@contoso.example", tooMany));
			await watched.type("#upn", "guess@contoso.example");
			await watched.type("#password", password);
			await watched.press("Enter");
			await page.locator("#refusal h2").getByText("4").waitFor();
			await watched.look("paused");
			await watched.type("#upn", "hana@contoso.example");
			await watched.type("#password", password);
			await watched.press("Enter");
			await page.locator("body[data-page=terms]").waitFor();
			await watched.look("terms");
			await page.locator("button[value=decline]").click();
			await page.locator("body[data-page=refused]").waitFor();
			await watched.look("terms declined");

			await page.goto(await begun(ade, language));
			await watched.type("#upn", "poor@contoso.example");
			await watched.type("#password", password);
			await watched.press("Enter");
			await page.locator("body[data-page=refused]").waitFor();
			await watched.look("no licence");
			await page.locator("#again button").click();
			await page.locator("body[data-page=sign-in]").waitFor();

			await page.goto(await begun(ade, language, false));
			await page.locator("body[data-page=refused]").waitFor();
			await watched.look("no description");
		});
	});

	test(`after the one-time code a reload sends no form again, in ${language}`, { skip }, async () => {
		await withPage(ade, language, async (watched) => {
			const { page } = watched;
			const asked: string[] = [];
			page.on("response", (response) => {
				const request = response.request();
				if (request.isNavigationRequest()) asked.push(`${request.method()} ${response.status()}`);
			});
			const since = () => asked.splice(0).join(", ");
			await page.goto(await begun(ade, language));
			await watched.type("#upn", "mei@contoso.example");
			await watched.type("#password", password);
			since();
			await watched.press("Enter");
			await page.locator("body[data-page=one-time-code]").waitFor();
			assert.equal(since(), "POST 303, GET 200");
			// Each code is taken once, and both languages need one.
			ade.house.clock.move(60_000);
			await watched.type("#code", codeOfMei());
			await watched.press("Enter");
			await page.locator("body[data-page=terms]").waitFor();
			assert.equal(since(), "POST 303, GET 200");
			await page.reload();
			await page.locator("body[data-page=terms]").waitFor();
			assert.equal(since(), "GET 200");
		});
	});

	test(`the way to a provider, and one that is away, in ${language}`, { skip }, async () => {
		await withPage(elsewhere, language, async (watched) => {
			const { page } = watched;
			await page.goto(await begun(elsewhere, language));
			await watched.look("provider");
			await watched.walk("provider");
			await page.locator("#provider").click();
			await page.locator("#refusal").waitFor();
			await watched.look("provider refused");
		});
	});
}
