import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newSetupCode } from "../../src/administrators/setup.ts";
import { systemRandomness } from "../../src/domain.ts";
import { type House, openHouse } from "../e2e/harness.ts";
import { type Client, client, consoleCookie, hire, password, signedIn } from "./console-client.ts";
import { type Misbehaviour, softwareAuthenticator } from "./software-authenticator.ts";

let house: House;
const minute = 60_000;
const ceremonyCookie = "__Host-genkan-ceremony";

before(async () => {
	house = await openHouse();
});
after(() => house[Symbol.asyncDispose]());

async function begin(browser: Client) {
	const begun = await browser.send("POST", "/session/passkey/options");
	assert.equal(begun.status, 200, begun.text);
	return begun.json.options;
}

const sent = (browser: Client, credential: unknown) => browser.send("POST", "/session/passkey", { body: { credential } });

/** Somebody signed in, who has registered this authenticator. */
async function registered(name: string) {
	const hired = await hire(house, name, "administrator");
	const browser = await signedIn(house, hired);
	const authenticator = softwareAuthenticator(house.url);
	const { options } = (await browser.send("POST", "/account/passkeys/options")).json;
	const added = await browser.send("POST", "/account/passkeys", {
		body: { name: "花子のiPhone", credential: authenticator.create(options) },
	});
	assert.equal(added.status, 201, added.text);
	return { hired, browser, authenticator, passkey: added.json };
}

test("the first administrator comes by the code and a passkey, is signed in with it, and comes again by it alone", async () => {
	const { store, clock } = house.domain;
	const code = await store.write((stores) => newSetupCode(stores, { now: clock.now(), randomness: systemRandomness }));
	const browser = client(house);
	const wrong = await browser.send("POST", "/setup/passkey", { body: { code: "22222-22222-22222-22222", name: "first" } });
	assert.deepEqual([wrong.status, wrong.json.code], [403, "setup-code-wrong"]);
	const begun = await browser.send("POST", "/setup/passkey", { body: { code, name: "First" } });
	const { options } = begun.json;
	assert.deepEqual(
		[options.rp.id, options.user.name, options.authenticatorSelection.userVerification, options.authenticatorSelection.residentKey],
		["localhost", "first", "required", "required"],
	);
	const authenticator = softwareAuthenticator(house.url);
	const credential = authenticator.create(options);
	const both = { code, name: "first", passkey: { name: "Laptop", credential }, password };
	assert.equal((await browser.send("POST", "/setup", { body: both })).status, 400, "one way or the other");
	const made = await browser.send("POST", "/setup", { body: { code, name: "first", passkey: { name: "Laptop", credential } } });
	assert.deepEqual([made.status, made.json.state, made.json.secret], [201, "signed-in", null], made.text);
	const session = await browser.send("GET", "/session");
	assert.deepEqual([session.json.administrator.name, session.json.administrator.role], ["first", "owner"]);

	const another = client(house);
	const answer = await sent(another, authenticator.get(await begin(another)));
	assert.deepEqual([answer.status, answer.json.state], [200, "signed-in"], answer.text);
	assert.deepEqual([...another.cookies.keys()], [consoleCookie]);
	const byPassword = await client(house).send("POST", "/session", { body: { name: "first", password: "" } });
	assert.equal(byPassword.status, 401, "there is no password, not an empty one");
});

test("an answer is good once, in the browser that began, within five minutes", async () => {
	const { authenticator } = await registered("once");
	const browser = client(house);
	const credential = authenticator.get(await begin(browser));
	const kept = browser.cookies.get(ceremonyCookie) ?? "";
	assert.equal((await sent(client(house), credential)).json.code, "ceremony-over", "another browser");
	const other = client(house);
	await begin(other);
	assert.equal((await sent(other, credential)).json.code, "passkey-refused", "another browser with a challenge of its own");
	assert.equal((await sent(browser, credential)).status, 200);
	const thief = client(house);
	thief.cookies.set(ceremonyCookie, kept);
	assert.equal((await sent(thief, credential)).json.code, "ceremony-over", "the same again, cookie and all");

	const late = client(house);
	const slow = authenticator.get(await begin(late));
	house.clock.move(5 * minute);
	assert.equal((await sent(late, slow)).json.code, "ceremony-over");
	const forged = client(house);
	forged.cookies.set(ceremonyCookie, Buffer.from("{}").toString("base64url"));
	assert.equal((await sent(forged, slow)).json.code, "ceremony-over");
});

test("a wrong answer spends its challenge as well", async () => {
	const { authenticator } = await registered("spent");
	const browser = client(house);
	const options = await begin(browser);
	const kept = browser.cookies.get(ceremonyCookie) ?? "";
	assert.equal((await sent(browser, authenticator.get(options, { forged: true }))).json.code, "passkey-refused");
	browser.cookies.set(ceremonyCookie, kept);
	assert.equal((await sent(browser, authenticator.get(options))).json.code, "ceremony-over");
});

const wrongs: readonly (readonly [string, Misbehaviour])[] = [
	["another origin, as of a page that imitates this one", { origin: "https://localhost.evil.example" }],
	["the same host on another port", { origin: "https://localhost:1" }],
	["another host's passkey", { rpId: "evil.example" }],
	["a person who was not verified", { unverified: true }],
	["another key", { forged: true }],
	["a passkey that says it is somebody else's", { userHandle: Buffer.from("someone").toString("base64url") }],
];
for (const [what, wrong] of wrongs) {
	test(`nobody comes in by ${what}`, async () => {
		const { authenticator } = await registered(`wrong-${wrongs.findIndex(([one]) => one === what)}`);
		const browser = client(house);
		const answer = await sent(browser, authenticator.get(await begin(browser), wrong));
		assert.deepEqual([answer.status, answer.json.code], [422, "passkey-refused"]);
		assert.equal(browser.cookies.has(consoleCookie), false);
	});
}

test("a copy of a key shows by its counter", async () => {
	const { authenticator } = await registered("copied");
	const browser = client(house);
	assert.equal((await sent(browser, authenticator.get(await begin(browser), { counter: 40 }))).status, 200);
	const copy = client(house);
	for (const counter of [40, 39])
		assert.equal((await sent(copy, authenticator.get(await begin(copy), { counter }))).json.code, "passkey-refused");
	assert.equal((await sent(copy, authenticator.get(await begin(copy), { counter: 41 }))).status, 200);
});

test("whoever is kept out does not come in by a passkey, and does again when let in", async () => {
	const { hired, authenticator } = await registered("kept-out");
	const owner = await signedIn(house, await hire(house, "boss", "owner"));
	const { id } = hired.administrator;
	const change = async (body: object) => {
		const { headers } = await owner.send("GET", `/administrators/${id}`);
		return owner.send("PATCH", `/administrators/${id}`, { body, headers: { "if-match": String(headers["etag"]) } });
	};
	assert.equal((await change({ enabled: false })).status, 200);
	const browser = client(house);
	assert.equal((await sent(browser, authenticator.get(await begin(browser)))).json.code, "passkey-refused");
	assert.equal((await change({ enabled: true })).status, 200);
	assert.equal((await sent(browser, authenticator.get(await begin(browser)))).status, 200);
});

test("one's own passkeys are listed, renamed and removed, another's are not there, and the last way in stays", async () => {
	const { browser, passkey } = await registered("own");
	const { browser: stranger } = await registered("stranger");
	const own = `/account/passkeys/${passkey.id}`;
	for (const [method, body] of [
		["PATCH", { name: "x" }],
		["DELETE", undefined],
	] as const)
		assert.deepEqual((await stranger.send(method, own, { body })).json.code, "passkey-unknown");
	assert.equal((await browser.send("PATCH", own, { body: { name: "金庫" } })).status, 200);
	const account = await browser.send("GET", "/account");
	assert.deepEqual([account.json.password, account.json.passkeys.map(({ name }: { name: string }) => name)], [true, ["金庫"]]);
	assert.equal((await browser.send("DELETE", "/account/password")).status, 200);
	assert.equal((await browser.send("GET", "/session")).status, 200, "one stays where one is");
	assert.deepEqual((await browser.send("DELETE", own)).json.code, "last-way-in");
	assert.equal((await browser.send("GET", "/account")).json.passkeys.length, 1);
	const entries = await house.domain.store.read.audit.list({ actions: ["administrators credentials"], target: "own", limit: 10 });
	assert.equal(entries.length, 3);
});

test("whoever has one passkey and no password cannot lose both at once", async () => {
	const { browser, passkey } = await registered("both");
	const answers = await Promise.all([
		browser.send("DELETE", "/account/password"),
		browser.send("DELETE", `/account/passkeys/${passkey.id}`),
	]);
	assert.equal(answers.filter(({ status }) => status === 200).length, 1, answers.map(({ text }) => text).join());
});

test("a passkey is registered in the session that began it, by whoever began it", async () => {
	const one = await signedIn(house, await hire(house, "begins", "helpdesk"));
	const other = await signedIn(house, await hire(house, "ends", "helpdesk"));
	const { options } = (await one.send("POST", "/account/passkeys/options")).json;
	other.cookies.set(ceremonyCookie, one.cookies.get(ceremonyCookie) ?? "");
	const credential = softwareAuthenticator(house.url).create(options);
	assert.equal((await other.send("POST", "/account/passkeys", { body: { name: "x", credential } })).json.code, "ceremony-over");
	const unverified = await one.send("POST", "/account/passkeys/options");
	const weak = softwareAuthenticator(house.url).create(unverified.json.options, { unverified: true });
	assert.equal((await one.send("POST", "/account/passkeys", { body: { name: "x", credential: weak } })).json.code, "passkey-refused");
});

test("the same authenticator is registered once", async () => {
	const { browser, authenticator } = await registered("twice");
	const { options } = (await browser.send("POST", "/account/passkeys/options")).json;
	assert.equal(options.excludeCredentials.length, 1);
	const again = await browser.send("POST", "/account/passkeys", { body: { name: "x", credential: authenticator.create(options) } });
	assert.equal(again.json.code, "passkey-exists");
});

test("what lets somebody in is asked of whoever signed in lately", async () => {
	const owner = await signedIn(house, await hire(house, "waits", "owner"));
	for (let n = 0; n < 2; n++) {
		house.clock.move(20 * minute);
		assert.equal((await owner.send("GET", "/session")).status, 200);
	}
	const asked: readonly (readonly [string, string, unknown])[] = [
		["POST", "/tokens", { name: "x", scopes: ["tries.read"] }],
		["POST", "/administrators", { name: "x", role: "owner" }],
		["POST", "/account/passkeys/options", undefined],
		["POST", "/account/password", { password, current: password }],
		["DELETE", "/account/password", undefined],
	];
	for (const [method, path, body] of asked) assert.equal((await owner.send(method, path, { body })).json.code, "sign-in-again", path);
});

test("a cookie that somebody put into the browser before is not the session after: neither of the session nor of the first step", async () => {
	const { authenticator } = await registered("fixed");
	const attacker = await signedIn(house, await hire(house, "attacker", "readonly"));
	const planted = attacker.cookies.get(consoleCookie) ?? "";
	const victim = client(house);
	victim.cookies.set(consoleCookie, planted);
	assert.equal((await sent(victim, authenticator.get(await begin(victim)))).status, 200);
	assert.notEqual(victim.cookies.get(consoleCookie), planted);
	assert.equal((await attacker.send("GET", "/session")).status, 401, "the one that was planted is over");
	assert.equal((await victim.send("GET", "/session")).json.administrator.name, "fixed");
});
