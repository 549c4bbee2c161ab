import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone, type Phone } from "../../simulator/phone.ts";
import { type Hired, hire } from "../api/console-client.ts";
import { managedDevice } from "../devices/device-fixture.ts";
import { eventually } from "../eventually.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { becomesTrue, type ConsoleBrowser, openConsole, takeBack, theOnlyRow } from "./console-browser.ts";
import { type House, openHouse, password } from "./harness.ts";

/** Devices as an administrator works with them: found among thousands, named, locked, erased, many at once. */
let house: House;
let browser: Browser;
let boss: Hired;
let helper: Hired;
let phone: Phone;
let id: string;
const skip = noChromium();
const many = 2_000;
/** To the end of what is there; the number of the last row that is drawn. */
const scrollDown = `(() => {
	const main = document.getElementById("main");
	main.scrollTop = main.scrollHeight;
	return Number([...document.querySelectorAll("[role=rowgroup] [role=row]")].at(-1)?.getAttribute("aria-rowindex") ?? 0);
})()`;
const markup = `<img src="x" onerror="document.title='broken in'">`;

before(async () => {
	if (skip !== false) return;
	assert.equal(spawnSync(process.execPath, ["console/build.ts"], { stdio: "ignore" }).status, 0, "the console is built");
	house = await openHouse();
	boss = await hire(house, "hanako@contoso.example", "administrator");
	helper = await hire(house, "misaki@contoso.example", "helpdesk");
	await house.addUser("taro@contoso.example");
	const [description] = makeFleet("console", 1);
	assert.ok(description !== undefined);
	const about = { product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url };
	phone = createPhone({ ...description, ...about, name: markup });
	await enroll(phone, { upn: "taro@contoso.example", password });
	await phone.connect();
	id = (await house.domain.store.read.devices.bySerial(description.serial))?.id ?? assert.fail("it is on record");
	await house.domain.store.write(async (stores) => {
		for (let n = 0; n < many; n++) {
			const serial = `C02X${String(n).padStart(6, "0")}`;
			await stores.devices.insert(managedDevice(`d${n}`, { serial, name: `Lobby ${n}`, enrolledAt: 1_000_000 + n }));
		}
	});
	browser = await launchChromium();
});
after(async () => {
	if (skip !== false) return;
	await browser.close();
	phone.close();
	await house[Symbol.asyncDispose]();
});

const opened = (as: Hired = boss, language: "en" | "ja" = "en"): Promise<ConsoleBrowser> =>
	openConsole({ browser, house, as, language, expects: /^422 / });

test("thousands are scrolled through with few rows drawn, and a filter stands in the address", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/devices");
	const rows = page.getByRole("rowgroup").getByRole("row");
	await rows.first().waitFor();
	for (const wanted of [100, 300, 500]) {
		await eventually(`row ${wanted} is drawn`, async () => (await page.evaluate<number>(scrollDown)) > wanted);
		assert.ok((await rows.count()) < 80, "only what is in sight is drawn");
	}
	await page.getByRole("searchbox", { name: "Search devices" }).fill("c02x001999");
	await page.waitForURL(/search=c02x001999/);
	await theOnlyRow(page, "Lobby 1999");
	await page.reload();
	await theOnlyRow(page, "Lobby 1999");
	await page.getByRole("searchbox", { name: "Search devices" }).fill("nothing like it");
	await page.getByRole("heading", { name: "No device fits these filters." }).waitFor();
	assert.deepEqual(seen.complaints, []);
});

test("a device is renamed where its name stands, and the name taken back", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open(`/devices/${id}`);
	await page.getByRole("heading", { level: 1, name: markup }).waitFor();
	await page.getByRole("button", { name: "Rename" }).click();
	await page.getByRole("textbox", { name: "Name" }).fill("受付の電話");
	await page.keyboard.press("Enter");
	await page.getByText("Done", { exact: true }).waitFor();
	const stays = "getComputedStyle(document.querySelector('[data-timer-status]')).animationDuration";
	assert.equal(await page.evaluate<string>(stays), "10s", "also for whoever wants nothing to move, as this browser does");
	await takeBack(page);
	await page.getByRole("heading", { level: 1, name: markup }).waitFor();
	await page.getByRole("tab", { name: "Timeline" }).click();
	await page.getByText("Renamed, by hanako@contoso.example").first().waitFor();
	const [, renamed] = await house.domain.store.read.audit.list({ actions: ["devices rename"], limit: 2 });
	assert.deepEqual(renamed?.detail["name"], { before: null, after: "受付の電話" });
	assert.doesNotMatch(await page.title(), /^broken in/);
	assert.deepEqual(seen.complaints, []);
});

test("a help desk renames a device, and is not offered what only others may do: to take it back", { skip }, async () => {
	await using seen = await opened(helper);
	const { page } = seen;
	await seen.open(`/devices/${id}`);
	await page.getByRole("button", { name: "Rename" }).click();
	await page.getByRole("textbox", { name: "Name" }).fill("Front desk");
	await page.keyboard.press("Enter");
	// It is told for four seconds.
	await page.getByText("Done", { exact: true }).waitFor();
	assert.equal(await page.getByRole("button", { name: "Undo" }).count(), 0);
	await page.getByRole("heading", { level: 1, name: "Front desk" }).waitFor();
	await house.domain.store.write((stores) => stores.devices.update(id, { label: null }));
	assert.deepEqual(seen.complaints, []);
});

test("many are told at once; those that refuse are kept with the reason", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/devices?search=C02X00100");
	const boxes = page.getByRole("rowgroup").getByRole("checkbox");
	await boxes.nth(0).click();
	await boxes.nth(9).click({ modifiers: ["Shift"] });
	await page.getByText("10 devices selected").waitFor();
	// Somebody else was faster.
	await house.domain.store.write((stores) => stores.devices.update("d1003", { state: "retire-pending" }));
	await page.getByRole("toolbar").getByRole("button", { name: "Lock" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("button", { name: "Start" }).click();
	await dialog.getByText("9 devices were told · 1 was not told").waitFor();
	await dialog.getByText("Lobby 1003").waitFor();
	await dialog.getByText("The device was told so already").waitFor();
	await dialog.getByRole("button", { name: "Try those again" }).waitFor();
	await dialog.getByRole("button", { name: "Close" }).click();
	const [command] = await house.domain.store.read.commands.ofDevice("d1000", 1);
	assert.equal(command?.requestType, "DeviceLock");
	assert.deepEqual(seen.complaints, []);
});

test("a phone is erased only after its serial number was typed, and by nobody of the help desk", { skip }, async () => {
	{
		await using seen = await opened(helper);
		await seen.open(`/devices/${id}`);
		await seen.page.getByRole("button", { name: "Actions" }).click();
		await seen.page.getByRole("menuitem", { name: "Clear passcode" }).waitFor();
		assert.equal(await seen.page.getByRole("menuitem", { name: "Wipe" }).count(), 0);
	}
	await using seen = await opened(boss, "ja");
	const { page } = seen;
	await seen.open(`/devices/${id}`);
	await page.getByRole("button", { name: "操作" }).click();
	await page.getByRole("menuitem", { name: "ワイプ" }).click();
	const dialog = page.getByRole("dialog");
	const wipe = dialog.getByRole("button", { name: "ワイプ" });
	await dialog.getByText("管理中", { exact: false }).first().waitFor();
	assert.equal(await wipe.isDisabled(), true);
	await dialog.getByRole("textbox").fill("yes");
	assert.equal(await wipe.isDisabled(), true);
	await dialog.getByRole("textbox").fill(phone.description.serial.toLowerCase());
	await wipe.click();
	await page.getByText("ワイプ待ち").first().waitFor();
	await phone.connect();
	assert.equal(phone.state().erased, true);
	assert.deepEqual(seen.complaints, []);
});

test("whoever leaves a dialog by Escape stands on the button that opened it, and after a link in the new page", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/devices/blocked");
	const block = page.getByRole("button", { name: "Block a device" }).first();
	await block.focus();
	await page.keyboard.press("Enter");
	await page.getByRole("textbox", { name: "Serial number" }).waitFor();
	await page.keyboard.press("Escape");
	await becomesTrue(page, "document.activeElement.textContent === 'Block a device'");
	await page.locator("main").getByRole("link", { name: "Devices" }).focus();
	await page.keyboard.press("Enter");
	await becomesTrue(page, "document.activeElement.id === 'main'");
	assert.deepEqual(seen.complaints, []);
});

test("a lost serial number is blocked and let in again", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/devices/blocked");
	await page.getByRole("heading", { name: "No device is blocked" }).waitFor();
	await page.getByRole("button", { name: "Block a device" }).first().click();
	await page.getByRole("textbox", { name: "Serial number" }).fill("c02lost00001");
	await page.getByRole("textbox", { name: "Reason" }).fill(markup);
	await page.getByRole("dialog").getByRole("button", { name: "Block" }).click();
	await page.getByRole("link", { name: "C02LOST00001" }).waitFor();
	await page.getByText(markup).waitFor();
	await page.route("**/unblock*", (asked) => asked.abort("aborted"), { times: 1 });
	await page.getByRole("button", { name: "Unblock" }).click();
	await page
		.getByText(/^The service does not answer/)
		.first()
		.waitFor();
	await page.getByRole("button", { name: "Unblock" }).click();
	await page.getByRole("heading", { name: "No device is blocked" }).waitFor();
	assert.deepEqual(seen.complaints, []);
});
