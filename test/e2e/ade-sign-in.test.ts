import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTerms } from "../../src/tenant/terms.ts";
import { type AdeHouse, openAdeHouse } from "./ade-house.ts";
import { password } from "./harness.ts";

/** A phone in Setup Assistant, in every way in which its user can sign in, from “Hello” to managed. */
let ade: AdeHouse;

before(async () => {
	ade = await openAdeHouse();
	await ade.addProfile("web", { signIn: "web" });
	await ade.addProfile("legacy", { signIn: "legacy" });
	await ade.addProfile("kiosk", { signIn: "none" });
	await ade.house.addUser("hana@contoso.example");
});
after(() => ade[Symbol.asyncDispose]());

const upn = "hana@contoso.example";
let made = 0;

/** A phone of its own, assigned to this profile. */
async function assigned(profileId: string, change: Parameters<AdeHouse["phone"]>[1] = {}) {
	const number = String(++made).padStart(4, "0");
	const serial = `F2LXW${number}A`;
	const udid = `00008110-0000000000${number}00`;
	await ade.assign(serial, profileId);
	return { serial, udid, phone: ade.phone(profileId, { serial, udid, ...change }) };
}

async function tryOf(serial: string) {
	const { attempts } = ade.house.domain.store.read;
	const [attempt] = await attempts.list({ serial, limit: 1 });
	assert.ok(attempt, `no try of ${serial}`);
	return { attempt, steps: await attempts.steps(attempt.id) };
}

test("web sign-in: the phone's description, name and password, and the phone is managed as the organisation's own", async () => {
	const { serial, phone } = await assigned("web");
	const done = await phone.setUp({ upn, password });
	assert.ok(done.ok, JSON.stringify(done));
	const { attempt, steps } = await tryOf(serial);
	assert.deepEqual([attempt.journey, attempt.state, attempt.upn, attempt.reference], ["ade-sign-in", "enrolled", upn, done.reference]);
	assert.deepEqual(
		steps.map(({ name }) => name),
		["device-described", "signed-in", "profile-downloaded", "ca-certificate-fetched", "identity-issued", "authenticated", "managed"],
	);
	const device = await ade.house.domain.store.read.devices.bySerial(serial);
	assert.deepEqual([device?.state, device?.ownership, device?.attemptId], ["managed", "company", attempt.id]);
	const [known] = await ade.house.domain.store.read.adeDevices.bySerial(serial);
	assert.ok(known?.contactedAt && known.lastContactAt);
});

test("the plain form of Setup Assistant: asked by 401, wrong once, right then", async () => {
	const { serial, phone } = await assigned("legacy", { misbehaves: [{ kind: "wrong-password", times: 1 }] });
	const done = await phone.setUp({ upn, password });
	assert.ok(done.ok, JSON.stringify(done));
	const { attempt, steps } = await tryOf(serial);
	assert.deepEqual([attempt.journey, attempt.state, attempt.upn], ["ade-sign-in", "enrolled", upn]);
	assert.deepEqual(
		steps.slice(0, 4).map(({ name }) => name),
		["device-described", "refused", "signed-in", "profile-downloaded"],
	);
});

test("without a user: the profile comes at once, and the device is nobody's and the organisation's", async () => {
	const { serial, phone } = await assigned("kiosk");
	const done = await phone.setUp();
	assert.ok(done.ok, JSON.stringify(done));
	const { attempt } = await tryOf(serial);
	assert.deepEqual([attempt.journey, attempt.state, attempt.upn, attempt.userId], ["ade-userless", "enrolled", null, null]);
	const device = await ade.house.domain.store.read.devices.bySerial(serial);
	assert.deepEqual([device?.state, device?.ownership, device?.userId], ["managed", "company", null]);
});

test("a second factor works on the pages, and is refused by name where there is only the plain form", async () => {
	const careful = "mei@contoso.example";
	await ade.house.addUser(careful);
	const code = await ade.addSecondFactor(careful);
	const web = await assigned("web");
	const done = await web.phone.setUp({ upn: careful, password, code });
	assert.ok(done.ok, JSON.stringify(done));

	ade.house.clock.move(60_000);
	const plain = await assigned("legacy", { language: "ja" });
	const refused = await plain.phone.setUp({ upn: careful, password });
	assert.ok(!refused.ok && refused.at === "phone");
	const { attempt } = await tryOf(plain.serial);
	assert.deepEqual([attempt.state, attempt.code, attempt.upn], ["refused", "mfa-not-possible-here", careful]);
	// What the person reads on the phone, in its language, with the reference.
	assert.match(JSON.stringify(refused.failure), new RegExp(`アカウント.*${attempt.reference}`));
});

test("a wrong password, and a name that does not exist, look the same and are told apart on record", async () => {
	const wrong = await assigned("web", { misbehaves: [{ kind: "wrong-password" }] });
	const refused = await wrong.phone.setUp({ upn, password });
	assert.ok(!refused.ok && refused.at === "page" && refused.page.code === "sign-in-failed");
	assert.equal((await tryOf(wrong.serial)).attempt.code, "sign-in-failed");

	const unknown = await assigned("web");
	const stranger = await unknown.phone.setUp({ upn: "nobody@contoso.example", password });
	assert.ok(!stranger.ok && stranger.at === "page");
	const plain = (html: string, name: string) => html.replaceAll(/[A-Z0-9]{2}-[A-Z0-9]{4}|visit\/[\w-]{43}/g, "").replaceAll(name, "");
	assert.equal(plain(stranger.page.html, "nobody@contoso.example"), plain(refused.page.html, upn));
	assert.equal((await tryOf(unknown.serial)).attempt.code, "user-not-found");
});

test("a profile whose user may not enroll says why, on the page and in the plain form", async () => {
	await ade.house.addUser("poor@contoso.example", { licences: "" });
	const web = await assigned("web");
	const page = await web.phone.setUp({ upn: "poor@contoso.example", password });
	assert.ok(!page.ok && page.at === "page" && page.page.kind === "refused");
	assert.equal(page.page.code, "user-not-licensed");
	assert.equal(page.page.reference, (await tryOf(web.serial)).attempt.reference);
	const plain = await assigned("legacy");
	const told = await plain.phone.setUp({ upn: "poor@contoso.example", password });
	assert.ok(!told.ok && told.at === "phone");
	assert.equal((await tryOf(plain.serial)).attempt.code, "user-not-licensed");
});

test("an erased phone that another person sets up is that person's from then on, in the same record", async () => {
	await ade.house.addUser("ken@contoso.example");
	const { serial, phone } = await assigned("web");
	assert.ok((await phone.setUp({ upn, password })).ok);
	const { devices, users } = ade.house.domain.store.read;
	const before = await devices.bySerial(serial);
	ade.house.clock.move(60_000);
	const done = await phone.setUp({ upn: "ken@contoso.example", password });
	assert.ok(done.ok, JSON.stringify(done));
	const after = await devices.bySerial(serial);
	assert.equal(after?.id, before?.id);
	assert.equal(after?.userId, (await users.byUpn("ken@contoso.example"))?.id);
	assert.notEqual(after?.fingerprint, before?.fingerprint);
});

test("wrong passwords in the plain form are counted as on pages: after ten the phone is told, and is not asked again", async () => {
	await ade.house.addUser("guess@contoso.example");
	const { serial, phone } = await assigned("legacy", { misbehaves: [{ kind: "wrong-password" }] });
	for (let rounds = 0; rounds < 3; rounds++) {
		const asked = await phone.setUp({ upn: "guess@contoso.example", password });
		assert.ok(!asked.ok && asked.at === "credentials", JSON.stringify(asked));
		ade.house.clock.move(1_000);
	}
	const told = await phone.setUp({ upn: "guess@contoso.example", password });
	assert.ok(!told.ok && told.at === "phone", JSON.stringify(told));
	const { attempt } = await tryOf(serial);
	const saw = attempt.decision?.findings.find(({ check }) => check === "sign-in-failed")?.saw as { readonly kind: string };
	assert.deepEqual([attempt.code, saw.kind], ["sign-in-failed", "sign-in-throttled"]);
	assert.match(JSON.stringify(told.failure), new RegExp(attempt.reference));
});

// The last one: from here on there are terms.
test("terms are shown and accepted on the pages", async () => {
	const { domain } = ade.house;
	const title = { en: "Work phones", ja: "業務用の電話" };
	await domain.store.write((stores) =>
		setTerms(stores, { id: "work", title, body: { en: "Be kind.", ja: "大切に。" }, now: domain.clock.now() }),
	);
	const { serial, phone } = await assigned("web");
	const done = await phone.setUp({ upn, password });
	assert.ok(done.ok, JSON.stringify(done));
	assert.ok((await tryOf(serial)).steps.some(({ name }) => name === "terms-accepted"));
	await ade.house.addUser("other@contoso.example");
	const declines = await assigned("web", { misbehaves: [{ kind: "declines-terms" }] });
	const refused = await declines.phone.setUp({ upn: "other@contoso.example", password });
	assert.ok(!refused.ok && refused.at === "page");
	assert.equal(refused.page.code, "terms-not-accepted");
});
