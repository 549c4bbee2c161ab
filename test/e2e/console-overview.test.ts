import assert from "node:assert/strict";
import { test } from "node:test";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { hire } from "../api/console-client.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { openConsole, takeBack } from "./console-browser.ts";
import { type House, openHouse, password } from "./harness.ts";

async function phoneComes(house: House, upn: string): Promise<string> {
	const [device] = makeFleet(upn, 1);
	assert.ok(device !== undefined);
	const phone = createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url });
	const { reference } = await enroll(phone, { upn, password });
	phone.close();
	return reference ?? assert.fail("no reference");
}

test("the overview before anybody has tried teaches the first steps, and follows a phone live from then on", {
	skip: noChromium(),
}, async (t) => {
	await using house = await openHouse();
	const owner = await hire(house, "hanako@contoso.example", "owner");
	const browser = await launchChromium();
	t.after(() => browser.close());
	await using seen = await openConsole({ browser, house, as: owner, language: "en" });
	await seen.open("/");
	const { page } = seen;
	await page.getByRole("heading", { name: "Before the first phone" }).waitFor();
	await page.getByText("Bring in users").waitFor();
	assert.equal(await page.getByRole("img", { name: "Done" }).count(), 4, "authority, domain, push certificate, a plan");
	await seen.look("overview-first");

	await house.addUser("taro@contoso.example");
	await house.addUser("none@contoso.example", { licences: "" });
	const enrolled = await phoneComes(house, "taro@contoso.example");
	const refused = await phoneComes(house, "none@contoso.example");
	const list = page.getByRole("list", { name: "Live" });
	await list.getByRole("link", { name: enrolled }).waitFor();
	const row = list.getByRole("listitem").filter({ hasText: refused });
	await row.getByText("The user has no licence").waitFor();
	await row.getByRole("img", { name: "Refused" }).waitFor();
	await page.getByRole("heading", { name: "Enrollment works", exact: true }).waitFor();
	await page.getByRole("img", { name: /^Web page: 1 of 2 tries enrolled \(24 hours\)/ }).waitFor();
	await page.getByRole("link", { name: "The user has no licence" }).waitFor();
	assert.equal(await page.getByRole("link", { name: "Push certificate" }).last().getAttribute("href"), "/console/apple/push-certificate");

	// Of two who opened the page, one has no licence: half of them came further.
	const funnel = page.getByRole("region", { name: "Where people drop out" });
	await funnel.getByText("1 ended here").waitFor();
	await funnel.getByText("2 (100%)").first().waitFor();
	await funnel.getByText("1 (50%)").first().waitFor();

	await page.getByRole("tab", { name: "7 days" }).click();
	await page.getByRole("img", { name: /\(7 days\)/ }).waitFor();
	assert.equal(new URL(page.url()).search, "?window=7d");
	await page.getByRole("img", { name: /\(7 days\)/ }).focus();
	await page.keyboard.press("ArrowRight");
	await page.getByRole("status").getByText("Refused").waitFor();
	await seen.look("overview-live");

	await page.emulateMedia({ forcedColors: "active" });
	const marks = await page.evaluate<string[]>(
		"[...document.querySelectorAll('main li > span:empty')].map((mark) => getComputedStyle(mark).backgroundColor)",
	);
	assert.ok(marks.length >= 7 && new Set(marks).size >= 4 && !marks.includes("rgb(255, 255, 255)"), marks.join());
	await page.emulateMedia({ forcedColors: "none" });

	assert.equal(await page.getByRole("heading", { name: "Before the first phone" }).count(), 0, "phones come already");
	await page.getByRole("region", { name: "Still to set up" }).getByText("Name the organisation").waitFor();
	assert.equal(await page.getByRole("img", { name: "Done" }).count(), 0);
	await page.setViewportSize({ width: 2560, height: 1440 });
	await page.getByRole("definition").filter({ hasText: "50%" }).waitFor();
	const heading = page.getByRole("heading", { name: "Enrollment works", exact: true });
	assert.ok(((await heading.boundingBox())?.height ?? 0) >= 60, "read from afar");
	const boxes = await Promise.all(
		["Open incidents", "Success over time", "Live"].map((name) => page.getByRole("region", { name, exact: true }).boundingBox()),
	);
	const [first, second, third] = boxes.map((box) => box ?? assert.fail("not drawn"));
	assert.ok(first && second && third && first.y === second.y && second.y === third.y, "beside one another");
	assert.ok(first.x + first.width < second.x && second.x + second.width < third.x, JSON.stringify(boxes));
	assert.deepEqual([...new Set(seen.complaints)], []);
});

test("a push certificate that is missing is told first, in Japanese as well", { skip: noChromium() }, async (t) => {
	await using house = await openHouse({ ready: false, judgeEvery: 50 });
	const owner = await hire(house, "hanako@contoso.example", "readonly");
	await house.addUser("taro@contoso.example");
	await phoneComes(house, "taro@contoso.example");
	const browser = await launchChromium();
	t.after(() => browser.close());
	await using seen = await openConsole({ browser, house, as: owner, language: "ja" });
	await seen.open("/");
	await seen.page.getByRole("heading", { name: "現在、誰も登録できません" }).waitFor();
	await seen.look("overview-down");
	assert.deepEqual([...new Set(seen.complaints)], []);
});

test("whatever is the matter with the service is said, takes nothing away that was typed, and the page goes on by itself when it is over", {
	skip: noChromium(),
	timeout: 540_000,
}, async (t) => {
	await using house = await openHouse();
	const owner = await hire(house, "hanako@contoso.example", "owner");
	await house.addUser("taro@contoso.example");
	const browser = await launchChromium();
	t.after(() => browser.close());
	const expects = /^(404|502) /;
	await using english = await openConsole({ browser, house, as: owner, language: "en", expects });
	const { page } = english;
	const away = page.getByRole("status").getByText("The service does not answer");
	const name = page.getByRole("textbox", { name: "Name", exact: true });

	await t.test("a proxy's page says that the service is away; a change may have been done all the same", async () => {
		await english.open("/settings");
		await name.fill("Contoso 株式会社");
		await page.route("**/api/v1/**", (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>502 Bad Gateway</h1>" }));
		await page.getByRole("button", { name: "Save" }).click();
		const problem = page.getByRole("alert").filter({ hasText: "The service does not answer." });
		await problem.getByText("Whether it was done is not known. Look at how it is now before you do it again.").waitFor();
		await away.waitFor();
		await page.unrouteAll();
		await away.waitFor({ state: "detached" });
		assert.equal(await name.inputValue(), "Contoso 株式会社");
		await page.getByRole("button", { name: "Save" }).click();
		await page.getByText("Done", { exact: true }).waitFor();
	});

	await t.test("what was shown stays where it cannot be asked anew, and is asked again at the press of a button", async () => {
		await name.fill("Contoso");
		await page.route("**/api/v1/organization*", (route) =>
			route.request().method() === "GET" ? route.fulfill({ status: 500, contentType: "text/html", body: "" }) : route.continue(),
		);
		await takeBack(page);
		const behind = page.getByRole("status").filter({ hasText: "What is shown could not be brought up to date." });
		await behind.waitFor();
		assert.equal(await name.inputValue(), "Contoso");
		await page.unrouteAll();
		await behind.getByRole("button", { name: "Try again" }).click();
		await behind.getByRole("button").waitFor({ state: "detached" });
		assert.equal(await name.inputValue(), "Contoso");
	});

	await t.test("something else than the service answers: it is said what it may be", async () => {
		await page.route("**/api/v1/health/**", (route) => route.fulfill({ contentType: "text/html", body: "<h1>Welcome to our Wi-Fi</h1>" }));
		await english.open("/health");
		await page.getByRole("alert").getByText("a network that wants you to sign in to it (HTTP 200)").waitFor();
		await page.unrouteAll();
		await english.open("/devices/nobody-has-this");
		await page.getByRole("alert").getByText("It may have been removed").waitFor();
		assert.equal(await page.getByRole("button", { name: "Try again" }).count(), 0, "what is not there is not there at the second try");
	});

	await t.test("the service stops and starts: the live list goes on, and so does the page", async () => {
		await english.open("/");
		const live = page.getByRole("region", { name: "Live" });
		await live.getByText("Nothing has happened yet").waitFor();
		await house.service.stop();
		await away.waitFor();
		await page.getByRole("heading", { name: "Overview" }).waitFor();
		await house.restart();
		await away.waitFor({ state: "detached" });
		await live.getByRole("link", { name: await phoneComes(house, "taro@contoso.example") }).waitFor();
	});

	await using japanese = await openConsole({ browser, house, as: owner, language: "ja", expects });
	const { page: ja } = japanese;

	await t.test("without a network the console stays, and the page that was wanted comes when it is back", async () => {
		await japanese.open("/");
		await ja.context().setOffline(true);
		await ja.getByRole("link", { name: "正常性" }).first().click();
		await ja.getByRole("status").getByText("ネットワークに接続されていません").waitFor();
		await ja.context().setOffline(false);
		await ja.getByRole("heading", { name: "正常性", level: 1 }).waitFor();
		await ja.getByRole("status").getByText("ネットワークに接続されていません").waitFor({ state: "detached" });
	});

	await t.test("files of a console that was replaced are gone: a button loads the new one, and no name of a text is shown", async () => {
		await ja.route(/\/console\/assets\/(audit-page|overview)-/, (route) => route.fulfill({ status: 404, body: "Not found" }));
		await ja.getByRole("link", { name: "監査ログ" }).first().click();
		const newer = ja.getByRole("main").getByText("新しいバージョンのコンソールがあります");
		await newer.waitFor();
		await ja.unrouteAll();
		await ja.getByRole("status").getByRole("button", { name: "再読み込み" }).click();
		await ja.getByRole("heading", { name: "監査ログ", level: 1 }).waitFor();
		await ja.route(/\/console\/assets\/.*\.js/, (route) => route.fulfill({ status: 404, body: "Not found" }));
		await ja.getByRole("button", { name: /のアカウント/ }).click();
		await ja.getByRole("menuitemradio", { name: "English" }).click();
		await ja.getByRole("status").getByText("新しいバージョンのコンソールがあります").waitFor();
		await ja.getByRole("heading", { name: "監査ログ", level: 1 }).waitFor();
	});
	const scripts = [...english.complaints, ...japanese.complaints].filter((one) => one.includes(" script: "));
	assert.deepEqual(scripts, []);
});
