import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { maintenanceFact } from "../../src/tenant/maintenance.ts";
import { noChromium } from "./chromium.ts";
import { takeBack } from "./console-browser.ts";
import { openPoliciesHouse, type PoliciesHouse } from "./policies-house.ts";
import { twoAtOnceCases } from "./two-at-once-cases.ts";
import { unsavedCases } from "./unsaved-cases.ts";

/** Policies as an administrator changes them in the console, with a mouse and without. */
let opened: PoliciesHouse;
const at = () => opened;
const skip = noChromium();

before(async () => {
	if (skip === false) opened = await openPoliciesHouse();
});
after(() => opened?.[Symbol.asyncDispose]());

test("the order is changed by keys and by dragging, said aloud, saved as one change, and taken back by its button", { skip }, async () => {
	const { opened, order } = at();
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
	const { opened } = at();
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

twoAtOnceCases(at);
unsavedCases(at);

test("who gets what is found by a person's name, and the address shows the same again", { skip }, async () => {
	const { opened } = at();
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
	const { opened, run } = at();
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

test("until when enrollment is paused is typed and told by the reader's own clock, wherever the service stands", { skip }, async () => {
	const { house, opened, run } = at();
	await using seen = await opened();
	const { page } = seen;
	const day = new Date(house.clock.now() + 172_800_000).toISOString().slice(0, 10);
	await seen.open("/settings?part=authority");
	await page.getByLabel("Until").fill(`${day}T18:00`);
	await page.getByRole("button", { name: "Pause enrollment" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("18:00").waitFor();
	await dialog.locator("button[type=submit]:enabled").click();
	await dialog.waitFor({ state: "detached" });
	await page.getByText("Enrollment is paused: whoever tries is told so.").waitFor();
	// The browser is in Tokyo.
	assert.equal((await maintenanceFact(house.domain.store.read, house.clock.now()))?.until, Date.parse(`${day}T09:00:00Z`));
	await run("maintenance off", {});
	assert.deepEqual(seen.complaints, []);
});

test("a file shows each line before it is imported, hostile text stands as text, and identifiers are found and taken away", {
	skip,
}, async () => {
	const { house, opened } = at();
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
	const { house, opened, run } = at();
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
