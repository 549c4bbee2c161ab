import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { updatePolicy } from "../../src/tenant/policies.ts";
import { type AdeHouse, openAdeHouse } from "./ade-house.ts";
import { password } from "./harness.ts";

/** Phones in Setup Assistant whose system is older than the organisation takes. */
let ade: AdeHouse;

before(async () => {
	ade = await openAdeHouse();
	for (const signIn of ["web", "legacy", "none"] as const) await ade.addProfile(signIn, { signIn });
	await ade.house.addUser(upn);
	const { domain } = ade.house;
	const change = { settings: { osMinimum: "18.2" } };
	const outcome = await domain.store.write((stores) =>
		updatePolicy(stores, { kind: "platform-restriction", policy: "Default", change, now: domain.clock.now() }),
	);
	assert.ok(outcome.ok, JSON.stringify(outcome));
});
after(() => ade[Symbol.asyncDispose]());

const upn = "hana@contoso.example";
let made = 0;

async function phoneOf(profileId: string, osVersion: string) {
	const number = String(++made).padStart(4, "0");
	const serial = `F2LXS${number}A`;
	await ade.assign(serial, profileId);
	return { serial, phone: ade.phone(profileId, { serial, udid: `00008110-0000000000${number}03`, osVersion }) };
}

async function codeOf(serial: string) {
	const [attempt] = await ade.house.domain.store.read.attempts.list({ serial, limit: 1 });
	return [attempt?.state, attempt?.code];
}

for (const way of ["none", "legacy"] as const) {
	test(`${way}: a phone that can update itself is told to, does, and enrolls on`, async () => {
		const { serial, phone } = await phoneOf(way, "18.1");
		const first = await phone.setUp({ upn, password });
		assert.deepEqual(first, { ok: false, at: "update", osVersion: "18.2" });
		assert.deepEqual(await codeOf(serial), ["refused", "os-too-old"]);
		ade.house.clock.move(60_000);
		const second = await phone.setUp({ upn, password });
		assert.ok(second.ok, JSON.stringify(second));
		assert.deepEqual(await codeOf(serial), ["enrolled", null]);
	});
}

test("on pages a phone is never told to update itself: the page says what is wrong", async () => {
	const { serial, phone } = await phoneOf("web", "18.1");
	const done = await phone.setUp({ upn, password });
	assert.ok(!done.ok && done.at === "page");
	assert.deepEqual([done.page.kind, done.page.code, done.page.status], ["refused", "os-too-old", 200]);
	assert.match(done.page.html, /18\.2/);
	assert.deepEqual(await codeOf(serial), ["refused", "os-too-old"]);
});

test("a phone before iOS 17 does not say its version in Setup Assistant, and is refused when it does, in words", async () => {
	const { serial, phone } = await phoneOf("none", "16.7");
	const done = await phone.setUp();
	assert.ok(!done.ok && done.at === "phone", JSON.stringify(done));
	const [attempt] = await ade.house.domain.store.read.attempts.list({ serial, limit: 1 });
	assert.deepEqual([attempt?.code, attempt?.decision?.step], ["os-too-old", "ade-authenticate"]);
});
