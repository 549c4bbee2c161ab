import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import type { Browser, Page } from "playwright-core";
import { newSetupCode } from "../../src/administrators/setup.ts";
import { systemRandomness } from "../../src/domain.ts";
import { client, consoleCookie, hire, password, signedIn } from "../api/console-client.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { type ConsoleBrowser, openConsole, sessionCookie } from "./console-browser.ts";
import { type House, openHouse } from "./harness.ts";

/** From nothing to signed in, as a person does it: in Chromium, with its virtual authenticator. */
let browser: Browser;
const skip = noChromium();
const houses: House[] = [];
let house: House;

before(async () => {
	if (skip === false) browser = await launchChromium();
});
beforeEach(async () => {
	if (skip !== false) return;
	house = await openHouse();
	houses.push(house);
});
after(async () => {
	if (skip !== false) return;
	await browser.close();
	for (const one of houses) await one[Symbol.asyncDispose]();
});

const opened = (language: "en" | "ja", expects?: RegExp): Promise<ConsoleBrowser> =>
	openConsole({ browser, house, as: null, language, ...(expects === undefined ? {} : { expects }) });

const setupCode = () =>
	house.domain.store.write((stores) => newSetupCode(stores, { now: house.clock.now(), randomness: systemRandomness }));

/** An authenticator in the device, with whose owner's finger it is always willing (WebAuthn level 3, 11: WebDriver's virtual authenticators). */
async function virtualAuthenticator(page: Page, isUserVerified = true) {
	const cdp = await page.context().newCDPSession(page);
	await cdp.send("WebAuthn.enable");
	const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
		options: {
			...{ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true },
			...{ isUserVerified, automaticPresenceSimulation: true },
		},
	});
	return {
		credentials: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
		verified: (is: boolean) => cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: is }),
		forget: () => cdp.send("WebAuthn.clearCredentials", { authenticatorId }),
	};
}

const words = {
	en: {
		...{ code: "Set-up code", name: "Your name here", make: "Create a passkey", byPasskey: "Sign in with a passkey" },
		...{ menu: /^Account of/, out: "Sign out", signIn: "Sign in", overview: "Overview" },
	},
	ja: {
		...{ code: "初期設定コード", name: "管理者としての名前", make: "パスキーを作成", byPasskey: "パスキーでサインイン" },
		...{ menu: /アカウント/, out: "サインアウト", signIn: "サインイン", overview: "概要" },
	},
} as const;

for (const language of ["en", "ja"] as const) {
	test(`first-run set-up with a passkey, signing out, and in with it again to where one wanted to be (${language})`, { skip }, async () => {
		await using seen = await opened(language);
		const { page } = seen;
		const own = words[language];
		const authenticator = await virtualAuthenticator(page);
		await seen.open("/devices");
		await page.waitForURL(/\/console\/setup$/);
		await seen.look("setup", { inBothLanguages: true });
		await page.getByLabel(own.code).fill(((await setupCode()) ?? "").toLowerCase());
		await page.getByLabel(own.name).fill("花子");
		await page.getByRole("button", { name: own.make }).click();
		await page.getByRole("heading", { level: 1, name: own.overview }).waitFor();
		const [credential] = await authenticator.credentials();
		assert.deepEqual([credential?.rpId, credential?.isResidentCredential], ["localhost", true]);
		const before = await sessionOf(page);

		await page.getByRole("button", { name: own.menu }).click();
		await page.getByRole("menuitem", { name: own.out }).click();
		await page.waitForURL(/\/console\/sign-in/);
		assert.equal(await sessionOf(page), undefined);
		await seen.open("/audit?action=administrators%20sign-in");
		await page.waitForURL(/\/console\/sign-in\?to=/);
		await seen.look("sign-in", { inBothLanguages: true });
		await page.getByRole("button", { name: own.byPasskey }).click();
		await page.waitForURL(/\/console\/audit\?action=administrators/);
		await page.getByRole("row").nth(1).waitFor();
		const after = await sessionOf(page);
		assert.ok(after !== undefined && after !== before, "each sign-in is a session of its own");
		assert.equal((await authenticator.credentials())[0]?.signCount, 2);
		await seen.look("audit", { inBothLanguages: true });
		for (const path of ["/account", "/administrators"]) {
			await seen.open(path);
			await seen.look(path.slice(1), { inBothLanguages: true });
		}
		assert.deepEqual(seen.complaints, []);
	});
}

test("somebody who was invited sets a password and an authenticator app by the code that is drawn", { skip }, async () => {
	const owner = await signedIn(house, await hire(house, "owner@contoso.example", "owner"));
	const invited = await owner.send("POST", "/administrators", { body: { name: "jiro@contoso.example", role: "helpdesk" } });
	await using seen = await opened("en");
	const { page } = seen;
	await seen.open(new URL(invited.json.link).href.slice(`${house.url}/console`.length));
	await page.getByRole("heading", { level: 1, name: "Welcome, jiro@contoso.example" }).waitFor();
	await seen.look("invitation");
	await page.getByText("Password and authenticator app").click();
	await page.getByLabel("Password", { exact: true }).fill(password);
	await page.getByLabel("The password again").fill(password);
	await page.getByRole("button", { name: "Set the password" }).click();
	await page.getByRole("img", { name: /QR code/ }).waitFor();
	await seen.look("authenticator");
	const secret = ((await page.locator("code").first().textContent()) ?? "").replaceAll(" ", "");
	const now = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: house.clock.now() });
	await page.getByLabel("The code that the app shows now").fill(now);
	await page.getByRole("button", { name: "Finish" }).click();
	await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
	assert.deepEqual(seen.complaints, []);
	const asked = await page.evaluate<number>("performance.getEntriesByType('resource').filter(({ name }) => name.includes('XXXXX')).length");
	assert.equal(asked, 0);
});

test("whoever has no passkey, is not verified, or has one that was revoked is told so in words, and does not come in", {
	skip,
}, async () => {
	await using seen = await opened("en", /^422 \/api\/v1\/session\/passkey$/);
	const { page } = seen;
	await hire(house, "owner@contoso.example", "owner");
	const hired = await hire(house, "hanako", "helpdesk");
	const authenticator = await virtualAuthenticator(page);
	await seen.open("/sign-in");
	await page.getByRole("button", { name: "Sign in with a passkey" }).click();
	await page.getByText("No passkey was used.").waitFor();

	await page.context().addCookies([await cookieOf(hired)]);
	await seen.open("/account");
	await page.getByRole("button", { name: "Add a passkey" }).click();
	await page.getByRole("dialog").getByLabel("Name").fill("Work laptop");
	await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
	await page.getByText("Work laptop").first().waitFor();
	const [passkey] = await house.domain.store.read.passkeys.listOf(hired.administrator.id);
	assert.equal(passkey?.name, "Work laptop");
	await page.context().clearCookies();
	await authenticator.verified(false);
	await seen.open("/sign-in");
	await page.getByRole("button", { name: "Sign in with a passkey" }).click();
	await page.getByText("No passkey was used.").waitFor();
	await authenticator.verified(true);
	await house.domain.store.write((stores) => stores.passkeys.deleteOf(hired.administrator.id));
	await page.getByRole("button", { name: "Sign in with a passkey" }).click();
	await page.getByText("This passkey cannot be used here.").waitFor();
	assert.equal(await sessionOf(page), undefined);
	assert.deepEqual(seen.complaints, []);
});

test("the way back after signing in leads nowhere but into the console", { skip }, async () => {
	const hired = await hire(house, "owner@contoso.example", "owner");
	for (const to of ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]) {
		await using seen = await opened("en");
		const { page } = seen;
		await seen.open(`/sign-in?to=${encodeURIComponent(to)}`);
		await page.getByLabel("Name").fill("owner@contoso.example");
		await page.getByLabel("Password").fill(password);
		await page.getByRole("button", { name: "Continue" }).click();
		house.clock.move(60_000);
		await page
			.getByLabel("One-time code")
			.fill(new TOTP({ secret: Secret.fromBase32(hired.secret) }).generate({ timestamp: house.clock.now() }));
		await page.getByRole("button", { name: "Sign in", exact: true }).click();
		await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
		assert.equal(page.url(), `${house.url}/console/`, to);
		assert.deepEqual(seen.complaints, []);
	}
});

test("a session that somebody planted is not the one that a person signs in to, and another site's page changes nothing", {
	skip,
}, async () => {
	const attacker = await signedIn(house, await hire(house, "attacker", "readonly"));
	const hired = await hire(house, "owner@contoso.example", "owner");
	const browserOfVictim = client(house);
	const planted = attacker.cookies.get(consoleCookie) ?? "";
	await using seen = await opened("en");
	const { page } = seen;
	await page.context().addCookies([{ ...(await cookieOf(hired)), value: planted }]);
	await seen.open("/sign-in");
	await page.getByLabel("Name").fill("owner@contoso.example");
	await page.getByLabel("Password").fill(password);
	await page.getByRole("button", { name: "Continue" }).click();
	await page
		.getByLabel("One-time code")
		.fill(new TOTP({ secret: Secret.fromBase32(hired.secret) }).generate({ timestamp: house.clock.now() }));
	await page.getByRole("button", { name: "Sign in", exact: true }).click();
	await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
	const own = (await sessionOf(page)) ?? "";
	assert.notEqual(own, planted);
	assert.equal((await attacker.send("GET", "/session")).status, 401);

	// A page of another site: the browser itself says so, and sends no strict cookie with it.
	browserOfVictim.cookies.set(consoleCookie, own);
	const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example", "x-genkan-console": "1" };
	const forged = await browserOfVictim.send("DELETE", "/session", { headers });
	assert.deepEqual([forged.status, forged.json.code], [403, "cross-site"]);
	const foreign = await page.context().newPage();
	await foreign.goto("about:blank");
	await foreign.evaluate(
		`(() => { const form = document.createElement("form"); form.method = "post"; form.action = "${house.url}/api/v1/session/provider"; document.body.append(form); form.submit(); })()`,
	);
	await foreign.waitForURL(/session\/provider/);
	assert.match(await foreign.content(), /media-type/, "a form is not JSON");
	assert.equal((await browserOfVictim.send("GET", "/session")).status, 200);
});

async function sessionOf(page: Page): Promise<string | undefined> {
	return (await page.context().cookies()).find(({ name }) => name === consoleCookie)?.value;
}

async function cookieOf(hired: Awaited<ReturnType<typeof hire>>) {
	return sessionCookie(house, (await signedIn(house, hired)).cookies);
}
