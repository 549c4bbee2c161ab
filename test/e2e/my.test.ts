import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import type { Browser } from "playwright-core";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone, type Phone } from "../../simulator/phone.ts";
import { hashPassword } from "../../src/credentials/password.ts";
import { newTotp } from "../../src/credentials/totp.ts";
import { changeUser } from "../../src/directory/change-user.ts";
import { eventually } from "../eventually.ts";
import { attempt } from "../store/rows.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { type House, openHouse, password } from "./harness.ts";
import { type Visitor, visitor } from "./my-visitor.ts";

let house: House;
let browser: Browser | undefined;
const phones: Phone[] = [];

before(async () => {
	house = await openHouse();
	for (const upn of ["hana@contoso.example", "ken@contoso.example"]) await house.addUser(upn);
	house.apns.onPush(({ token, magic }) => {
		phones
			.find((phone) => phone.state().token === token)
			?.onPush(magic)
			.catch(() => undefined);
	});
	browser = noChromium() === false ? await launchChromium() : undefined;
});
after(async () => {
	for (const phone of phones) phone.close();
	await browser?.close();
	await house[Symbol.asyncDispose]();
});

/** A phone that is enrolled in this name. */
async function enrolled(upn: string, seed: string): Promise<{ readonly phone: Phone; readonly id: string }> {
	const [device] = makeFleet(seed, 1);
	assert.ok(device !== undefined);
	const phone = createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url });
	phones.push(phone);
	const ended = await enroll(phone, { upn, password });
	assert.ok(ended.ok);
	const record = await house.domain.store.read.devices.byUdid(device.udid);
	assert.ok(record !== undefined);
	return { phone, id: record.id };
}

const recordOf = async (id: string) => (await house.domain.store.read.devices.byId(id)) ?? assert.fail("no device");

async function signedIn(upn: string): Promise<Visitor> {
	const person = visitor(house);
	const page = await person.post("/my/sign-in", { upn, password });
	assert.equal(page.status, 303, page.text);
	return person;
}

test("a person sees their own devices, what counts, and nothing of anybody else", async () => {
	const { id } = await enrolled("hana@contoso.example", "my-1");
	const other = await enrolled("ken@contoso.example", "my-2");
	const hana = await signedIn("hana@contoso.example");
	const { text } = await hana.get("/my");
	assert.match(text, /data-page="my-devices"/);
	assert.match(text, /1 of \d+ devices/);
	assert.ok(text.includes(id) && !text.includes(other.id));
	for (const action of ["rename", "remove", "lock", "reset-passcode", "check"]) {
		const asked = await hana.get(`/my/devices/${other.id}/${action}`);
		assert.match(asked.text, /id="failed"/, action);
		await hana.post(`/my/devices/${other.id}/${action}`, { name: "mine now" });
	}
	const untouched = await recordOf(other.id);
	assert.deepEqual([untouched.state, untouched.label], ["managed", null]);
	assert.equal(
		(await house.domain.store.read.commands.ofDevice(other.id, 100)).filter(({ requestType }) => requestType === "DeviceLock").length,
		0,
	);
});

test("rename, lock, reset of the passcode, the question how it is, and removal reach the phone and are on record", async () => {
	const { id } = await enrolled("hana@contoso.example", "my-3");
	const hana = await signedIn("hana@contoso.example");
	const renamed = await hana.post(`/my/devices/${id}/rename`, { name: "営業の<b>電話</b>" });
	assert.match(renamed.text, /id="done"/);
	assert.ok((await hana.get("/my")).text.includes("営業の&lt;b&gt;電話&lt;/b&gt;"), "markup in a name is text");
	for (const [action, requestType] of [
		["lock", "DeviceLock"],
		["reset-passcode", "ClearPasscode"],
		["check", "DeviceInformation"],
	] as const) {
		assert.match((await hana.post(`/my/devices/${id}/${action}`)).text, /id="done"/, action);
		await eventually(`${requestType} is answered`, async () => {
			const all = await house.domain.store.read.commands.ofDevice(id, 100);
			const asked = all.filter((one) => one.requestType === requestType);
			return asked.length > 0 && asked.every(({ state }) => state === "acknowledged");
		});
	}
	assert.match((await hana.get(`/my/devices/${id}/remove`)).text, /data-page="my-confirm"/);
	assert.equal((await recordOf(id)).state, "managed", "a page that asks changes nothing");
	await hana.post(`/my/devices/${id}/remove`);
	await eventually("the phone leaves", async () => (await recordOf(id)).state === "retired");
	const entries = await house.domain.store.read.audit.list({ limit: 10 });
	assert.deepEqual(
		entries.filter(({ actor }) => actor.name === "hana@contoso.example").map(({ action }) => action),
		["devices retire", "devices sync", "devices clear-passcode", "devices lock", "devices rename"],
	);
});

test("what the organisation owns its user cannot take out of management", async () => {
	const { id } = await enrolled("hana@contoso.example", "my-4");
	await house.domain.store.write((stores) => stores.devices.update(id, { ownership: "company" }));
	const hana = await signedIn("hana@contoso.example");
	assert.doesNotMatch((await hana.get("/my")).text, new RegExp(`${id}/remove`));
	assert.match((await hana.post(`/my/devices/${id}/remove`)).text, /id="failed"/);
	assert.equal((await recordOf(id)).state, "managed");
});

test("a form of another site changes nothing, a wrong password opens nothing, a session that somebody put there before is worth nothing", async () => {
	const { id } = await enrolled("hana@contoso.example", "my-5");
	const hana = await signedIn("hana@contoso.example");
	const foreign = await hana.post(`/my/devices/${id}/remove`, {}, { "sec-fetch-site": "cross-site", origin: "https://evil.example" });
	assert.equal(foreign.status, 403);
	assert.equal((await recordOf(id)).state, "managed");
	const stranger = visitor(house);
	const wrong = await stranger.post("/my/sign-in", { upn: "hana@contoso.example", password: "guess" });
	assert.match(wrong.text, /id="refusal"/);
	assert.doesNotMatch((await stranger.get("/my")).text, new RegExp(id));
	const before = hana.cookies.get("__Host-genkan-my");
	await hana.post("/my/sign-in", { upn: "hana@contoso.example", password });
	assert.notEqual(hana.cookies.get("__Host-genkan-my"), before);
	const old = visitor(house);
	old.cookies.set("__Host-genkan-my", before ?? "");
	assert.match((await old.get("/my")).text, /data-page="my-sign-in"/);
	await hana.post("/my/sign-out");
	assert.match((await hana.get("/my")).text, /data-page="my-sign-in"/);
});

test("whoever was disabled sees nothing any more", async () => {
	const hana = await signedIn("ken@contoso.example");
	const ken = await house.domain.store.read.users.byUpn("ken@contoso.example");
	await house.addUser("ken@contoso.example", { enabled: "no" });
	assert.ok(ken !== undefined);
	assert.match((await hana.get("/my")).text, /data-page="my-sign-in"/);
});

test("whose password was changed is signed out everywhere: whoever knew the old one locks no phone any more", async () => {
	await house.addUser("rei@contoso.example");
	const { id } = await enrolled("rei@contoso.example", "my-password");
	const thief = await signedIn("rei@contoso.example");
	assert.match((await thief.get("/my")).text, /data-page="my-devices"/);
	house.clock.move(1000);
	const { store, clock } = house.domain;
	const change = { passwordHash: await hashPassword("another horse battery") };
	assert.ok((await store.write((stores) => changeUser(stores, { upn: "rei@contoso.example", change, now: clock.now() }))).ok);
	assert.match((await thief.get("/my")).text, /data-page="my-sign-in"/);
	await thief.post(`/my/devices/${id}/lock`);
	const locks = (await store.read.commands.ofDevice(id, 100)).filter(({ requestType }) => requestType === "DeviceLock");
	assert.equal(locks.length, 0);
});

test("who has only typed the password sees and does nothing before the one-time code; a session ends by itself", async () => {
	const upn = "yuki@contoso.example";
	await house.addUser(upn);
	const { id } = await enrolled(upn, "my-code");
	const { store, clock } = house.domain;
	const user = await store.read.users.byUpn(upn);
	assert.ok(user !== undefined);
	const { sealed, secret } = newTotp({ id: user.id, name: upn }, "Genkan", house.domain);
	await store.write((stores) => changeUser(stores, { upn, change: { totp: sealed }, now: clock.now() }));
	house.clock.move(1000);
	const yuki = visitor(house);
	await yuki.post("/my/sign-in", { upn, password });
	const waiting = await yuki.get("/my");
	assert.ok(!waiting.text.includes(id) && waiting.text.includes('id="code"'), "nothing is shown");
	await yuki.post(`/my/devices/${id}/rename`, { name: "taken" });
	assert.equal((await recordOf(id)).label, null, "nothing is done");
	const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() });
	await yuki.post("/my/code", { code });
	assert.ok((await yuki.get("/my")).text.includes(id));
	await yuki.post(`/my/devices/${id}/rename`, { name: "first" });
	await yuki.post(`/my/devices/${id}/rename`, { name: "second" });
	const [second, first] = await store.read.audit.list({ limit: 2, actions: ["devices rename"] });
	assert.deepEqual([second?.detail["name"], first?.undo], [{ before: "first", after: "second" }, null]);
	assert.deepEqual(second?.undo?.slice(-2), ["--", "first"]);
	house.clock.move(24 * 3_600_000);
	assert.match((await yuki.get("/my")).text, /data-page="my-sign-in"/);
});

test("a try in which somebody else typed one's name is none of one's own", async () => {
	await house.addUser("rin@contoso.example");
	const now = house.clock.now();
	await house.domain.store.write(({ attempts }) =>
		attempts.insert(
			attempt("typed", {
				upn: "rin@contoso.example",
				userId: null,
				startedAt: now,
				updatedAt: now,
				state: "refused",
				code: "sign-in-failed",
			}),
		),
	);
	const { reference } = (await house.domain.store.read.attempts.byId("typed")) ?? assert.fail("it is on record");
	const rin = await signedIn("rin@contoso.example");
	assert.ok(!(await rin.get("/my")).text.includes(reference));
});

test("a try that was refused is told with what to do", async () => {
	await house.addUser("mei@contoso.example", { licences: "" });
	const [device] = makeFleet("my-6", 1);
	assert.ok(device !== undefined);
	const phone = createPhone({ ...device, roots: [house.root], portalUrl: house.url });
	phones.push(phone);
	const ended = await enroll(phone, { upn: "mei@contoso.example", password });
	const mei = await signedIn("mei@contoso.example");
	const { text } = await mei.get("/my");
	assert.ok(text.includes(ended.reference ?? "-"));
	assert.match(text, /licen[cs]e/i);
	assert.match(text, /action="\/my\/report"/);

	const boundary = "----genkan";
	const message = "conection to the server could not be establised";
	const body = `--${boundary}\r\ncontent-disposition: form-data; name="message"\r\n\r\n${message}\r\n--${boundary}--\r\n`;
	const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
	const told = await mei.post("/my/report", body, headers);
	assert.match(told.text, /data-cause="user-not-licensed"/);
	assert.match(told.text, /href="\/my"/);
	const attempt = await house.attempt(ended.reference ?? "");
	const steps = await house.domain.store.read.attempts.steps(attempt.id);
	assert.ok(
		steps.some(({ name }) => name === "reported"),
		"it is on their try",
	);
	assert.equal((await visitor(house).post("/my/report", body, headers)).status, 303, "a stranger is asked to sign in");
});

for (const language of ["en", "ja"] as const) {
	test(`the pages can be looked at in ${language}: nothing is wrong with them, wide and narrow, light and dark`, {
		skip: noChromium(),
	}, async () => {
		assert.ok(browser !== undefined);
		const { watchPage } = await import("./watched-page.ts");
		const safari =
			"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
		await using seen = await watchPage({ browser, origin: house.url, userAgent: safari, language, name: `my-${language}` });
		const { page } = seen;
		await page.goto(`${house.url}/my?lang=${language}`);
		await seen.look("sign-in");
		await page.fill("#upn", "hana@contoso.example");
		await page.fill("#password", password);
		await page.click("#sign-in button");
		await page.waitForSelector("[data-page=my-devices]");
		await seen.look("devices");
		await page.click("a[href$='/rename']");
		await page.waitForSelector("[data-page=my-confirm]");
		await seen.look("rename");
		await page.fill("#name", "東京本社営業第一部で使っている、とても長い名前のついた共用のiPhone (予備機)");
		await page.click("#act button");
		await page.waitForSelector("#done");
		assert.equal(new URL(page.url()).pathname, "/my");
		await seen.look("renamed");
		assert.deepEqual(seen.complaints, []);
	});
}
