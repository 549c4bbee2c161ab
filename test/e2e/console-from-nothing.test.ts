import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchChromium, noChromium } from "./chromium.ts";
import { openConsole, theOnlyRow } from "./console-browser.ts";
import { becomeOwner, beside, choose, type Language, saved, startEmptyDemo, type Words, wordsOf } from "./console-newcomer.ts";

/** Somebody who knows Intune, and has the console and nothing else: every line is a click, a word typed, or a look. */
let browser: Browser;
const skip = noChromium();
const hanako = "hanako.yamada@contoso.example";

before(async () => {
	if (skip !== false) return;
	assert.equal(spawnSync(process.execPath, ["console/build.ts"], { stdio: "ignore" }).status, 0, "the console is built");
	browser = await launchChromium();
});
after(() => browser?.close());

const nav = (page: Page, name: string) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const titled = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();

/** The overview's first step that is not done leads to where it is done. */
async function follow(page: Page, step: string, w: Words): Promise<void> {
	await nav(page, w("app", "nav/overview"));
	await page.getByRole("link", { name: `${w("overview", `first/${step}-go`)} ›` }).click();
}

/** Waits for what would come of it, then does it. */
async function confirm(page: Page): Promise<void> {
	const dialog = page.getByRole("dialog").last();
	await dialog.locator("[type=submit]").click();
	await dialog.waitFor({ state: "detached" });
}

async function setUp(page: Page, w: Words): Promise<void> {
	await follow(page, "organization", w);
	await page.getByRole("textbox", { name: w("settings", "organization/name"), exact: true }).fill("Contoso");
	await press(page, w("settings", "save"));
	// Whoever leaves before it is saved is asked whether they mean it.
	await page.getByText(w("app", "change/done"), { exact: true }).waitFor();

	await follow(page, "authority", w);
	await page.getByRole("radio", { name: "Intune", exact: true }).check({ force: true });
	await press(page, w("settings", "save"));
	await confirm(page);

	await follow(page, "domain", w);
	await page.getByRole("textbox", { name: w("settings", "domains/name"), exact: true }).fill("contoso.example");
	await press(page, w("settings", "domains/add"));
	await press(page, w("settings", "domains/verify"));
	await page.getByText(w("settings", "domains/verified"), { exact: true }).waitFor();

	await follow(page, "pushCertificate", w);
	const request = await saved(page, page.getByRole("button", { name: w("apple", "push/request"), exact: true }));
	// What is said of it moves the next step down.
	await page.getByText(w("apple", "push/request-waits")).waitFor();
	const portal = await beside(page, page.getByRole("link", { name: w("apple", "push/open-portal") }));
	assert.equal(new URL(portal.url()).hostname, "localhost", "the demo leads to the stand-in");
	await portal.getByText(w("demo", "apple/standIn")).waitFor();
	await portal.getByLabel(w("demo", "apple/file")).setInputFiles({ ...request, mimeType: "application/octet-stream" });
	await portal.getByRole("button", { name: w("demo", "apple/portal/createButton"), exact: true }).click();
	const certificate = await saved(portal, portal.getByRole("link", { name: w("demo", "apple/download"), exact: true }));
	await choose(page, page.getByRole("button", { name: w("apple", "file/choose") }).last(), certificate);
	await page.getByLabel(w("apple", "push/apple-id")).fill("mdm@contoso.example");
	await press(page, w("apple", "push/install"));
	await page.getByText(w("apple", "push/state/well"), { exact: true }).waitFor();

	await follow(page, "plans", w);
	await page
		.getByRole("button", { name: w("licences", "add"), exact: true })
		.first()
		.click();
	const plan = page.getByRole("dialog");
	await plan.getByLabel(w("licences", "plan/id")).fill("INTUNE_A");
	await plan.getByLabel(w("licences", "seats/how-many")).fill("10");
	await plan.getByRole("button", { name: w("licences", "add"), exact: true }).click();
	await plan.waitFor({ state: "detached" });

	await portal.getByRole("link", { name: w("demo", "apple/back") }).click();
	const people = await saved(portal, portal.getByRole("link", { name: w("demo", "apple/people/download") }));
	await portal.close();
	await follow(page, "users", w);
	await choose(page, page.getByRole("button", { name: w("users", "import/choose"), exact: true }), people);
	await page.getByRole("row").filter({ hasText: hanako }).getByText(w("users", "preview/of/add"), { exact: true }).waitFor();
	await press(page, w("users", "import/do"));
	await page.getByText(w("users", "run/state/done"), { exact: true }).waitFor();
}

/** A phone of this person comes to the enrollment page. The page of its play stays where it is. */
async function phoneOf(page: Page, upn: string, w: Words): Promise<void> {
	await nav(page, w("app", "nav/tour"));
	await page.getByRole("textbox", { name: w("tour", "healthy/user"), exact: true }).fill(upn);
	await press(page, w("tour", "healthy/start"));
	await page.getByRole("heading", { level: 1, name: w("tour", "play/title") }).waitFor();
}

const enrolled = (page: Page, w: Words) => page.getByText(w("tour", "state/enrolled"), { exact: true }).waitFor();

for (const language of ["en", "ja"] as const satisfies readonly Language[]) {
	test(`from an empty organisation to the first enrolled phone, with the console and the stand-in's page alone (${language})`, {
		skip,
		timeout: 540_000,
	}, async () => {
		const w = wordsOf(language);
		await using demo = await startEmptyDemo(language);
		await using seen = await openConsole({ browser, house: { url: demo.url }, as: null, language });
		const { page } = seen;
		await seen.open("/");
		await becomeOwner(page, demo.code, w);
		await seen.look("nothing-overview", { inBothLanguages: true });
		await setUp(page, w);
		await nav(page, w("app", "nav/overview"));
		await page.getByRole("link", { name: `${w("overview", "first/tried-demo-go")} ›` }).waitFor();
		await seen.look("nothing-set-up", { inBothLanguages: true });
		await phoneOf(page, hanako, w);
		await enrolled(page, w);
		await nav(page, w("app", "nav/devices"));
		await page.getByRole("row").filter({ hasText: "山田 花子" }).first().waitFor();
		if (language === "en") for (const one of breaks) await breakAndMend(page, one, w);
		else await fromTheBox(page, w);
		assert.deepEqual(seen.complaints, []);
	});
}

/** A phone in its box is switched on, by its serial number. The page of its play stays where it is. */
async function boxedPhoneOf(page: Page, upn: string, serial: string, w: Words): Promise<void> {
	await nav(page, w("app", "nav/tour"));
	await page.getByRole("radio").nth(1).check({ force: true });
	await page.getByRole("textbox", { name: w("tour", "healthy/user"), exact: true }).fill(upn);
	await page.getByRole("textbox", { name: w("tour", "healthy/serial"), exact: true }).fill(serial);
	await press(page, w("tour", "healthy/start"));
	await page.getByRole("heading", { level: 1, name: w("tour", "play/title") }).waitFor();
}

/** Automated Device Enrollment: a token, a profile, a phone of it; then new terms at Apple stop the next one, until they are found and accepted. */
async function fromTheBox(page: Page, w: Words): Promise<void> {
	const apple = (key: string) => w("apple", key);
	const site = (key: string) => w("demo", `apple/manager/${key}`);
	const token = "本社";
	await nav(page, w("app", "nav/tokens"));
	await page.getByRole("link", { name: apple("tokens/add"), exact: true }).click();
	const key = await saved(page, page.getByRole("button", { name: apple("key/make"), exact: true }));
	await page.getByText(apple("key/download"), { exact: true }).waitFor();
	const manager = await beside(page, page.getByRole("link", { name: apple("add-token/open-apple") }));
	await manager.getByLabel(site("name")).fill(token);
	await manager.getByLabel(site("publicKey")).setInputFiles({ ...key, mimeType: "application/x-pem-file" });
	await manager.getByRole("button", { name: site("addButton"), exact: true }).click();
	await manager.getByRole("button", { name: site("giveButton"), exact: true }).click();
	await manager.getByText(site("devices").replace("{count}", "3")).waitFor();
	const file = await saved(manager, manager.getByRole("button", { name: site("token"), exact: true }));
	await choose(page, page.getByRole("button", { name: apple("file/choose"), exact: true }), file);
	await page.getByRole("textbox", { name: apple("token/name") }).fill(token);
	await press(page, apple("tokens/add"));
	await titled(page, token);
	await page.getByRole("heading", { name: apple("token/devices_other").replace("{{count}}", "3") }).waitFor();

	await page.getByRole("link", { name: apple("profiles/add"), exact: true }).click();
	await page.getByRole("textbox", { name: apple("settings/name"), exact: true }).fill("社員");
	await press(page, apple("profiles/create"));
	await titled(page, "社員");
	await nav(page, w("app", "nav/ade-devices"));
	const assigned = page.getByRole("row").filter({ hasText: apple("states/assigned") });
	await assigned.nth(2).waitFor();
	const first = (await assigned.first().getByRole("link").first().textContent()) ?? "";
	await boxedPhoneOf(page, hanako, first, w);
	await enrolled(page, w);

	await manager.locator("summary", { hasText: site("newTerms") }).click();
	await manager.getByRole("button", { name: site("newTerms"), exact: true }).click();
	await manager.getByRole("button", { name: site("accept"), exact: true }).waitFor();
	await manager.getByLabel(site("give")).fill("1");
	await manager.getByRole("button", { name: site("giveButton"), exact: true }).click();
	await manager.getByText(site("devices").replace("{count}", "4")).waitFor();
	await manager.locator("summary", { hasText: site("serials") }).click();
	const second = ((await manager.locator("details code").textContent()) ?? "").split(" ").at(-1) ?? "";
	await boxedPhoneOf(page, hanako, second, w);
	await page.getByText(w("tour", "state/failed"), { exact: true }).waitFor();

	await nav(page, w("app", "nav/tokens"));
	await page.getByRole("link", { name: token, exact: true }).click();
	await titled(page, token);
	const sync = page.getByRole("button", { name: apple("sync/now-of").replace("{{name}}", token) });
	const code = page.getByText("ade-terms-not-accepted").first();
	await sync.click();
	await code.waitFor();
	await manager.getByRole("button", { name: site("accept"), exact: true }).click();
	await manager.getByText(site("nothing")).waitFor();
	await sync.click();
	await code.waitFor({ state: "detached" });
	await manager.close();
	await nav(page, w("app", "nav/ade-devices"));
	await assigned.filter({ hasText: second }).waitFor();
	await boxedPhoneOf(page, hanako, second, w);
	await enrolled(page, w);
}

interface Break {
	readonly upn: string;
	/** By hand, in the console. */
	readonly make: (page: Page, w: Words) => Promise<void>;
	/** What the page of the try says. */
	readonly cause: string;
	readonly fix: RegExp;
}

async function person(page: Page, upn: string, w: Words): Promise<void> {
	await nav(page, w("app", "nav/users"));
	await page.getByRole("searchbox", { name: w("users", "filter/search"), exact: true }).fill(upn);
	await (await theOnlyRow(page, upn)).getByRole("link").first().click();
	await page
		.getByRole("heading", { level: 1 })
		.filter({ hasNotText: w("users", "title") })
		.waitFor();
}

async function changeDefault(page: Page, list: string, change: () => Promise<void>, w: Words): Promise<void> {
	await nav(page, w("app", `nav/${list}`));
	await press(page, w("policies", "list/default"));
	await change();
	await press(page, w("policies", "editor/save"));
	await confirm(page);
}

const breaks: readonly Break[] = [
	{
		upn: "taro.tanaka@contoso.example",
		async make(page, w) {
			await person(page, this.upn, w);
			await page.getByRole("button", { name: /^Remove licence INTUNE_A/ }).click();
			await confirm(page);
		},
		cause: "The user has no licence",
		fix: /^Mend it: Assign a licence/,
	},
	{
		upn: "mei.ito@contoso.example",
		make: (page, w) =>
			changeDefault(
				page,
				"restrictions",
				() =>
					page
						.getByRole("radiogroup", { name: w("policies", "editor/personal") })
						.getByText(w("policies", "editor/block"), { exact: true })
						.click(),
				w,
			),
		cause: "Personal devices are blocked",
		fix: /^Mend it: Allow personal devices/,
	},
	{
		upn: hanako,
		make: (page, w) =>
			changeDefault(
				page,
				"limits",
				async () => {
					const limit = page.getByRole("spinbutton", { name: w("policies", "editor/limit") });
					await limit.fill("1");
					await limit.press("Tab");
				},
				w,
			),
		cause: "The user has reached the device limit",
		fix: /^Mend it: Raise/,
	},
	{
		upn: "alex.wilber@contoso.example",
		async make(page, w) {
			await person(page, this.upn, w);
			await press(page, w("users", "disable/title"));
			await confirm(page);
		},
		cause: "The account is disabled",
		fix: /^Mend it: Enable/,
	},
	{
		upn: "adele.vance@contoso.example",
		async make(page, w) {
			await nav(page, w("app", "nav/settings"));
			await page.getByRole("tab", { name: w("settings", "parts/authority") }).click();
			await press(page, w("settings", "maintenance/pause"));
			await confirm(page);
		},
		cause: "Enrollment is paused",
		fix: /^Mend it: /,
	},
];

/** The phone tries and is refused; the console says why; its button mends it; the same phone comes again. */
async function breakAndMend(page: Page, { upn, make, cause, fix }: Break, w: Words): Promise<void> {
	await make.call({ upn } as Break, page, w);
	await phoneOf(page, upn, w);
	await page.getByRole("button", { name: w("tour", "again"), exact: true }).waitFor();
	const play = new URL(page.url()).searchParams.get("play");
	await nav(page, w("app", "nav/tries"));
	await titled(page, w("tries", "title"));
	// What the list held when it was looked at last stands there first.
	await page.getByRole("row").filter({ hasText: cause }).getByRole("link").first().click();
	await page.getByRole("heading", { name: cause, exact: true }).first().waitFor();
	await page.getByRole("button", { name: fix }).first().click();
	await confirm(page);
	await page.goBack();
	await page.goBack();
	assert.equal(new URL(page.url()).searchParams.get("play"), play, "back at the phone");
	await press(page, w("tour", "again"));
	await enrolled(page, w);
}
