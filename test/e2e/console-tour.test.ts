import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { hire } from "../api/console-client.ts";
import { openTourStage, type TourStage } from "../tour/tour-stage.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { type ConsoleBrowser, openConsole } from "./console-browser.ts";

/** What somebody plays with in the demo's console. */
let at: TourStage;
let browser: Browser;
let owner: Awaited<ReturnType<typeof hire>>;
const skip = noChromium();

const house = () => ({ domain: at.stage.domain, url: at.stage.url, root: at.stage.service.ownRoot ?? "" });

before(async () => {
	if (skip !== false) return;
	assert.equal(spawnSync(process.execPath, ["console/build.ts"], { stdio: "ignore" }).status, 0, "the console is built");
	at = await openTourStage();
	owner = await hire(house(), "hanako", "owner");
	browser = await launchChromium();
});
after(async () => {
	if (skip !== false) return;
	await browser.close();
	await at[Symbol.asyncDispose]();
});

const opened = (language: "en" | "ja" = "en"): Promise<ConsoleBrowser> => openConsole({ browser, house: house(), as: owner, language });

test("a phone is refused, mended with the button beside its screens, and enrolls", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/tour");
	await page.getByRole("searchbox", { name: "Search failures" }).fill("user-not-licensed");
	await page.getByRole("button", { name: "Start: The user has no licence" }).click();
	await page.getByText("The phone did not enroll").waitFor();
	await page.getByRole("button", { name: /2\. This iPhone could not be enrolled/ }).click();
	const phone = page.getByRole("group", { name: /^Screen 2 of 2/ });
	assert.match((await phone.textContent()) ?? "", /Your account has no licence for enrolling devices/);
	await seen.look("tour-refused");
	await page.getByRole("button", { name: /^Mend it: Assign a licence/ }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Mend it" }).click();
	await page.getByRole("dialog").waitFor({ state: "detached" });
	await page.getByRole("button", { name: "Let the phone try again" }).click();
	await page.getByText("The phone is enrolled").waitFor();
	assert.match((await page.getByRole("list", { name: "Screens in their order" }).textContent()) ?? "", /Again: /);
	await seen.look("tour-enrolled");
	assert.deepEqual(seen.complaints, []);
});

test("in Japanese: what the phone says is judged, and what is done by hand is done with a click", { skip }, async () => {
	await using seen = await opened("ja");
	const { page } = seen;
	await seen.open("/tour?q=managed-elsewhere");
	await seen.look("tour");
	await page.getByRole("button", { name: /^開始: / }).click();
	await page.getByText("デバイスを登録できませんでした").waitFor();
	await page.getByRole("button", { name: "実行" }).click();
	await page.getByText("完了", { exact: true }).last().waitFor();
	await seen.look("tour-message");
	await page.getByRole("button", { name: "もう一度試す" }).click();
	await page.getByText("デバイスが登録されました").waitFor();
	assert.deepEqual(seen.complaints, []);
});

test("whoever trains guesses first: the cause is hidden until it is named", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/tour?q=user-disabled&guess=1");
	await page.getByRole("button", { name: /^Start: / }).click();
	await page.getByRole("radiogroup", { name: "What is wrong?" }).waitFor();
	assert.equal(await page.getByRole("radio").count(), 4);
	assert.equal(await page.getByRole("heading", { name: "Why", exact: true }).count(), 0, "the cause is hidden");
	await seen.look("tour-guess");
	const right = at.tour.scenarios("en").scenarios.find(({ id }) => id === "user-disabled")?.title ?? "";
	for (const name of await page.getByRole("radio").evaluateAll((all) => all.map((one) => (one as { value?: string }).value ?? ""))) {
		if (name === "user-disabled") continue;
		await page.locator(`input[type=radio][value="${name}"]`).check({ force: true });
		await page.getByRole("button", { name: "Answer" }).click();
		await page.getByText("It is something else").waitFor();
		break;
	}
	await page.getByLabel(right, { exact: true }).check({ force: true });
	await page.getByRole("button", { name: "Answer" }).click();
	await page.getByRole("heading", { name: "Why", exact: true }).waitFor();
	assert.deepEqual(seen.complaints, []);
});
