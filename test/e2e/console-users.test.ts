import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { runCommandFor } from "../../src/command-composition.ts";
import { hire } from "../api/console-client.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { becomesTrue, type ConsoleBrowser, openConsole, takeBack } from "./console-browser.ts";
import { type House, openHouse, password } from "./harness.ts";

/** What an administrator does for people in the console. */
let house: House;
let browser: Browser;
const skip = noChromium();
const longGroup = "株式会社コントソ関東第二営業本部法人営業部首都圏統括グループ";

before(async () => {
	if (skip !== false) return;
	assert.equal(spawnSync(process.execPath, ["console/build.ts"], { stdio: "ignore" }).status, 0, "the console is built");
	house = await openHouse();
	await hire(house, "hanako", "administrator").then((hired) => people.set("administrator", hired));
	await hire(house, "misaki", "helpdesk").then((hired) => people.set("helpdesk", hired));
	await house.addUser("taro@contoso.example", { groups: longGroup });
	await house.addUser("jiro@contoso.example", { licences: "" });
	await run("restrictions create", { name: "Three", kind: "limit", limit: 3, group: [longGroup] });
	await run("licences plan", { plan: "KIOSK", seats: 0 });
	await run("licences assign", { upn: "taro@contoso.example", plan: "KIOSK" });
	await enrollPhone(0, "taro@contoso.example", password);
	browser = await launchChromium();
});
after(async () => {
	if (skip !== false) return;
	await browser.close();
	await house[Symbol.asyncDispose]();
});

const people = new Map<string, Awaited<ReturnType<typeof hire>>>();

function opened(language: "en" | "ja" = "en", role = "administrator", expects?: RegExp): Promise<ConsoleBrowser> {
	const as = people.get(role) ?? assert.fail(role);
	return openConsole({ browser, house, as, language, ...(expects === undefined ? {} : { expects }) });
}

async function run(command: string, given: Parameters<typeof runCommandFor>[1]["given"]): Promise<void> {
	const asked = { preview: false, language: "en", who: "hanako", from: "192.0.2.1" } as const;
	const reply = await runCommandFor(house.domain, { command, given, ...asked });
	assert.ok(reply.ok, reply.text);
}

const idOf = async (upn: string) => (await house.domain.store.read.users.byUpn(upn))?.id ?? assert.fail(upn);

/** Whether what a selector finds stands within the screen, below the bar at its top. */
const inSight = (selector: string): string => `(() => {
	const { top, bottom } = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
	return top >= ${selector.startsWith("main") ? 48 : 0} && bottom <= innerHeight;
})()`;

test("people, one person, groups and licences are shown in both languages, wide and narrow, light and dark, without a fault", {
	skip,
}, async () => {
	const taro = await idOf("taro@contoso.example");
	const group = (await house.domain.store.read.groups.byName(longGroup))?.id;
	for (const language of ["en", "ja"] as const) {
		await using seen = await opened(language);
		for (const path of ["/users", `/users/${taro}`, "/users/import", "/groups", `/groups/${group}`, "/licences"]) {
			await seen.open(path);
			await seen.look(path.slice(1).replace(taro, "one").replace(String(group), "one"), { inBothLanguages: true });
		}
		await seen.open(`/users/${taro}`);
		await seen.page.getByText(language === "en" ? "1 of 3" : "3台中1台").waitFor();
		assert.deepEqual(seen.complaints, []);
	}
});

/** Somebody with a phone of their own, from the profile's download to the managed device. */
async function enrollPhone(index: number, upn: string, secret: string): Promise<void> {
	const device = makeFleet("console-users", index + 1)[index] ?? assert.fail();
	const phone = createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url });
	const enrolled = await enroll(phone, { upn, password: secret });
	phone.close();
	assert.ok(enrolled.ok, JSON.stringify(enrolled));
}

test("somebody is added by the dialog alone, a refusal loses nothing of it, and they enroll with the password it showed once", {
	skip,
}, async () => {
	for (const language of ["en", "ja"] as const) {
		const say = language === "en" ? 0 : 1;
		await using seen = await opened(language, "administrator", /^422 \/api\/v1\/users$/);
		const { page } = seen;
		await seen.open("/users");
		await page.getByRole("button", { name: ["Add user", "ユーザーの追加"][say] ?? "", exact: true }).click();
		const dialog = page.getByRole("dialog");
		const field = (label: string) => dialog.getByLabel(label, { exact: false }).first();
		const [upn, name, plan, password] =
			[
				["User name", "Display name", "Licence", "Password"],
				["ユーザー名", "表示名", "ライセンス", "パスワード"],
			][say] ?? [];
		assert.ok(upn !== undefined && name !== undefined && plan !== undefined && password !== undefined);
		await field(upn).fill("taro@contoso.example");
		await field(name).fill("四條院 新之助");
		assert.equal(await dialog.getByRole("combobox", { name: plan }).inputValue(), "INTUNE_A", "by which they can enroll");
		await dialog.getByRole("button", { name: ["Make one up", "自動で作成"][say] ?? "" }).click();
		const typed = dialog.getByRole("textbox", { name: password });
		const made = await typed.inputValue();
		assert.match(made, /^[a-z0-9]{5}(-[a-z0-9]{5}){3}$/);
		await dialog.getByRole("checkbox", { name: longGroup }).check();
		await dialog.getByRole("searchbox").fill(`Fresh ${language}`);
		await dialog.getByRole("checkbox", { name: `Fresh ${language}` }).check();
		await seen.look("users-add");
		await dialog.locator("button[type=submit]:enabled").click();
		await dialog.getByRole("alert").filter({ hasText: "taro@contoso.example" }).waitFor();
		await becomesTrue(page, inSight("[role=dialog] [role=alert]"));
		assert.equal(await typed.inputValue(), made, "a name that is taken loses nothing");
		assert.equal(await field(name).inputValue(), "四條院 新之助");
		assert.ok(await dialog.getByRole("checkbox", { name: `Fresh ${language}` }).isChecked());
		const newcomer = `neu-${language}@contoso.example`;
		await field(upn).fill(newcomer);
		await dialog.locator("button[type=submit]:enabled").click();
		await page.getByRole("heading", { name: new RegExp(newcomer) }).waitFor();
		assert.equal(await page.locator("code", { hasText: made }).count(), 1);
		await seen.look("users-added");
		await page.getByRole("button", { name: ["Copy", "コピー"][say] ?? "", exact: true }).click();
		await page.getByRole("button", { name: ["Copied", "コピーしました"][say] ?? "", exact: true }).waitFor();
		// It is shown once: whatever closes it asks.
		await page.keyboard.press("Escape");
		await page
			.getByRole("alertdialog")
			.getByRole("button", { name: ["Stay here", "このページに残る"][say] ?? "" })
			.click();
		await page.locator("code", { hasText: made }).waitFor();
		await page.getByRole("button", { name: ["Go to the user", "ユーザーを表示"][say] ?? "" }).click();
		await page.getByRole("heading", { name: "四條院 新之助", level: 1 }).waitFor();
		assert.ok(!(await page.content()).includes(made), "shown once");
		const groups = await house.domain.store.read.groups.ofUser(await idOf(newcomer));
		assert.deepEqual(groups.map((group) => group.name).toSorted(), [`Fresh ${language}`, longGroup].toSorted());
		await enrollPhone(say + 1, newcomer, made);
		assert.deepEqual(seen.complaints, []);
	}
});

test("where no seat is left the dialog says so first, and the person waits; without a password it says what they cannot do", {
	skip,
}, async () => {
	await using seen = await opened();
	const { page } = seen;
	const held = Promise.withResolvers<undefined>();
	await page.route("**/api/v1/licences*", async (route) => {
		await held.promise;
		await route.continue();
	});
	await seen.open("/users");
	await page.getByRole("button", { name: "Add user" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByLabel("User name").fill("warte@contoso.example");
	await dialog.getByRole("button", { name: "Make one up" }).click();
	assert.ok(await dialog.locator("button[type=submit]").isDisabled(), "not before it is known which licences there are");
	held.resolve(undefined);
	await dialog.getByRole("combobox", { name: "Licence" }).selectOption("KIOSK");
	await dialog.getByText("No seat is left").waitFor();
	await dialog.getByRole("radio", { name: "Without a password for now" }).check();
	await dialog.getByText("nobody can enroll on the web page with this name").waitFor();
	await seen.look("users-add-waits");
	await dialog.locator("button[type=submit]:enabled").click();
	await page.getByRole("heading", { name: "warte", level: 1 }).waitFor();
	const [waits] = await house.domain.store.read.licences.ofUser(await idOf("warte@contoso.example"));
	assert.deepEqual([waits?.plan, waits?.state], ["KIOSK", "no-seat"]);
	assert.deepEqual(seen.complaints, []);
});

test("the tests of a person show the cause, and its button mends it", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open(`/users/${await idOf("jiro@contoso.example")}`);
	await page.getByRole("button", { name: "Run tests" }).click();
	await page.getByText("This would stop the enrollment").waitFor();
	await seen.look("users-tests");
	await page.getByRole("button", { name: /Assign a licence of INTUNE_A/ }).click();
	const dialog = page.getByRole("dialog");
	await dialog.locator("button[type=submit]:enabled").click();
	await page.getByText("Nothing that can be known stands in the way").waitFor();
	const jiro = await idOf("jiro@contoso.example");
	assert.equal((await house.domain.store.read.licences.ofUser(jiro))[0]?.state, "active");
	assert.deepEqual(seen.complaints, []);
});

test("whoever is disabled, at the limit or in a blocked group is told that first, with the button that mends it", { skip }, async () => {
	await house.addUser("off@contoso.example", { enabled: "no", licences: "" });
	await house.addUser("full@contoso.example", { groups: "Full" });
	await house.addUser("shut@contoso.example", { groups: "Shut" });
	await enrollPhone(3, "full@contoso.example", password);
	await run("restrictions create", { name: "One each", kind: "limit", limit: 1, group: ["Full"] });
	await run("restrictions create", { name: "No phones", kind: "platform", "block-ios": true, group: ["Shut"] });
	await using seen = await opened();
	const { page } = seen;
	const nothing = "Nothing that can be known stands in the way";
	for (const [upn, title, button, next] of [
		["off@contoso.example", "The account is disabled", "Enable the account off@contoso.example", "The user has no licence"],
		["full@contoso.example", "The user has reached the device limit", "Raise the limit of “One each” to 2", nothing],
		["shut@contoso.example", "iOS and iPadOS are blocked", "Allow iOS/iPadOS in “No phones”", nothing],
	] as const) {
		await seen.open(`/users/${await idOf(upn)}`);
		await page.getByLabel("Device", { exact: true }).selectOption("iphone");
		await page.getByRole("button", { name: "Run tests" }).click();
		await page.getByText(`This would stop the enrollment: ${title}`).waitFor();
		await becomesTrue(page, inSight("main [aria-live=polite] .fui-MessageBar"));
		const [first] = await page
			.getByRole("listitem")
			.filter({ has: page.getByLabel("Failed", { exact: true }) })
			.allInnerTexts();
		assert.ok(first?.startsWith(title), `${upn}: ${first}`);
		assert.match(first ?? "", /Whoever runs the directory|An administrator of this service/, "who mends it");
		await seen.look(`users-tests-${upn.split("@")[0]}`);
		await page.getByRole("button", { name: button }).click();
		await page.getByRole("dialog").locator("button[type=submit]:enabled").click();
		await page.getByText(next === nothing ? nothing : `This would stop the enrollment: ${next}`).waitFor();
	}
	assert.deepEqual(seen.complaints, []);
});

test("who was added by mistake is taken back at once, or removed later by their name typed out; who has a device is not", {
	skip,
}, async () => {
	await using seen = await opened("en", "administrator", /^(422 .*\/remove|404 \/api\/v1\/users\/[\w-]+)$/);
	const { page } = seen;
	const add = async (upn: string) => {
		await seen.open("/users");
		await page.getByRole("button", { name: "Add user" }).click();
		await page.getByRole("dialog").getByLabel("User name").fill(upn);
		await page.getByRole("radio", { name: "Without a password for now" }).check();
		await page.getByRole("dialog").locator("button[type=submit]:enabled").click();
	};
	const there = async (upn: string) => (await house.domain.store.read.users.byUpn(upn)) !== undefined;
	await add("oops@contoso.example");
	await takeBack(page);
	await page.getByRole("heading", { name: "This user is not here" }).waitFor();
	assert.equal(await there("oops@contoso.example"), false);
	await seen.look("users-gone");
	await page.getByRole("link", { name: "Go to users" }).click();
	await page.getByRole("heading", { name: "Users", level: 1 }).waitFor();
	await add("wrong@contoso.example");
	await page.getByRole("heading", { name: "wrong", level: 1 }).waitFor();
	await page.getByRole("button", { name: "Remove user" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByLabel("wrong@contoso.example").fill("wrong@contoso.exampl");
	assert.ok(await dialog.locator("button[type=submit]").isDisabled());
	await dialog.getByLabel("wrong@contoso.example").fill("wrong@contoso.example");
	await seen.look("users-remove");
	await dialog.locator("button[type=submit]:enabled").click();
	await page.getByRole("heading", { name: "Users", level: 1 }).waitFor();
	assert.equal(await there("wrong@contoso.example"), false);
	await seen.open(`/users/${await idOf("taro@contoso.example")}`);
	await page.getByRole("button", { name: "Remove user" }).click();
	await dialog.getByRole("alert").filter({ hasText: "1 of their devices" }).getByText("This cannot be done.").waitFor();
	assert.deepEqual(await dialog.getByRole("button").allInnerTexts(), ["Close"], "nothing to type or to try where it is refused");
	assert.equal(await dialog.getByRole("textbox").count(), 0);
	await seen.look("users-remove-refused");
	assert.deepEqual(seen.complaints, []);
});

test("whoever gets a group chooses it or names a new one, and what was made up or is shown once is not lost by a key", {
	skip,
}, async () => {
	await using seen = await opened();
	const { page } = seen;
	const jiro = await idOf("jiro@contoso.example");
	await seen.open(`/users/${jiro}`);
	const dialog = page.getByRole("dialog");
	for (const [search, group] of [
		["関東", longGroup],
		["Quite new", "New group: Quite new"],
	] as const) {
		await page.getByRole("button", { name: "Add to group" }).click();
		await dialog.getByRole("searchbox", { name: "Group" }).fill(search);
		await dialog.getByRole("radio", { name: group }).click();
		await dialog.getByRole("radio", { checked: true }).waitFor();
		if (search === "Quite new") await seen.look("users-group");
		await dialog.locator("button[type=submit]:enabled").click();
		await dialog.waitFor({ state: "detached" });
	}
	const groups = await house.domain.store.read.groups.ofUser(jiro);
	assert.deepEqual(groups.map(({ name }) => name).toSorted(), ["Quite new", longGroup].toSorted());
	const question = page.getByRole("alertdialog", { name: "Leave without saving?" });
	const staysAt = async (title: string, make: string, shown: () => Promise<unknown>) => {
		await page.getByRole("button", { name: title }).click();
		await dialog.getByRole("button", { name: make }).click();
		await shown();
		// Twice: the keyboard comes back to the dialog.
		for (let turn = 0; turn < 2; turn++) {
			await dialog.locator(":focus").waitFor();
			await page.keyboard.press("Escape");
			await question.getByRole("button", { name: "Stay here" }).click();
			await question.waitFor({ state: "detached" });
			await shown();
		}
		await dialog.getByRole("button", { name: /^(Cancel|Close)$/ }).click();
		await dialog.waitFor({ state: "detached" });
	};
	await staysAt("Set password", "Make one up", () => dialog.locator("button[type=submit]:enabled").waitFor());
	await staysAt("One-time code", "Make one", () => dialog.getByRole("img").waitFor());
	assert.deepEqual(seen.complaints, []);
});

test("a file is looked at line by line, its markup and formulas stay text, and it is imported", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/users/import");
	const name = `<img src=x onerror="document.title='owned'"> =1+1`;
	const file = (rows: readonly string[]) => ({
		name: "people.csv",
		mimeType: "text/csv",
		buffer: Buffer.from(`upn,displayName,password,groups\n${rows.join("\n")}\n`),
	});
	const input = page.locator("input[type=file]");
	await input.setInputFiles(file([`evil@contoso.example,"${name.replaceAll('"', '""')}",Very secret 9,<b>Bold</b>`, "not a name,x,,"]));
	await page.getByText("1 line has a problem").waitFor();
	await page.getByText(name).first().waitFor();
	assert.equal(await page.locator("main img, main b").count(), 0, "nothing of the file became markup");
	assert.ok(!(await page.content()).includes("Very secret"), "no password on the page");
	assert.ok(await page.getByRole("button", { name: "Import", exact: true }).isDisabled());
	await seen.look("users-import-preview");
	await input.setInputFiles(file([`evil@contoso.example,"${name.replaceAll('"', '""')}",Very secret 9,<b>Bold</b>`]));
	await page.getByText("A new group would be made: <b>Bold</b>").waitFor();
	await page.getByRole("button", { name: "Import", exact: true }).focus();
	await page.keyboard.press("Enter");
	await page.getByText("Imported", { exact: true }).waitFor();
	assert.equal(await page.evaluate("document.activeElement.id"), "main", "the keyboard goes on where the import is told of");
	await seen.open("/users?search=evil");
	await page.getByRole("link", { name }).click();
	await page.getByRole("heading", { name, level: 1 }).waitFor();
	assert.equal(await page.locator("main img, main b").count(), 0);
	assert.notEqual(await page.title(), "owned");
	assert.deepEqual(seen.complaints, []);
});

test("whoever may only help is offered no change of people or licences", { skip }, async () => {
	await using seen = await opened("en", "helpdesk");
	const { page } = seen;
	for (const [path, heading] of [
		["/users", "Users"],
		[`/users/${await idOf("taro@contoso.example")}`, "taro"],
		["/licences", "Licences"],
	] as const) {
		await seen.open(path);
		await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
		assert.equal(
			await page.getByRole("button", { name: /^(Add|Import|Disable|Set password|Assign|Change|Remove|One-time)/ }).count(),
			0,
			path,
		);
	}
	assert.deepEqual(seen.complaints, []);
});
