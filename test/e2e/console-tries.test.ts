import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { type Hired, hire } from "../api/console-client.ts";
import { attempt, device } from "../store/rows.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { type ConsoleBrowser, openConsole } from "./console-browser.ts";
import { refused } from "./failures/refused.ts";
import { openStage, type Stage } from "./failures/stage.ts";

/** Finding out why a phone was refused, and mending it, with the console alone. */
let stage: Stage;
let browser: Browser;
let boss: Hired;
let helper: Hired;
const skip = noChromium();
/** What a device, a person or a file may call itself. */
const markup = `<img src="x" onerror="document.title='broken in'"><script>document.title='broken in'</script>`;

before(async () => {
	if (skip !== false) return;
	assert.equal(spawnSync(process.execPath, ["console/build.ts"], { stdio: "ignore" }).status, 0, "the console is built");
	stage = await openStage();
	boss = await hire(stage.house, "hanako@contoso.example", "administrator");
	helper = await hire(stage.house, "misaki@contoso.example", "helpdesk");
	browser = await launchChromium();
});
after(async () => {
	if (skip !== false) return;
	await browser.close();
	await stage[Symbol.asyncDispose]();
});

const opened = (as: Hired = boss, language: "en" | "ja" = "en"): Promise<ConsoleBrowser> =>
	openConsole({ browser, house: stage.house, as, language });

test("from the list to the cause, the fix looked at and done, and taken back", { skip }, async () => {
	await stage.succeed("restrictions", "set", "Default", "--block-personal");
	await stage.succeed("corporate-identifiers", "add", "C02ANOTHER01");
	const { reference, person } = await refused(await stage.newcomer());
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/tries?state=refused&code=no-such-cause");
	await page.getByRole("heading", { name: "Nothing fits these filters." }).waitFor();
	await page.getByRole("button", { name: "Remove the filter Cause" }).click();
	await page.waitForURL((url) => url.search === "?state=refused");
	await page.getByRole("searchbox", { name: "Find tries" }).fill(person.upn);
	await page.keyboard.press("Enter");
	await page.waitForURL(/user=/);
	await page.getByRole("link", { name: reference }).click();
	await page.getByRole("heading", { name: "Personal devices are blocked" }).waitFor();
	await page
		.getByText("The device introduced itself (Authenticate)")
		.or(page.getByText("Refused: ", { exact: false }))
		.first()
		.waitFor();
	const { read } = stage.house.domain.store;
	const before = (await read.audit.list({ limit: 100 })).length;
	await page.getByRole("button", { name: /^Mend it: Allow personal devices/ }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("It can be taken back.").waitFor();
	await dialog.getByRole("link", { name: reference }).waitFor();
	assert.equal((await read.audit.list({ limit: 100 })).length, before, "looking changes nothing");
	await dialog.getByRole("button", { name: "Mend it" }).click();
	const told = page.getByRole("main").getByText(`${reference} would pass now`);
	await told.waitFor();
	assert.equal((await read.audit.list({ limit: 1 }))[0]?.action, "restrictions set");
	await page.getByRole("main").getByRole("button", { name: "Undo" }).click();
	await told.waitFor({ state: "detached" });
	const [undone] = await read.audit.list({ limit: 1 });
	assert.ok(undone?.undoes !== null, "it is on record that it was taken back");
	assert.deepEqual(seen.complaints, []);
});

test("a help desk looks at what a fix would do, and has no button to do it", { skip }, async () => {
	const { reference } = await refused(await stage.newcomer());
	await using seen = await opened(helper);
	const { page } = seen;
	await seen.open(`/tries/${reference}`);
	await page
		.getByRole("button", { name: /^What would it do/ })
		.first()
		.click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("This would change").waitFor();
	const doing = dialog.getByRole("button", { name: "Mend it" });
	assert.ok((await doing.count()) === 0 || (await doing.isDisabled()));
	await page.keyboard.press("Escape");
	await dialog.waitFor({ state: "detached" });
	assert.deepEqual(seen.complaints, []);
});

test("what a device, a person or a log calls itself stays text on every page", { skip }, async () => {
	const { store, clock } = stage.house.domain;
	const at = clock.now();
	await store.write(async (stores) => {
		const described = { udid: markup, serial: "XSSXSSXSS1", product: markup, osVersion: markup };
		await stores.attempts.insert(
			attempt("hostile", {
				reference: "XS-SXSS",
				upn: markup,
				state: "refused",
				code: "user-not-licensed",
				device: described,
				startedAt: at,
				updatedAt: at,
			}),
		);
		await stores.attempts.addStep("hostile", { name: "portal-opened", at, evidence: { language: markup, network: markup } });
		await stores.attempts.addStep("hostile", {
			name: "reported",
			at,
			evidence: { from: "log", codes: [markup], errors: [], lines: [markup] },
		});
		await stores.devices.insert(device("hostile", { serial: "XSSXSSXSS1", name: markup, enrolledAt: at }));
		const subject = { kind: "tenant", id: markup, name: markup } as const;
		const saw = { kind: "organization-name-unusual", severity: "warning", plain: markup } as const;
		await stores.incidents.open({ id: "hostile-1", code: markup, subject, openedAt: at, seenAt: at, saw });
	});
	await using seen = await opened();
	const { page } = seen;
	const encoded = encodeURIComponent(markup);
	for (const path of [
		"/tries",
		"/tries/XS-SXSS",
		`/tries?user=${encoded}&code=${encoded}`,
		"/incidents",
		"/incidents/hostile-1",
		`/explain?message=${encoded}&user=${encoded}&serial=${encoded}`,
		`/search?q=${encoded}`,
	]) {
		await seen.open(path);
		assert.doesNotMatch(await page.title(), /broken in - |^broken in$/, path);
		assert.equal(await page.locator("img[src=x]").count(), 0, path);
	}
	await seen.open("/tries/XS-SXSS");
	await page.getByText(markup).first().waitFor();
	assert.deepEqual(seen.complaints, []);
});

test("the search suggests while somebody types, by keys and by touch, and leaves the input method its own", { skip }, async () => {
	const { reference, person } = await refused(await stage.newcomer({ user: { licences: "" } }));
	for (const [language, field, page, own, last] of [
		["en", "Search everywhere", "Push certificate", "プッシュ証明", "Search everywhere for “"],
		["ja", "Search everywhere", "プッシュ証明書", "push cert", "」をすべてから検索"],
	] as const) {
		await using seen = await opened(boss, language);
		await seen.open("/incidents");
		const box = seen.page.getByRole("combobox", language === "en" ? { name: field } : {}).first();
		const options = seen.page.getByRole("option");
		// As a tired hand types it: small, without the hyphen, with a full stop behind.
		await box.fill(` ${reference.toLowerCase().replace("-", " ")}。`);
		const found = options.filter({ hasText: reference });
		await found.waitFor();
		assert.ok((await options.last().textContent())?.includes(last) === true);
		await box.press("ArrowDown");
		assert.equal(await box.getAttribute("aria-activedescendant"), await found.getAttribute("id"));
		// The Enter and the Escape that end a conversion.
		for (const key of ["Enter", "Escape"]) {
			const given = { key, keyCode: 229, bubbles: true, cancelable: true };
			const taken = await box.evaluate((node, init) => {
				const { KeyboardEvent: Key } = globalThis as unknown as { readonly KeyboardEvent: new (type: string, init: object) => Event };
				return !node.dispatchEvent(new Key("keydown", init));
			}, given);
			assert.deepEqual(
				[taken, await box.getAttribute("aria-expanded"), new URL(seen.page.url()).pathname],
				[true, "true", "/console/incidents"],
			);
		}
		await box.press("Escape");
		assert.equal(await box.getAttribute("aria-expanded"), "false");
		await box.press("ArrowDown");
		await box.press("Enter");
		await seen.page.waitForURL((url) => url.pathname.endsWith(`/tries/${reference}`));
		// By its name in the other language.
		await box.fill(own);
		await options.filter({ hasText: page }).waitFor();
		await seen.page.setViewportSize({ width: 360, height: 740 });
		await box.fill(person.upn);
		const theirs = options.filter({ hasText: reference });
		await theirs.waitFor();
		const { x, width } = (await seen.page.getByRole("listbox").boundingBox()) ?? assert.fail("it is shown");
		assert.ok(x >= 0 && x + width <= 360 && width > 300, `${x} ${width}`);
		if (process.env["PHOTOGRAPHS"] !== undefined) await seen.page.screenshot({ path: `test-output/search-${language}.png` });
		await options.filter({ hasText: last }).click();
		await seen.page.waitForURL((url) => url.searchParams.get("q") === person.upn);
		assert.deepEqual(seen.complaints, []);
	}
});

test("a message, half a word, and a log are explained, and the address of a question shows the same again", { skip }, async () => {
	const person = await stage.newcomer({ user: { licences: "" } });
	await refused(person);
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/explain");
	const message = page.getByRole("textbox", { name: "What it says" });
	await message.fill("ぷろふぁいr");
	// The Enter that ends a conversion asks nothing (app/guard-composition.ts).
	await message.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
	assert.equal(new URL(page.url()).search, "");
	await message.press("Enter");
	await page.getByText("No message like this is known").waitFor();
	await page.getByRole("button", { name: /新しい MDM ペイロードが古いペイロードと一致しません/ }).click();
	await page.getByRole("heading", { name: "The message stands for" }).waitFor();
	assert.match(new URL(page.url()).searchParams.get("message") ?? "", /ペイロード/);
	await seen.open(`/explain?user=${person.upn}`);
	await page.getByText("The user has no licence").first().waitFor();
	await page.getByRole("link", { name: /^Mend it at the try/ }).waitFor();
	const log = `Mar 14 10:22:34 iPhone profiled[99] <Error>: ${markup} Error Domain=MCMDMErrorDomain Code=12012\n`;
	const chooser = page.waitForEvent("filechooser");
	await page.getByRole("button", { name: "Choose a file" }).click();
	await (await chooser).setFiles({ name: "device.log", mimeType: "text/plain", buffer: Buffer.from(log) });
	await page.getByText("Lines that tell something: 1 of 1").waitFor();
	await page.getByText(markup).waitFor();
	assert.equal(await page.locator("img[src=x]").count(), 0);
	assert.deepEqual(seen.complaints, []);
});

test("an incident from the list: whom it stops, and its file without names", { skip }, async () => {
	for (let n = 0; n < 3; n++) await refused(await stage.newcomer({ user: { licences: "" } }));
	await using seen = await opened(boss, "ja");
	const { page } = seen;
	await seen.open("/incidents");
	await page.getByRole("link", { name: "ユーザーにライセンスがありません" }).click();
	await page.getByRole("heading", { name: "サポートが最初に尋ねること" }).waitFor();
	await page.getByRole("button", { name: "エクスポート" }).click();
	const saved = page.waitForEvent("download");
	await page.getByRole("menuitem", { name: "テキスト (名前なし)" }).click();
	const file = await saved;
	assert.match(file.suggestedFilename(), /^incident-[\w-]{8}\.txt$/);
	assert.doesNotMatch(readFileSync(await file.path(), "utf8"), /@contoso\.example/);
	await page.getByRole("button", { name: "エクスポート" }).click();
	const savedWith = page.waitForEvent("download");
	await page.getByRole("menuitem", { name: "テキスト (名前あり)" }).click();
	assert.match(readFileSync(await (await savedWith).path(), "utf8"), /@contoso\.example/);
	assert.deepEqual(seen.complaints, []);
});
