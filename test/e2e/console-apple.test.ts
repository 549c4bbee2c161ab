import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { AdeStandInServer } from "../../simulator/ade/server.ts";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { runCommandFor } from "../../src/command-composition.ts";
import { pemToDer } from "../../src/protocol/x509/pem.ts";
import { type Hired, hire } from "../api/console-client.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { type ConsoleBrowser, openConsole, takeBack } from "./console-browser.ts";
import { type AppleHouse, openAppleHouse } from "./failures/apple-house.ts";
import { password } from "./harness.ts";

/** What an administrator does for Apple in the console, with the stand-ins behind it. */
let at: AppleHouse;
let browser: Browser;
let boss: Hired;
let server: AdeStandInServer;
const skip = noChromium();
const longName = "東京本社情報システム部第一課の共有デバイスと役員用スマートフォンのための登録プロファイル";

before(async () => {
	if (skip !== false) return;
	assert.equal(spawnSync(process.execPath, ["console/build.ts"], { stdio: "ignore" }).status, 0, "the console is built");
	at = await openAppleHouse({}, { adeEvery: 50, incidentsEvery: 3_600_000 });
	boss = await hire(at.house, "hanako@contoso.example", "administrator");
	browser = await launchChromium();
});
after(async () => {
	if (skip !== false) return;
	await browser.close();
	await at[Symbol.asyncDispose]();
});

async function run(command: string, given: Parameters<typeof runCommandFor>[1]["given"], input?: Uint8Array): Promise<void> {
	const asked = { preview: false, language: "en", who: "hanako", from: "192.0.2.1" } as const;
	const reply = await runCommandFor(at.house.domain, { command, given, ...asked, ...(input === undefined ? {} : { input }) });
	assert.ok(reply.ok, reply.text);
}

const opened = (language: "en" | "ja" = "en", expects?: RegExp): Promise<ConsoleBrowser> =>
	openConsole({ browser, house: at.house, as: boss, language, ...(expects === undefined ? {} : { expects }) });

async function downloaded(page: Page, button: string): Promise<string> {
	const waiting = page.waitForEvent("download");
	await page.getByRole("button", { name: button, exact: true }).click();
	return readFileSync(await (await waiting).path(), "utf8");
}

const choose = (page: Page, label: string, name: string, content: string | Buffer) =>
	page
		.locator(`input[type=file][aria-label="${label}"]`)
		.setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });

test("an empty house teaches what to do first", { skip }, async () => {
	await using seen = await opened("ja");
	for (const page of ["tokens", "profiles", "devices"]) {
		await seen.open(`/apple/${page}`);
		await seen.page.getByRole("heading", { name: "トークンがまだありません" }).waitFor();
		await seen.look(`apple-${page}-empty`);
	}
	assert.deepEqual(seen.complaints, []);
});

test("a push certificate is renewed by three steps; that of another topic is stopped until somebody types how many devices it would lose", {
	skip,
}, async () => {
	const { house } = at;
	const topicUid = "11111111-2222-3333-4444-555555555555";
	const issue = (request: string, uid: string) => {
		const [csrDer] = pemToDer(request, "CERTIFICATE REQUEST");
		const now = house.clock.now();
		assert.ok(csrDer !== undefined);
		return house.issuer.issuePushCertificate({ csrDer, topicUid: uid, notBefore: now - 60_000, notAfter: now + 365 * 86_400_000 });
	};
	await using seen = await opened("en", /^422 /);
	const { page } = seen;
	await seen.open("/apple/push-certificate");
	await page.getByRole("button", { name: "Renew", exact: true }).click();
	await page.getByText("Sign in as mdm@contoso.example").waitFor();
	const request = await downloaded(page, "Download the request");
	await choose(page, "Certificate (.pem)", "renewed.pem", issue(request, topicUid));
	await page.getByRole("button", { name: "Install", exact: true }).click();
	await page.getByRole("heading", { name: "Before it" }).waitFor();
	assert.equal((await house.domain.store.read.pushCertificates.list()).length, 2);

	await house.addUser("taro@contoso.example");
	const [device] = makeFleet("console-push", 1);
	assert.ok(device !== undefined);
	const phone = createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url });
	const enrolled = await enroll(phone, { upn: "taro@contoso.example", password });
	phone.close();
	assert.ok(enrolled.ok, JSON.stringify(enrolled));
	await seen.open("/apple/push-certificate?guide=renew");
	const again = await downloaded(page, "Download the request");
	await choose(page, "Certificate (.pem)", "created.pem", issue(again, "99999999-2222-3333-4444-555555555555"));
	await page.getByText("Stop: 1 device would be lost").waitFor();
	const anyway = page.getByRole("button", { name: "Install it all the same" });
	assert.ok(await anyway.isDisabled());
	await page.getByRole("textbox", { name: /Type 1/ }).fill("2");
	assert.ok(await anyway.isDisabled());
	await page.getByRole("textbox", { name: /Type 1/ }).fill("1");
	assert.ok(await anyway.isEnabled());
	assert.equal((await house.domain.store.read.pushCertificates.list()).length, 2, "nothing was installed");
	assert.deepEqual(seen.complaints, []);
});

test("a token is added by its guide and synced before one's eyes", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await seen.open("/apple/tokens/add");
	const key = await downloaded(page, "Download the public key");
	server = at.apple.addServer({ name: "Head office" });
	server.uploadPublicKey(key);
	server.addDevices(
		Array.from({ length: 120 }, (_, one) => ({ serial: `F2LXSEEN${String(one).padStart(4, "0")}`, model: "iPhone 15 Pro Max" })),
	);
	await choose(page, "Token file (.p7m)", "token.p7m", Buffer.from(server.downloadToken()));
	await page.getByRole("textbox", { name: "Name" }).fill("本社");
	await page.getByRole("button", { name: "Add a token" }).click();
	await page.getByRole("heading", { name: "本社", level: 1 }).waitFor();
	await page.getByRole("heading", { name: "Devices (120)" }).waitFor();
	assert.deepEqual(seen.complaints, []);
});

test("a profile is refused with each fault at its field, made, assigned as the default, and says what Apple does not know yet", {
	skip,
}, async () => {
	await using seen = await opened("en", /^422 /);
	const { page } = seen;
	await seen.open("/apple/profiles/add");
	await page.getByRole("textbox", { name: "Support phone" }).fill("0".repeat(51));
	await page.getByRole("button", { name: "Create" }).click();
	await page.getByText(/2 settings need a look/).waitFor();
	await page.getByRole("textbox", { name: "Support phone" }).fill("03-0000-0000");
	await page.getByRole("textbox", { name: "Name", exact: true }).fill(longName);
	const hideAll = page.getByRole("button", { name: "Hide all" });
	const left = (await hideAll.boundingBox())?.x;
	await page.getByRole("searchbox", { name: "Search panes" }).fill("siri");
	assert.equal((await hideAll.boundingBox())?.x, left, "it stays under the pointer");
	await hideAll.click();
	await page.getByRole("button", { name: "Create" }).click();
	await page.getByRole("heading", { name: longName, level: 1 }).waitFor();
	const [token] = await at.house.domain.store.read.adeTokens.list();
	const [profile] = await at.house.domain.store.read.adeProfiles.ofToken(token?.id ?? "");
	assert.deepEqual([profile?.settings.hiddenPanes, token?.defaultProfileId], [["Siri"], profile?.id]);
	await page.getByText("Apple has it as it stands here.").waitFor();
	at.apple.misbehave({ kind: "answer", status: 500 });
	await page.getByRole("switch", { name: "Locked enrollment" }).click();
	await page.getByRole("button", { name: "Save" }).click();
	const changed = page.getByRole("region", { name: "Changed since Apple knows it" });
	await changed.getByText("Locked enrollment").waitFor();
	await seen.look("apple-profile-changed");
	at.apple.behave();
	assert.deepEqual(seen.complaints, []);
});

test("devices are chosen by their state and assigned after a look at what would come of it", { skip }, async () => {
	await using seen = await opened();
	const { page } = seen;
	await run("ade profiles add", { name: "Kiosk", "sign-in": "none", await: "no" });
	await seen.open("/apple/devices?search=SEEN0001");
	await page.getByRole("button", { name: "Assign to all of them" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("combobox").selectOption({ label: "Kiosk" });
	await dialog.getByText("Concerns 1 device").waitFor();
	await dialog.getByRole("button", { name: "Assign a profile" }).click();
	await takeBack(page);
	await page.getByRole("cell", { name: "(default)" }).waitFor();
	assert.deepEqual(seen.complaints, []);
});

test("a token is renewed by its guide, which says of every wrong file what it is, and loses nothing; a key that nobody needs is deleted there", {
	skip,
}, async () => {
	await using seen = await opened("en", /^422 /);
	const { page } = seen;
	const { read } = at.house.domain.store;
	const [before] = await read.adeTokens.list();
	assert.ok(before !== undefined);
	await seen.open(`/apple/tokens/${before.id}/renew`);
	const field = page.getByRole("group", { name: "Token file (.p7m)" });
	const renew = page.getByRole("button", { name: "Renew", exact: true });
	const give = (name: string, content: string | Buffer) => choose(page, "Token file (.p7m)", name, content);
	const refused = async (name: string, content: string | Buffer, sentence: RegExp) => {
		await give(name, content);
		await field.getByText(name).waitFor();
		await renew.click();
		await page.getByRole("alert").getByText(sentence).waitFor();
	};

	await give("empty.p7m", "");
	await page.getByText("“empty.p7m” is empty.").waitFor();
	await give("holiday.mov", Buffer.alloc(1_000_000, 7));
	await page.getByText("“holiday.mov” is too large: a file of this kind has 75 kB at most.").waitFor();
	assert.ok(await renew.isDisabled(), "nothing of it is sent");
	await refused("photo.png", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), /This is no server token/);

	const key = await downloaded(page, "Download the public key");
	await refused("genkan-ade-public-key.pem", key, /This is the certificate that goes to Apple/);
	const branch = at.apple.addServer({ name: "Branch" });
	branch.uploadPublicKey(key);
	const ofBranch = branch.downloadToken();
	await refused("branch.p7m", ofBranch, /./);
	await page.getByText("This file is of another server").waitFor();
	assert.ok(await renew.isDisabled(), "not until somebody says that it is meant");
	await seen.look("apple-renew-another");

	await page.getByRole("button", { name: /^Delete the key/ }).click();
	const dialog = page.getByRole("dialog");
	const name = /Delete the key (\w{8})\?/.exec((await dialog.getByRole("heading").first().textContent()) ?? "")?.[1] ?? "";
	await dialog.getByText("It cannot be taken back").waitFor();
	await dialog.getByRole("textbox").fill(name);
	await dialog.getByRole("button", { name: "Delete", exact: true }).click();
	await dialog.waitFor({ state: "detached" });
	await page.getByText("1 key waits for its token").waitFor({ state: "detached" });
	await refused("branch-again.p7m", ofBranch, /upload the certificate that is downloaded here/);

	await refused("ended.p7m", server.downloadToken({ validFor: -60_000 }), /This token expired at/);
	await refused("older.p7m", server.downloadToken({ validFor: 30 * 86_400_000 }), /This token is older than the one in use/);
	const [kept] = await read.adeTokens.list();
	assert.deepEqual([kept?.secrets, kept?.expiresAt, kept?.keyPairId], [before.secrets, before.expiresAt, before.keyPairId]);

	at.house.clock.move(60_000);
	await give("newest.p7m", server.downloadToken());
	await renew.click();
	// The page before has the name in its title too.
	await page.waitForURL(`**/apple/tokens/${before.id}`);
	const [after] = await read.adeTokens.list();
	assert.ok(after !== undefined && after.expiresAt > before.expiresAt);
	assert.deepEqual([after.defaultProfileId, await read.adeDevices.count(after.id)], [before.defaultProfileId, 120]);
	assert.deepEqual(seen.complaints, []);
});

test("every page of Apple stands in both languages, wide and narrow, light and dark, with a token that Apple refuses", {
	skip,
}, async () => {
	const { read } = at.house.domain.store;
	server.downloadToken();
	at.house.clock.move(60 * 60_000);
	const [token] = await read.adeTokens.list();
	assert.ok(token !== undefined);
	await run("ade sync", { token: token.id });
	const [profile] = await read.adeProfiles.ofToken(token.id);
	const paths = {
		push: "/apple/push-certificate?guide=renew",
		tokens: "/apple/tokens",
		token: `/apple/tokens/${token.id}`,
		add: "/apple/tokens/add",
		renew: `/apple/tokens/${token.id}/renew`,
		profiles: "/apple/profiles",
		profile: `/apple/profiles/${profile?.id}`,
		"profile-add": "/apple/profiles/add",
		devices: "/apple/devices",
		device: "/apple/devices/F2LXSEEN0001",
	};
	for (const language of ["en", "ja"] as const) {
		await using seen = await opened(language);
		for (const [name, path] of Object.entries(paths)) {
			await seen.open(path);
			if (language === "ja") await seen.look(`apple-${name}`);
		}
		assert.deepEqual(seen.complaints, []);
	}
});
