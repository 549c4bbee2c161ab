import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import type { Browser } from "playwright-core";
import { createTestPhone, testDevice } from "../../simulator/test-phone.ts";
import { type BrowserKind, userAgent } from "../../simulator/user-agent.ts";
import { newTotp } from "../../src/credentials/totp.ts";
import { changeUser } from "../../src/directory/change-user.ts";
import { setOrganization } from "../../src/tenant/organization.ts";
import { setTerms } from "../../src/tenant/terms.ts";
import { within } from "../within.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { type House, openHouse, password } from "./harness.ts";
import { pageChecks, type WatchedPage, watchPage } from "./watched-page.ts";

const skip = noChromium();
let house: House;
let browser: Browser;
const secrets = new Map<string, string>();
const heaviest = 60_000;

before(async () => {
	if (skip !== false) return;
	[house, browser] = await Promise.all([openHouse({ pushEvery: 3_600_000 }), launchChromium()]);
	for (const name of ["keiko", "emma", "without.scripts", "long"]) await addUser(`${name}@contoso.example`);
	await house.addUser("no.licence@contoso.example", { licences: "" });
	await house.domain.store.write(async (stores) => {
		const support = { supportPhone: "03-0000-0000", supportMail: "it@contoso.example", supportSite: "https://help.contoso.example/" };
		await setOrganization(stores, { change: { name: "Contoso", ...support }, now: 1 });
		const title = { en: "Using your own phone for work", ja: "個人のiPhoneの業務利用について" };
		const body = { en: "Contoso sees the model.\n\nIt does not see photos.", ja: "機種を確認します。\n\n写真は見ません。" };
		await setTerms(stores, { id: "rules", title, body, now: 1 });
	});
});
after(async () => {
	if (skip !== false) return;
	await within("closing the browser", browser.close());
	await house[Symbol.asyncDispose]();
});

async function addUser(upn: string): Promise<void> {
	await house.addUser(upn);
	const user = await house.domain.store.read.users.byUpn(upn);
	assert.ok(user !== undefined);
	const { sealed, secret } = newTotp({ id: user.id, name: user.upn }, "Genkan", house.domain);
	secrets.set(upn, secret);
	await house.domain.store.write((stores) => changeUser(stores, { upn, change: { totp: sealed }, now: 1 }));
}

const codeOf = (upn: string) => new TOTP({ secret: Secret.fromBase32(secrets.get(upn) ?? "") }).generate({ timestamp: house.clock.now() });

function open(name: string, language: "en" | "ja", options: { kind?: BrowserKind; javaScript?: boolean } = {}): Promise<WatchedPage> {
	const agent = userAgent({ ...testDevice, browser: options.kind ?? "safari", desktopSite: false, portalApp: null });
	const { javaScript = true } = options;
	return watchPage({ browser, origin: house.url, userAgent: agent, language, javaScript, name });
}

/** A phone of its own for each journey. */
function phoneOf(number: number, language: "en" | "ja") {
	const udid = `00008110-00000000000000${number.toString(16).padStart(2, "0").toUpperCase()}`;
	return createTestPhone(house, { language, udid, serial: `F2LXG0PAG${number}` });
}

/** The page is of this kind, without anybody having loaded it. */
const becomes = ({ page }: WatchedPage, kind: string, stage = "") =>
	page.locator(stage === "" ? `body[data-page=${kind}]` : `body[data-page=${kind}][data-stage=${stage}]`).waitFor();

/** Its owner comes back from Settings. */
const returns = (watched: WatchedPage) => watched.evaluate("document.dispatchEvent(new Event('visibilitychange'))");

/** Downloads as Safari does: the page stays. */
async function download({ page }: WatchedPage, press: () => Promise<void>): Promise<Buffer> {
	const [file] = await Promise.all([page.waitForEvent("download"), press()]);
	return readFileSync(await within("the download", file.path()));
}

function closing<T extends { close(): void }>(closes: T): T & AsyncDisposable {
	return Object.assign(closes, { [Symbol.asyncDispose]: async () => closes.close() });
}

/** Everything that the checks look for, done wrong. */
const badPage = `<html lang="xx"><meta name="viewport" content="maximum-scale=1"><meta http-equiv="refresh" content="900"><title></title>
<style>p { color: #999; background: #fff } input { border: 1px solid #eee; background: #fff }</style>
<body><p>pale</p><div style="width: 3000px">wide</div><a href="#">x</a><a href="#" id="twice" aria-describedby="gone"></a>
<input id="twice"><img src="data:,"><svg></svg><h1>one</h1><h1>two</h1><h3>skips</h3><section lang="en">日本語</section>
<svg aria-hidden="true"><rect width="90" height="40" fill="#fff"/><text x="5" y="20" fill="#bbb">drawn</text></svg></body></html>`;

test("the checks see what is wrong", { skip }, async () => {
	await using watched = await open("bad", "en");
	await watched.page.setContent(badPage);
	const found = new Set((await watched.evaluate<string[]>(pageChecks)).map((complaint) => complaint.split(" ", 1)[0]));
	const all = [
		"1.1.1",
		"1.3.1",
		"1.3.5",
		"1.4.3",
		"1.4.4",
		"1.4.10",
		"1.4.11",
		"2.2.1",
		"2.4.2",
		"2.5.8",
		"3.1.1",
		"3.1.2",
		"3.3.2",
		"4.1.2",
	];
	assert.deepEqual([...all.filter((criterion) => !found.has(criterion))], []);
});

// Most of a journey is waiting: for the page to ask again, for a password to be hashed.
describe("the pages", { concurrency: 3, skip }, () => {
	for (const [language, upn, number] of [
		["ja", "keiko@contoso.example", 1],
		["en", "emma@contoso.example", 2],
	] as const) {
		test(`the whole journey by keyboard, seen in every size and scheme (${language})`, async () => {
			await using watched = await open(`journey-${language}`, language);
			const { page } = watched;
			const seen = async (name: string) => {
				await watched.look(name);
				await watched.walk(name);
			};
			await page.goto(`${house.url}/enroll`);
			assert.equal(await watched.evaluate("document.documentElement.lang"), language);
			await seen("sign-in");

			// The link over the header leads past it.
			await page.reload();
			await watched.press("Tab");
			await watched.press("Enter");
			assert.equal(await watched.evaluate("document.activeElement.tagName"), "MAIN");

			await watched.type("#upn", upn);
			await watched.type("#password", "wrong");
			await watched.press("Enter");
			await page.locator("[role=alert]").waitFor();
			assert.equal(await watched.evaluate("document.activeElement.id"), "password", "the name stays, the password is typed again");
			await seen("sign-in-refused");

			await watched.type("#password", password);
			await watched.press("Enter");
			await becomes(watched, "one-time-code");
			await seen("one-time-code");
			await watched.type("#code", "000000");
			await watched.press("Enter");
			await page.locator("[role=alert]").waitFor();
			await seen("one-time-code-wrong");
			await watched.type("#code", codeOf(upn));
			await watched.press("Enter");

			await becomes(watched, "terms");
			await seen("terms");
			await watched.tabTo("button[value=accept]");
			await watched.press("Enter");
			await becomes(watched, "install");
			await seen("install");

			// From here on the page follows the phone: nothing loads it again.
			await watched.evaluate("window.stays = true");
			await watched.tabTo("#profile");
			const first = await download(watched, () => watched.press("Enter"));
			await becomes(watched, "progress", "profile-downloaded");
			assert.notEqual(
				await watched.evaluate("document.activeElement.tagName"),
				"BODY",
				"the focus is not lost when the page renews itself",
			);
			assert.equal(await page.locator("#status").textContent(), await page.locator("h1").textContent());
			await seen("progress-downloaded");

			await using phone = closing(phoneOf(number, language));
			phone.script.add({ kind: "stops-before", step: "Authenticate", times: 1 });
			assert.equal((await phone.installProfile(first)).ok, false);
			await becomes(watched, "progress", "identity-issued");
			await seen("progress-issued");

			await watched.tabTo("summary");
			await watched.press("Enter");
			await seen("progress-help");
			await watched.tabTo("#profile");
			const second = await download(watched, () => watched.press("Enter"));
			phone.script.add({ kind: "stops-before", step: "TokenUpdate", times: 1 });
			assert.equal((await phone.installProfile(second)).ok, false);
			await returns(watched);
			await becomes(watched, "progress", "authenticated");
			await seen("progress-authenticated");

			await watched.tabTo("summary");
			await watched.press("Enter");
			await watched.tabTo("#profile");
			const third = await download(watched, () => watched.press("Enter"));
			assert.equal((await phone.installProfile(third)).ok, true);
			await returns(watched);
			await becomes(watched, "managed");
			await seen("managed");
			assert.equal(await watched.evaluate("window.stays"), true);
			const weight = watched.weight();
			assert.ok(weight > 1000 && weight < heaviest, `${weight} bytes`);
			assert.deepEqual(watched.complaints, []);
		});
	}

	for (const language of ["ja", "en"] as const) {
		test(`refused, opened elsewhere, lost (${language})`, async () => {
			await using watched = await open(`refused-${language}`, language);
			const { page } = watched;
			await page.goto(`${house.url}/enroll`);
			await watched.type("#upn", "no.licence@contoso.example");
			await watched.type("#password", password);
			await watched.press("Enter");
			await becomes(watched, "refused");
			await watched.look("refused");
			await watched.walk("refused");
			// The other language, and the same page.
			await watched.tabTo(".language");
			await watched.press("Enter");
			await page.locator(`html[lang=${language === "ja" ? "en" : "ja"}]`).waitFor();
			await becomes(watched, "refused");
			await page.goto(`${house.url}/enroll/nowhere?lang=${language}`);
			await watched.look("not-found");
			await watched.walk("not-found");

			const complaints = [...watched.complaints.filter((text) => !/console: .*404/.test(text))];
			for (const kind of ["line-ios", "chrome-windows"] as const) {
				await using other = await open(`${kind}-${language}`, language, { kind });
				await other.page.goto(`${house.url}/enroll`);
				await becomes(other, "open-in-safari");
				await other.look("open-in-safari");
				await other.walk("open-in-safari");
				complaints.push(...other.complaints);
			}
			assert.deepEqual(complaints, []);
		});
	}

	test("without JavaScript to the end", async () => {
		await using watched = await open("no-scripts", "ja", { javaScript: false });
		const { page } = watched;
		const upn = "without.scripts@contoso.example";
		await page.goto(`${house.url}/enroll`);
		await page.locator("#upn").fill(upn);
		await page.locator("#password").fill("wrong");
		await page.locator("#sign-in button").click();
		await page.locator("[role=alert]").waitFor();
		await page.locator("#password").fill(password);
		await page.locator("#sign-in button").click();
		await page.locator("#code").fill(codeOf(upn));
		await page.locator("#one-time-code button").click();
		await page.locator("button[value=accept]").click();
		await becomes(watched, "install");
		await watched.look("install");
		const profile = await download(watched, () => page.locator("#profile").click());
		await page.locator("noscript a").click();
		await becomes(watched, "progress", "profile-downloaded");
		await watched.look("progress");
		await using phone = closing(phoneOf(3, "ja"));
		assert.equal((await phone.installProfile(profile)).ok, true);
		await page.locator(".follows a").click();
		await becomes(watched, "managed");
		await watched.look("managed");
		assert.deepEqual(watched.complaints, []);
	});
});

/** Whether the name of the house stands beside its door over the whole line, and on how many lines the one word of the button. */
const withLargeLetters = `(() => {
	const { style } = document.documentElement;
	style.fontSize = "200%";
	const house = document.querySelector(".house").getBoundingClientRect().width > innerWidth / 2;
	const words = document.createRange();
	words.selectNodeContents(document.querySelector("#sign-in button"));
	const button = new Set([...words.getClientRects()].map(({ top }) => Math.round(top))).size;
	style.fontSize = "";
	return { house, button };
})()`;

test("long names and long terms", { skip }, async () => {
	const upn = "long@contoso.example";
	// Forty characters, and no place to break but between them.
	const name = "日本全国情報通信機器販売株式会社東京本社情報システム部端末管理課運用保守担当窓口";
	await house.domain.store.write(async (stores) => {
		assert.ok((await setOrganization(stores, { change: { name }, now: 2 })).ok);
		const title = { en: "Terms ".repeat(30).trim(), ja: "業務利用に関する規程".repeat(15) };
		const body = {
			en: "Rindfleischetikettierungsüberwachung ".repeat(100),
			ja: `${"会社は、このiPhoneの機種を確認します。".repeat(100)}\n\nhttps://contoso.example/${"a".repeat(200)}`,
		};
		assert.ok((await setTerms(stores, { id: "rules", title, body, now: 2 })).ok);
		assert.ok((await changeUser(stores, { upn, change: { displayName: "寿限無".repeat(20) }, now: 2 })).ok);
	});
	for (const language of ["ja", "en"] as const) {
		await using watched = await open(`long-${language}`, language);
		const { page } = watched;
		await page.goto(`${house.url}/enroll`);
		await watched.look("sign-in");
		await page.setViewportSize({ width: 320, height: 640 });
		assert.deepEqual(await watched.evaluate(withLargeLetters), { house: true, button: 1 }, "1.4.4 letters twice as large");
		await page.locator("#upn").fill(upn);
		await page.locator("#password").fill(password);
		await page.locator("#sign-in button").click();
		house.clock.move(60_000);
		await page.locator("#code").fill(codeOf(upn));
		await page.locator("#one-time-code button").click();
		await becomes(watched, "terms");
		await watched.look("terms");
		if (language === "ja") {
			await page.locator("button[value=decline]").click();
			await becomes(watched, "refused");
			await watched.look("refused");
			await page.locator("#again button").click();
			await becomes(watched, "sign-in");
		}
		assert.deepEqual(watched.complaints, []);
	}
});
