import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newSetupCode } from "../../src/administrators/setup.ts";
import { systemRandomness } from "../../src/domain.ts";
import { codeAt } from "../administrators/fixture.ts";
import { type House, openHouse } from "../e2e/harness.ts";
import { type Client, client, consoleCookie, hire, password, signedIn } from "./console-client.ts";

const signInCookie = "__Host-genkan-sign-in";
const minute = 60_000;
let house: House;

before(async () => {
	house = await openHouse({ settings: { GENKAN_ADMIN_IDLE_MINUTES: "20", GENKAN_ADMIN_SESSION_HOURS: "2" } });
});
after(() => house[Symbol.asyncDispose]());

/** A code that was not taken before: each is good once. */
function code(secret: string): string {
	house.clock.move(minute);
	return codeAt(secret, house.clock.now());
}

async function signIn(browser: Client, name: string, secret: string) {
	const first = await browser.send("POST", "/session", { body: { name, password } });
	assert.deepEqual([first.status, first.json.state], [200, "code-needed"], first.text);
	const second = await browser.send("POST", "/session", { body: { code: code(secret) } });
	assert.deepEqual([second.status, second.json.state], [200, "signed-in"], second.text);
	return [first, second] as const;
}

const me = async (browser: Client) => (await browser.send("GET", "/session")).status;

test("from nothing: the code that the server made, the first owner, signing in with both factors, and out", async () => {
	const browser = client(house);
	const { store, clock } = house.domain;
	assert.deepEqual((await browser.send("GET", "/setup")).json, { needed: true, provider: false });
	const setupCode = await store.write((stores) => newSetupCode(stores, { now: clock.now(), randomness: systemRandomness }));
	const body = { code: setupCode, name: "Hanako@Contoso.example", password };
	const faults = [
		[{ ...body, password: "short" }, 422, "password-too-short"],
		[{ ...body, name: "a b" }, 422, "administrator-name-malformed"],
		[{ ...body, code: "22222-22222-22222-22222" }, 403, "setup-code-wrong"],
		[{ ...body, role: "owner" }, 400, "unreadable"],
	] as const;
	for (const [wrong, status, fault] of faults) {
		const refused = await browser.send("POST", "/setup", { body: wrong });
		assert.deepEqual([refused.status, refused.json.code], [status, fault]);
	}
	const made = await browser.send("POST", "/setup", { body });
	assert.equal(made.status, 201, made.text);
	assert.deepEqual((await browser.send("GET", "/setup")).json, { needed: false, provider: false });
	assert.equal((await browser.send("POST", "/setup", { body })).json.code, "set-up-already");

	const [first, second] = await signIn(browser, "hanako@contoso.example", made.json.secret);
	for (const line of [first.headers["set-cookie"], second.headers["set-cookie"]].flat().filter((one) => /=[^;]/.test(one ?? ""))) {
		assert.match(line ?? "", /^__Host-genkan-[a-z-]+=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$|Expires=Thu, 01 Jan 1970/);
	}
	assert.deepEqual([...browser.cookies.keys()], [consoleCookie], "the cookie of the first step is gone");
	const session = await browser.send("GET", "/session");
	assert.deepEqual([session.json.administrator.name, session.json.administrator.role], ["hanako@contoso.example", "owner"]);
	assert.ok(session.json.permissions.includes("administrators.manage"));

	const cookie = browser.cookies.get(consoleCookie) ?? "";
	assert.equal((await browser.send("DELETE", "/session")).status, 200);
	assert.equal(browser.cookies.size, 0);
	browser.cookies.set(consoleCookie, cookie);
	assert.equal(await me(browser), 401, "signing out ends the session, not only the cookie");

	const entries = await store.read.audit.list({ limit: 10 });
	assert.deepEqual(
		entries.map(({ action, actor, target, detail }) => [action, actor, target, detail["from"]]).toReversed(),
		["administrators add", "administrators sign-in", "administrators sign-out"].map((action) => [
			action,
			{ kind: "person", name: "hanako@contoso.example" },
			"hanako@contoso.example",
			"127.0.0.1",
		]),
	);
});

test("session fixation: whatever cookie the browser had before, the session gets a token of its own, and the old one ends", async () => {
	const attacker = await hire(house, "attacker", "readonly");
	const victim = await hire(house, "victim", "owner");
	const planted = await signedIn(house, attacker);
	const browser = client(house);
	const before = planted.cookies.get(consoleCookie) ?? "";
	browser.cookies.set(consoleCookie, before);
	await signIn(browser, "victim", victim.secret);
	assert.notEqual(browser.cookies.get(consoleCookie), before);
	assert.equal((await browser.send("GET", "/session")).json.administrator.name, "victim");
	assert.equal(await me(planted), 401, "the planted one is worth nothing");
	// Nor does the cookie of the first step become one of the second.
	const half = client(house);
	await half.send("POST", "/session", { body: { name: "victim", password } });
	const waiting = half.cookies.get(signInCookie) ?? "";
	half.cookies.set(consoleCookie, waiting);
	assert.equal(await me(half), 401, "the password alone opens nothing");
	assert.equal((await half.send("POST", "/session", { body: { code: code(victim.secret) } })).json.state, "signed-in");
	const again = client(house);
	again.cookies.set(signInCookie, waiting);
	const reused = await again.send("POST", "/session", { body: { code: code(victim.secret) } });
	assert.equal(reused.json.code, "not-signed-in", "the first step serves once");
});

test("brute force: ten wrong passwords and nobody is heard for a while, and ten wrong codes likewise", async () => {
	const { secret } = await hire(house, "kenji", "helpdesk");
	const browser = client(house);
	for (let n = 0; n < 10; n++) {
		const refused = await browser.send("POST", "/session", { body: { name: "kenji", password: `wrong ${n}` } });
		assert.deepEqual([refused.status, refused.json.code], [401, "sign-in-refused"]);
	}
	const unknown = await browser.send("POST", "/session", { body: { name: "nobody", password: "wrong" } });
	assert.equal(unknown.json.code, "sign-in-refused", "an unknown name is refused in the same words");
	const shut = await browser.send("POST", "/session", { body: { name: "kenji", password } });
	assert.deepEqual([shut.status, shut.json.code], [429, "throttled"]);
	assert.ok(Number(shut.headers["retry-after"]) > 0 && Number(shut.headers["retry-after"]) <= 60);
	house.clock.move(2 * minute);
	assert.equal((await browser.send("POST", "/session", { body: { name: "kenji", password } })).json.state, "code-needed");
	for (let n = 0; n < 10; n++)
		assert.equal((await browser.send("POST", "/session", { body: { code: "000 00x" } })).json.code, "sign-in-refused");
	const right = codeAt(secret, house.clock.now());
	assert.equal((await browser.send("POST", "/session", { body: { code: right } })).json.code, "throttled");
});

test("a session ends after twenty minutes without a request, and after two hours whatever is asked", async () => {
	const hired = await hire(house, "limits", "readonly");
	const idle = await signedIn(house, hired);
	house.clock.move(19 * minute);
	assert.equal(await me(idle), 200);
	house.clock.move(19 * minute);
	assert.equal(await me(idle), 200, "it was used meanwhile");
	house.clock.move(21 * minute);
	assert.equal(await me(idle), 401);
	// As the sign-in itself opens it, with the limits of the settings.
	const busy = client(house);
	await signIn(busy, "limits", hired.secret);
	for (let passed = 0; passed + 15 < 120; passed += 15) {
		house.clock.move(15 * minute);
		assert.equal(await me(busy), 200, `${passed}`);
	}
	house.clock.move(15 * minute);
	assert.equal(await me(busy), 401);
});

test("a session is ended by its owner and by an owner of the service, and by nobody else, who is not even told that it is there", async () => {
	const [owner, helper, other] = [
		await hire(house, "o1", "owner"),
		await hire(house, "h1", "helpdesk"),
		await hire(house, "h2", "administrator"),
	];
	const [atOwner, atHelper, atOther, second] = [
		await signedIn(house, owner),
		await signedIn(house, helper),
		await signedIn(house, other),
		await signedIn(house, helper),
	];
	for (const target of [atOwner.sessionId, atOther.sessionId, "nothing"])
		assert.deepEqual((await atHelper.send("DELETE", `/sessions/${target}`)).json.code, "not-found");
	assert.equal((await atOther.send("DELETE", `/sessions/${atHelper.sessionId}`)).status, 404);
	assert.deepEqual([await me(atOwner), await me(atOther), await me(atHelper)], [200, 200, 200]);
	const own = await atHelper.send("GET", "/sessions");
	const listed = new Map<string, unknown>(own.json.items.map(({ id, ...rest }: { id: string }) => [id, rest]));
	assert.deepEqual([listed.size, listed.has(atHelper.sessionId), listed.has(second.sessionId)], [2, true, true]);
	assert.deepEqual(
		own.json.items
			.filter(({ current }: { current: boolean }) => current)
			.map(({ id, administrator }: { id: string; administrator: string }) => [id, administrator]),
		[[atHelper.sessionId, "h1"]],
	);
	assert.equal((await atHelper.send("GET", "/sessions?of=all")).status, 403);
	assert.ok((await atOwner.send("GET", "/sessions?of=all")).json.items.length >= 4);
	assert.equal((await atHelper.send("DELETE", `/sessions/${second.sessionId}`)).status, 200);
	assert.equal(await me(second), 401);
	assert.equal((await atOwner.send("DELETE", `/sessions/${atHelper.sessionId}`)).status, 200);
	assert.equal(await me(atHelper), 401);
});

test("nobody makes themselves more than they are, and who is made less is less at once", async () => {
	const [owner, administrator] = [await hire(house, "o2", "owner"), await hire(house, "a2", "administrator")];
	const [atOwner, atAdministrator] = [await signedIn(house, owner), await signedIn(house, administrator)];
	const path = `/administrators/${administrator.administrator.id}`;
	const read = await atAdministrator.send("GET", path);
	const version = String(read.headers["etag"]);
	const promote = (by: Client, body: unknown, etag = version) => by.send("PATCH", path, { body, headers: { "if-match": etag } });
	assert.equal((await promote(atAdministrator, { role: "owner" })).status, 403);
	for (const body of [
		{ role: "god" },
		{ role: "owner", enabled: true },
		{ passwordHash: "x" },
		{ role: "owner", name: "o2" },
		{},
		[],
		null,
	])
		assert.equal((await promote(atOwner, body)).status, 400, JSON.stringify(body));
	const token = await atAdministrator.send("POST", "/tokens", { body: { name: "audit", scopes: ["audit.read", "tries.read"] } });
	const script = client(house, { authorization: `Bearer ${token.json.secret}` });
	assert.equal((await script.send("GET", "/audit")).status, 200);

	assert.equal((await atOwner.send("PATCH", path, { body: { role: "helpdesk" } })).json.code, "version-needed");
	assert.equal((await promote(atOwner, { role: "helpdesk" }, '"0"')).json.code, "administrator-changed");
	const same = await promote(atOwner, { role: "administrator" });
	assert.deepEqual([same.status, same.headers["etag"]], [200, version], "what is so already is no change");
	assert.equal(await me(atAdministrator), 200);
	const changed = await promote(atOwner, { role: "helpdesk" });
	assert.deepEqual([changed.status, changed.json.role], [200, "helpdesk"], changed.text);
	assert.equal((await promote(atOwner, { role: "owner" })).status, 412, "the version is another now");
	assert.equal(await me(atAdministrator), 401, "the sessions of the old role are over");
	assert.equal((await script.send("GET", "/audit")).status, 403, "the token lost what its owner lost");
	assert.equal((await script.send("GET", "/attempts")).status, 200);
	const demoted = await signedIn(house, administrator);
	const wish = await demoted.send("POST", "/tokens", { body: { name: "more", scopes: ["audit.read"] } });
	assert.equal(wish.status, 403, "no scope beyond one's role");
	for (const scope of ["administrators.manage", "own-tokens", "own-session"])
		assert.equal((await atOwner.send("POST", "/tokens", { body: { name: "more", scopes: [scope] } })).status, 400, "not even an owner's");

	await promote(atOwner, { enabled: false }, String(changed.headers["etag"]));
	assert.equal((await script.send("GET", "/attempts")).status, 401, "the token of whoever is kept out is refused");
	const [entry] = await house.domain.store.read.audit.list({ actions: ["administrators disable"], limit: 1 });
	assert.deepEqual([entry?.actor.name, entry?.target, entry?.undo], ["o2", "a2", ["administrators", "enable", "a2"]]);
});

test("a token ends by itself, is taken away by its owner, and a cookie beside it counts for nothing", async () => {
	const owner = await signedIn(house, await hire(house, "o3", "owner"));
	const other = await signedIn(house, await hire(house, "h3", "helpdesk"));
	const make = async (days: number) =>
		(await owner.send("POST", "/tokens", { body: { name: "nightly", scopes: ["tries.read"], days } })).json;
	const [short, long] = [await make(1), await make(2)];
	const read = async (secret: string) => (await client(house, { authorization: `Bearer ${secret}` }).send("GET", "/attempts")).status;
	assert.deepEqual([await read(short.secret), await read(long.secret)], [200, 200]);
	const both = client(house, { authorization: "Bearer genkan_invented" });
	for (const [name, value] of owner.cookies) both.cookies.set(name, value);
	assert.equal((await both.send("GET", "/attempts")).status, 401);
	const listed = await owner.send("GET", "/tokens");
	assert.ok(listed.json.items.length === 2 && !listed.text.includes(short.secret));
	assert.equal((await other.send("DELETE", `/tokens/${long.id}`)).status, 404);
	assert.equal((await owner.send("DELETE", `/tokens/${long.id}`)).status, 200);
	assert.equal(await read(long.secret), 401);
	house.clock.move(24 * 60 * minute);
	assert.equal(await read(short.secret), 401);
});

test("what is no JSON, too large or of another form is refused, and its content is told to nobody", async () => {
	const browser = client(house);
	const send = (body: string, type: string) => browser.send("POST", "/session", { body, headers: { "content-type": type } });
	assert.equal((await send("name=x&password=secret-of-mine", "application/x-www-form-urlencoded")).status, 415);
	assert.equal((await send('{"name":"x","password":"secret-of-mine"}', "text/plain")).status, 415);
	const answers = [
		await send('{"name":"x","password":"secret-of-mine"', "application/json"),
		await send('{"name":"x","password":"secret-of-mine","__proto__":{"role":"owner"}}', "application/json"),
		await send('{"name":["x"],"password":"secret-of-mine"}', "application/json"),
		await send(`{"name":"x","password":"secret-of-mine","more":"${"x".repeat(70_000)}"}`, "application/json"),
	];
	assert.deepEqual(
		answers.map(({ status }) => status),
		[400, 400, 400, 413],
	);
	for (const { text } of answers) assert.doesNotMatch(text, /secret-of-mine/);
	assert.doesNotMatch(house.complaints.join("\n"), /secret-of-mine/);
});
