import assert from "node:assert/strict";
import { test } from "node:test";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { hire } from "../api/console-client.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { openConsole } from "./console-browser.ts";
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
