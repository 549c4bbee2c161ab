import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import type { Browser, Page } from "playwright-core";
import { runCommandFor } from "../../src/command-composition.ts";
import { listPolicies } from "../../src/tenant/policies.ts";
import { type Hired, hire, password, signedIn } from "../api/console-client.ts";
import { eventually } from "../eventually.ts";
import { attempt, device } from "../store/rows.ts";
import { within } from "../within.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { type ConsoleBrowser, openConsole, sessionCookie, takeBack } from "./console-browser.ts";
import { type House, openHouse } from "./harness.ts";

/** Policies as an administrator changes them in the console, with a mouse and without. */
let house: House;
let browser: Browser;
let boss: Hired;
const skip = noChromium();

before(async () => {
	if (skip !== false) return;
	house = await openHouse();
	boss = await hire(house, "hanako@contoso.example", "administrator");
	browser = await launchChromium();
	await house.addUser("taro@contoso.example");
	await run("groups add", { upn: "taro@contoso.example", group: "営業部" });
	await house.domain.store.write(async ({ attempts, devices, users }) => {
		const at = { osVersion: "17.4", userId: (await users.byUpn("taro@contoso.example"))?.id ?? null };
		await devices.insert(device("taros", { ...at, enrolledAt: house.clock.now() }));
		const came = { udid: "udid-taros", serial: null, product: "iPhone15,2", osVersion: at.osVersion };
		const when = { startedAt: house.clock.now(), updatedAt: house.clock.now() };
		await attempts.insert(attempt("taros", { state: "enrolled", userId: at.userId, deviceId: "taros", device: came, ...when }));
	});
	for (const name of ["First", "Second", "Third"]) await run("restrictions create", { name, kind: "platform", group: ["営業部"] });
});
after(async () => {
	if (skip !== false) return;
	await browser.close();
	await house[Symbol.asyncDispose]();
});

async function run(command: string, given: Parameters<typeof runCommandFor>[1]["given"], input?: string): Promise<void> {
	const asked = { preview: false, language: "en", who: "hanako", from: "192.0.2.1" } as const;
	const reply = await runCommandFor(house.domain, {
		command,
		given,
		...asked,
		...(input === undefined ? {} : { input: Buffer.from(input) }),
	});
	assert.ok(reply.ok, reply.text);
}

const opened = (language: "en" | "ja" = "en", expects?: RegExp): Promise<ConsoleBrowser> =>
	openConsole({ browser, house, as: boss, language, ...(expects === undefined ? {} : { expects }) });
const policies = () => listPolicies(house.domain.store.read, "platform-restriction");
const order = async () => (await policies()).map(({ name }) => name);

test("the order is changed by keys and by dragging, said aloud, saved as one change, and taken back by its button", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/policies/restrictions");
	const up = page.getByRole("button", { name: "Move Third up" });
	await up.focus();
	await page.keyboard.press("Enter");
	await page.locator("output").getByText("Third: now 2 of 3").waitFor({ state: "attached" });
	await page.getByRole("button", { name: "Move Third up" }).press("Enter");
	await page
		.getByRole("listitem")
		.filter({ hasText: "Second" })
		.dragTo(page.getByRole("listitem").filter({ hasText: "First" }));
	assert.deepEqual(await order(), ["First", "Second", "Third", "Default"], "nothing is in force yet");
	await page.getByRole("button", { name: "Save the order" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("First, Second, Third → Third, Second, First").waitFor();
	await dialog.getByRole("button", { name: "Save the order" }).click();
	await dialog.waitFor({ state: "detached" });
	assert.deepEqual(await order(), ["Third", "Second", "First", "Default"]);
	await takeBack(page);
	await page
		.getByRole("list", { name: "Device platform restrictions" })
		.getByRole("listitem")
		.first()
		.getByText("First", { exact: true })
		.waitFor();
	assert.deepEqual(await order(), ["First", "Second", "Third", "Default"]);
	assert.deepEqual(seen.complaints, []);
});

test("a policy is changed in the panel at the side: what is wrong is said there, what would come of it before it is done", {
	skip,
}, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/policies/restrictions");
	await page.getByRole("button", { name: "First", exact: true }).click();
	await page.getByRole("dialog").locator("form input:focus").first().waitFor();
	const oldest = page.getByLabel("Oldest system");
	await oldest.fill("17.x");
	await page.getByText("Write a version such as 17.5.").waitFor();
	await oldest.fill("１８．１");
	await page.getByLabel("Newest system").fill("17");
	await page.getByText("The newest system must not be older").waitFor();
	await page.getByLabel("Newest system").fill("");
	await page.getByRole("button", { name: "Review and save" }).click();
	await page.getByText("lowest system: none → 18.1").waitFor();
	await page.getByText("Concerns 1 user").waitFor();
	await page.getByText("Of the 1 who enrolled in the last 30 days, 1 would have been refused.").waitFor();
	await page.getByText("Devices that are enrolled stay enrolled: 1.").waitFor();
	await seen.look("whom-it-would-hit");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await page.getByText("iOS 18.1 or newer").waitFor();
	// The panel is closed.
	await page.waitForURL((url) => !url.searchParams.has("edit"));
	assert.deepEqual(seen.complaints, []);
});

test("of two who change the same policy the second sees whose and what, and neither loses anything", { skip }, async () => {
	await using seen = await opened("en", /^412 /);
	const { page } = seen;
	const meanwhile = page.getByRole("alert").filter({ hasText: "hanako changed this meanwhile" });
	await seen.open("/policies/restrictions");
	await page.getByRole("button", { name: "Second", exact: true }).click();
	await page.getByLabel("Oldest system").fill("17.0");
	await run("restrictions set", { policy: "Second", "block-personal": true, "os-min": "16.0", "os-max": "18.9" });
	await page.getByRole("button", { name: "Review and save" }).click();
	await meanwhile.waitFor();
	const dialog = page.getByRole("dialog", { name: "Change Second" });
	const pairs = dialog.locator("dl");
	await pairs.nth(2).waitFor();
	assert.deepEqual(await pairs.allInnerTexts(), [
		"Theirs\nBlock\nYours\nNot touched: stays as theirs",
		"Theirs\n16.0\nYours\n17.0",
		"Theirs\n18.9\nYours\nNot touched: stays as theirs",
	]);
	assert.equal(await dialog.getByRole("button", { name: "Save", exact: true }).isEnabled(), false);
	await seen.look("changed-meanwhile");
	await meanwhile.getByRole("button", { name: "Keep mine" }).click();
	await dialog.getByText("lowest system: 16.0 → 17.0").waitFor();
	await dialog.getByRole("button", { name: "Save", exact: true }).click();
	await dialog.waitFor({ state: "detached" });
	const second = async () => (await policies()).find(({ name }) => name === "Second")?.settings;
	assert.deepEqual(await second(), { platformBlocked: false, personalBlocked: true, osMinimum: "17.0", osMaximum: "18.9" });

	// Theirs is taken: the panel shows it, and nothing is unsaved.
	await page.getByRole("button", { name: "Second", exact: true }).click();
	const oldest = page.getByLabel("Oldest system");
	await oldest.fill("18.0");
	await run("restrictions set", { policy: "Second", "os-min": "16.2" });
	await page.getByRole("button", { name: "Review and save" }).click();
	await meanwhile.getByRole("button", { name: "Take theirs" }).click();
	await dialog.waitFor({ state: "detached" });
	await eventually("theirs is in the panel", async () => (await oldest.inputValue()) === "16.2");

	// It is deleted: what was typed becomes a new one.
	await oldest.fill("18.1");
	await run("restrictions delete", { policy: "Second" });
	await page.getByRole("button", { name: "Review and save" }).click();
	await dialog.getByText("kept as a new policy").waitFor();
	await meanwhile.getByRole("button", { name: "Keep mine" }).click();
	await page.getByRole("button", { name: "Create", exact: true }).click();
	await page.getByText("iOS 18.1 to 18.9").waitFor();
	assert.deepEqual(await order(), ["First", "Third", "Second", "Default"]);
	await run("restrictions order", { kind: "platform", policy: ["First", "Second", "Third"] });
	assert.deepEqual(seen.complaints, []);
});

test("an order that somebody else changed meanwhile is kept, with what came since, or given up for theirs", { skip }, async () => {
	await using seen = await opened("en", /^412 /);
	const { page } = seen;
	await seen.open("/policies/restrictions");
	const dialog = page.getByRole("dialog", { name: "Save the new order?" });
	const up = async () => {
		await page.getByRole("button", { name: "Move Third up" }).click();
		await page.getByText("not in force yet").waitFor();
	};
	await up();
	await run("restrictions create", { name: "Fourth", kind: "platform", group: ["営業部"], priority: 1 });
	await page.getByRole("button", { name: "Save the order" }).click();
	await dialog.getByText("hanako changed this meanwhile").waitFor();
	const lists = dialog.locator("dd");
	await lists.nth(1).waitFor();
	assert.deepEqual(await lists.allInnerTexts(), ["1. Fourth\n2. First\n3. Second\n4. Third", "1. First\n2. Third\n3. Second\n4. Fourth"]);
	await dialog.getByRole("button", { name: "Keep mine" }).click();
	await dialog.getByText("→ First, Third, Second, Fourth").waitFor();
	await dialog.getByRole("button", { name: "Save the order" }).click();
	await dialog.waitFor({ state: "detached" });
	assert.deepEqual(await order(), ["First", "Third", "Second", "Fourth", "Default"]);
	await up();
	await run("restrictions delete", { policy: "Fourth" });
	await page.getByRole("button", { name: "Save the order" }).click();
	await dialog.getByRole("button", { name: "Take theirs" }).click();
	await page.getByText("not in force yet").waitFor({ state: "detached" });
	assert.deepEqual(await order(), ["First", "Third", "Second", "Default"]);
	await run("restrictions order", { kind: "platform", policy: ["First", "Second", "Third"] });
	assert.deepEqual(seen.complaints, []);
});

test("what was typed is not lost without a word: not to another page, not to the window's end, not to Escape", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	const question = page.getByRole("alertdialog", { name: "Leave without saving?" });
	const stay = question.getByRole("button", { name: "Stay here" });
	await seen.open("/audit");
	await page.getByRole("link", { name: "Restrictions", exact: true }).click();
	await page.getByRole("button", { name: "Move Third up" }).click();
	await page.getByRole("link", { name: "Audit log" }).click();
	await question.waitFor();
	await seen.look("unsaved");
	await page.keyboard.press("Enter");
	await question.waitFor({ state: "detached" });
	await page.getByText("not in force yet").waitFor();
	page.removeAllListeners("dialog");
	const ending = new Promise<string>((resolve) =>
		page.once("dialog", (dialog) => {
			resolve(dialog.type());
			void dialog.dismiss();
		}),
	);
	await page.evaluate("void location.reload()");
	assert.equal(await within("the window's own question", ending), "beforeunload");
	await page.getByRole("button", { name: "Discard" }).click();

	// Within the panel: whatever closes it asks, and a part of the address that is no part of the form does not.
	await page.getByRole("button", { name: "First", exact: true }).click();
	const oldest = page.getByLabel("Oldest system");
	await page.keyboard.press("Escape");
	await oldest.waitFor({ state: "detached" });
	await page.getByRole("button", { name: "First", exact: true }).click();
	await oldest.fill("16.4");
	await page.keyboard.press("Escape");
	await stay.click();
	await question.waitFor({ state: "detached" });
	assert.equal(await oldest.inputValue(), "16.4");
	await page.goBack();
	await stay.click();
	await question.waitFor({ state: "detached" });
	assert.equal(await oldest.inputValue(), "16.4");
	await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
	await question.getByRole("button", { name: "Leave without saving" }).click();
	await oldest.waitFor({ state: "detached" });
	await page.waitForURL("**/policies/restrictions");
	// Nothing is unsaved any more.
	await page.getByRole("link", { name: "Audit log" }).click();
	await page.waitForURL("**/audit");
	assert.deepEqual(seen.complaints, []);
});

test("a session that ends takes nothing away: its person signs in over the page, what they looked for comes, and a change only when they ask again", {
	skip,
}, async () => {
	await using seen = await opened("en", /^401 /);
	const { page } = seen;
	await seen.open("/policies/restrictions");
	await page.getByRole("button", { name: "Third", exact: true }).click();
	await page.getByLabel("Oldest system").fill("16.4");
	await page.context().clearCookies();
	await page.getByRole("button", { name: "Review and save" }).click();
	const again = page.getByRole("alertdialog", { name: "Your session has ended" });
	await again.getByLabel("Name").fill(boss.administrator.name);
	await again.getByLabel("Password").fill(password);
	await again.getByRole("button", { name: "Continue" }).click();
	const code = new TOTP({ secret: Secret.fromBase32(boss.secret) }).generate({ timestamp: house.domain.clock.now() });
	await again.getByLabel("One-time code").fill(code);
	await again.getByRole("button", { name: "Sign in", exact: true }).click();
	await again.waitFor({ state: "detached" });
	await page.getByText("lowest system: none → 16.4").waitFor();
	const third = async () => (await listPolicies(house.domain.store.read, "platform-restriction")).find(({ name }) => name === "Third");
	const before = await third();
	await page.context().clearCookies();
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await again.waitFor();
	await isIn(page, boss);
	await page.getByText("Nothing was changed. You are signed in again").waitFor();
	assert.deepEqual(await third(), before);
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await page.getByText("iOS 16.4 or newer").waitFor();
	assert.deepEqual(seen.complaints, []);
});

test("whoever else signs in where a session ended gets a page of their own, and nothing of what was typed or asked", { skip }, async () => {
	await using seen = await opened("en", /^401 /);
	const { page } = seen;
	await page.clock.install();
	await seen.open("/policies/restrictions");
	await page.getByRole("button", { name: "Second", exact: true }).click();
	await page.getByLabel("Oldest system").fill("15.1");
	await page.context().clearCookies();
	await page.getByRole("button", { name: "Review and save" }).click();
	const again = page.getByRole("alertdialog", { name: "Your session has ended" });
	await again.waitFor();
	const other = await hire(house, "jiro@contoso.example", "owner");
	const { cookies } = await signedIn(house, other);
	await page.context().addCookies([sessionCookie(house, cookies)]);
	// The page itself finds out who is there before it is looked at.
	await page.clock.fastForward(61_000);
	const learnt = page.waitForResponse((response) => response.url().endsWith("/api/v1/session") && response.ok());
	await page.evaluate("document.dispatchEvent(new Event('visibilitychange')); window.dispatchEvent(new Event('visibilitychange'))");
	await learnt;
	await page.getByRole("button", { name: "jiro", includeHidden: true }).waitFor({ state: "attached" });
	await page.evaluate("window.dispatchEvent(new Event('focus'))");
	await again.waitFor({ state: "detached" });
	await page.waitForURL("**/console/");
	await page.getByRole("button", { name: "jiro" }).waitFor();
	await page.getByLabel("Oldest system").waitFor({ state: "detached" });
	assert.deepEqual(seen.complaints, []);
});

/** Signs in in another window, and comes back to this one. */
async function isIn(page: Page, who: Hired): Promise<void> {
	await page.context().addCookies([sessionCookie(house, (await signedIn(house, who)).cookies)]);
	await page.evaluate("window.dispatchEvent(new Event('focus'))");
}

test("who gets what is found by a person's name, and the address shows the same again", { skip }, async () => {
	await using seen = await opened("ja");
	const { page } = seen;
	await seen.open("/policies/who?os=15.0");
	await page.getByRole("combobox", { name: "ユーザー" }).pressSequentially("ta");
	await page.getByRole("option", { name: /taro@contoso\.example/ }).click();
	await page.getByText(/登録は拒否されます/).waitFor();
	const applies = page.getByRole("list", { name: "デバイス プラットフォームの制限" }).locator("[aria-current=true]");
	await applies.getByText("First").waitFor();
	await page.reload();
	await applies.getByText("First").waitFor();
	assert.match(page.url(), /user=taro/);
	assert.deepEqual(seen.complaints, []);
});

test("somebody in several groups among 25 policies with long names: which applies is seen, and an order is changed by keys", {
	skip,
}, async () => {
	const named = (n: number) =>
		`${n}番の上限 ${"東京本社情報システム部第一課の共有デバイスと役員用スマートフォンを使う全員と派遣社員".repeat(2)}`.slice(0, 60);
	for (const group of ["情報システム部", "東京本社"]) await run("groups add", { upn: "taro@contoso.example", group });
	for (let n = 1; n <= 25; n++) {
		const group = n === 7 ? "東京本社" : n === 9 ? "情報システム部" : n === 12 ? "営業部" : null;
		await run("restrictions create", { name: named(n), kind: "limit", group: group === null ? [] : [group], limit: (n % 15) + 1 });
	}
	await using seen = await opened("ja");
	const { page } = seen;
	await seen.open("/policies/who?user=taro@contoso.example&way=ade-sign-in");
	const limits = page.getByRole("list", { name: "デバイスの上限数の制限" });
	await limits.locator("[aria-current=true]").getByText(named(7)).waitFor();
	assert.equal(await limits.getByText("該当するが、より上のポリシーが適用される").count(), 2);
	assert.equal(await limits.getByRole("listitem").count(), 26);
	await seen.look("who-among-many");
	await page.setViewportSize({ width: 768, height: 1000 });
	assert.deepEqual(await page.evaluate(cutChoices), []);
	await page.setViewportSize({ width: 1280, height: 800 });
	await seen.open("/policies/limits");
	const up = page.getByRole("button", { name: `${named(25)}を上へ移動` });
	await up.focus();
	await page.keyboard.press("Enter");
	await page
		.locator("output")
		.getByText(`${named(25)}: 25件中24番目になりました`)
		.waitFor({ state: "attached" });
	// The focus goes along with what is moved.
	await page.keyboard.press("Enter");
	await page
		.locator("output")
		.getByText(`${named(25)}: 25件中23番目になりました`)
		.waitFor({ state: "attached" });
	await page.evaluate("scrollTo(0, 0)");
	await seen.look("order-unsaved");
	await page.getByRole("button", { name: "破棄" }).click();
	assert.deepEqual(seen.complaints, []);
});

/** Choices whose words are wider than their field, which cuts them and says nothing. */
const cutChoices = `[...document.querySelectorAll("#main select")].filter((one) => {
	const whole = one.cloneNode(true);
	Object.assign(whole.style, { position: "absolute", width: "max-content", minWidth: "0" });
	one.after(whole);
	const cut = whole.offsetWidth > one.offsetWidth + 1;
	whole.remove();
	return cut;
}).map((one) => one.selectedOptions[0].text)`;

test("a file shows each line before it is imported, hostile text stands as text, and identifiers are found and taken away", {
	skip,
}, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/policies/corporate-identifiers");
	await page.getByText("No serial numbers yet").waitFor();
	await page.getByRole("link", { name: "Import a file" }).first().click();
	const give = (text: string) =>
		page.locator("input[type=file]").setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
	await give("C02HOST00001,<img src=x onerror=alert(1)>\n356938035643809,imei\n");
	await page.getByText("looks like an IMEI").waitFor();
	assert.equal(await page.getByRole("button", { name: /^Import \d/ }).isEnabled(), false, "wholly or not at all");
	await give("C02HOST00001,<img src=x onerror=alert(1)>\nC02HOST00002,棚 2\n");
	await page.getByRole("button", { name: "Import 2 lines" }).click();
	await page.getByText("<img src=x onerror=alert(1)>").waitFor();
	await page.getByRole("searchbox", { name: "Search by serial number or details" }).fill("棚");
	await page.getByText("1 row").waitFor();
	await page.getByRole("button", { name: "Remove C02HOST00002" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
	await page.getByText("Nothing fits").waitFor();
	assert.equal(await house.domain.store.read.corporateIdentifiers.count(), 1);
	assert.deepEqual(seen.complaints, []);
});

test("terms are written in both languages beside the phone that will show them, and another text is the next version", {
	skip,
}, async () => {
	await using seen = await opened("en", /^412 /);
	const { page } = seen;
	await seen.open("/policies/terms");
	await page.getByRole("button", { name: "Write terms" }).click();
	await page.getByLabel("Title").fill("Terms");
	await page.getByLabel("Text").fill("<script>alert(1)</script>\n\nSecond paragraph");
	await page.getByRole("region", { name: "On a phone in English" }).getByText("<script>alert(1)</script>").waitFor();
	await page.getByRole("tab", { name: "Japanese (missing)" }).click();
	await page.getByLabel("Title").fill("使用条件");
	await page.getByLabel("Text").fill("本文");
	const save = async () => {
		await page.getByRole("button", { name: "Review and save" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Put in force" }).click();
		await page.getByText("Nobody has answered this version yet.").waitFor();
	};
	await save();
	await page.getByRole("button", { name: "Edit" }).click();
	await page.getByLabel("Text").fill("Other words");
	await page.getByText("It becomes version 2.").waitFor();
	await save();
	const terms = async () => (await house.domain.store.read.terms.list())[0];
	assert.deepEqual([(await terms())?.version, (await terms())?.body.en, (await terms())?.body.ja], [2, "Other words", "本文"]);

	// Two write at once: each language stands by itself, and of a long text only what differs is shown.
	await page.getByRole("button", { name: "Edit" }).click();
	await page.getByLabel("Text").fill("Other words\nand mine");
	const theirs = "# en: Terms\nOther words\nand theirs\n# ja: 使用条件\n新しい本文\n";
	await run("terms set", { file: "-" }, theirs);
	await page.getByRole("button", { name: "Review and save" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("hanako changed this meanwhile").waitFor();
	const pairs = dialog.locator("dl");
	await pairs.nth(1).waitFor();
	assert.deepEqual(await pairs.allInnerTexts(), [
		"Theirs\n新しい本文\nYours\nNot touched: stays as theirs",
		"Theirs\n…\nand theirs\nYours\n…\nand mine",
	]);
	await dialog.getByRole("button", { name: "Keep mine" }).click();
	await dialog.getByText("Put version 4 in force?").waitFor();
	await dialog.getByRole("button", { name: "Put in force" }).click();
	await page.getByText("Nobody has answered this version yet.").waitFor();
	assert.deepEqual([(await terms())?.version, (await terms())?.body], [4, { en: "Other words\nand mine", ja: "新しい本文" }]);
	assert.deepEqual(seen.complaints, []);
});
