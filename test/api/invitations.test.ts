import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeAt } from "../administrators/fixture.ts";
import { type House, openHouse } from "../e2e/harness.ts";
import { type Client, client, hire, password, signedIn } from "./console-client.ts";
import { softwareAuthenticator } from "./software-authenticator.ts";

let house: House;
let owner: Client;

before(async () => {
	house = await openHouse();
	owner = await signedIn(house, await hire(house, "hanako", "owner"));
});
after(() => house[Symbol.asyncDispose]());

async function invited(name: string, role: string, by = owner): Promise<string> {
	const made = await by.send("POST", "/administrators", { body: { name, role } });
	assert.equal(made.status, 201, made.text);
	assert.equal(made.json.link, `${house.url}/console/invitation#${made.json.code}`);
	return made.json.code;
}

test("somebody who was invited sets a password and an authenticator of their own, once, with the role of the invitation", async () => {
	const code = await invited("Jiro@contoso.example", "helpdesk");
	const stranger = client(house);
	const look = await stranger.send("POST", "/invitations/look", { body: { code: code.toLowerCase() } });
	assert.deepEqual([look.status, look.json.name, look.json.role], [200, "jiro@contoso.example", "helpdesk"]);
	const weak = await stranger.send("POST", "/invitations/accept", { body: { code, password: "short" } });
	assert.equal(weak.json.code, "password-too-short");
	const more = await stranger.send("POST", "/invitations/accept", { body: { code, password, role: "owner" } });
	assert.equal(more.status, 400);
	const made = await stranger.send("POST", "/invitations/accept", { body: { code, password } });
	assert.deepEqual([made.status, made.json.state], [201, "sign-in"], made.text);
	assert.equal((await stranger.send("POST", "/session", { body: { name: "jiro@contoso.example", password } })).status, 200);
	const signed = await stranger.send("POST", "/session", { body: { code: codeAt(made.json.secret, house.clock.now()) } });
	assert.equal(signed.status, 200, signed.text);
	assert.equal((await stranger.send("GET", "/session")).json.administrator.role, "helpdesk");
	const again = await client(house).send("POST", "/invitations/accept", { body: { code, password } });
	assert.deepEqual([again.status, again.json.code], [404, "invitation-unknown"]);
	const [entry] = await house.domain.store.read.audit.list({ actions: ["administrators invite"], limit: 1 });
	assert.deepEqual([entry?.actor.name, entry?.target], ["hanako", "jiro@contoso.example"]);
	assert.ok(!JSON.stringify(entry).includes(code.slice(0, 5)));
});

test("somebody who was invited comes by a passkey, and what was begun with one code is not ended with another", async () => {
	const [one, other] = [await invited("one", "readonly"), await invited("other", "owner")];
	const browser = client(house);
	const begun = await browser.send("POST", "/invitations/passkey", { body: { code: one } });
	const passkey = { name: "Key", credential: softwareAuthenticator(house.url).create(begun.json.options) };
	const crossed = await browser.send("POST", "/invitations/accept", { body: { code: other, passkey } });
	assert.equal(crossed.json.code, "passkey-refused");
	const anew = await browser.send("POST", "/invitations/passkey", { body: { code: one } });
	const right = { name: "Key", credential: softwareAuthenticator(house.url).create(anew.json.options) };
	const made = await browser.send("POST", "/invitations/accept", { body: { code: one, passkey: right } });
	assert.deepEqual([made.status, made.json.state], [201, "signed-in"], made.text);
	assert.equal((await browser.send("GET", "/session")).json.administrator.name, "one");
});

test("an invitation is over after a day, when it is withdrawn, and when another of the same name is made", async () => {
	const [first, second] = [await invited("late", "readonly"), await invited("LATE", "readonly")];
	const accepted = async (code: string) => (await client(house).send("POST", "/invitations/look", { body: { code } })).status;
	assert.deepEqual([await accepted(first), await accepted(second)], [404, 200]);
	const { items } = (await owner.send("GET", "/invitations")).json;
	const [late] = items.filter(({ name }: { name: string }) => name === "late");
	assert.equal(late.invitedBy, "hanako");
	assert.equal((await owner.send("DELETE", `/invitations/${late.id}`)).status, 200);
	assert.equal(await accepted(second), 404);
	const third = await invited("late", "readonly");
	house.clock.move(24 * 3_600_000);
	assert.equal(await accepted(third), 404);
});

test("codes are not tried without end, and whoever tries keeps nobody else out", async () => {
	const fresh = await signedIn(house, await hire(house, "second", "owner"));
	const code = await invited("guessed", "readonly", fresh);
	const stranger = client(house);
	const answers = [];
	for (let n = 0; n < 12; n++) answers.push((await stranger.send("POST", "/invitations/look", { body: { code: "WRONG" } })).status);
	assert.deepEqual([answers.at(0), answers.at(-1)], [404, 429]);
	// By the same address it is throttled too; the code itself stays good.
	assert.equal((await stranger.send("POST", "/invitations/look", { body: { code } })).status, 429);
	house.clock.move(16 * 60_000);
	assert.equal((await stranger.send("POST", "/invitations/look", { body: { code } })).status, 200);
});

test("one person has so many tokens, those that are over do not count, and what a script changes is on record with its token", async () => {
	const fresh = await signedIn(house, await hire(house, "scripts", "owner"));
	const made = [];
	for (let n = 0; n < 51; n++)
		made.push(await fresh.send("POST", "/tokens", { body: { name: `${n}`, scopes: ["settings.change", "fixes.preview"], days: 1 } }));
	assert.deepEqual([made[49]?.status, made[50]?.json.code], [201, "too-many-tokens"]);
	const [first] = made;
	const script = client(house, { authorization: `Bearer ${first?.json.secret}` });
	const { store } = house.domain;
	assert.equal((await script.send("POST", "/domains", { body: { name: "fabrikam.example" } })).status, 200);
	const [entry] = await store.read.audit.list({ target: "fabrikam.example", limit: 1 });
	assert.deepEqual([entry?.actor.name, entry?.detail["byToken"]], ["scripts", first?.json.id.slice(-8)]);
	const answers = [];
	for (let n = 0; n < 62; n++)
		answers.push((await script.send("POST", "/fixes?preview=true", { body: { what: "K7-4QPM", number: 1 } })).json.code);
	assert.deepEqual([answers[59], answers[60]], ["not-done", "too-fast"]);
	assert.equal((await store.read.apiTokens.list({ limit: 100 })).length, 50);
});
