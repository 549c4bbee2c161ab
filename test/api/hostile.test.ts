import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { pack } from "tar-stream";
import { newSetupCode } from "../../src/administrators/setup.ts";
import type { Route } from "../../src/http/api/route.ts";
import { routes } from "../../src/http/api/routes.ts";
import { codeAt } from "../administrators/fixture.ts";
import { refused } from "../e2e/failures/refused.ts";
import { openStage, type Stage } from "../e2e/failures/stage.ts";
import { openHouse } from "../e2e/harness.ts";
import { eventually } from "../eventually.ts";
import { type Client, client, type Hired, hire, password, signedIn } from "./console-client.ts";

let stage: Stage;
let boss: Hired;
let owner: Client;

before(async () => {
	stage = await openStage();
	boss = await hire(stage.house, "hanako", "owner");
	owner = await signedIn(stage.house, boss);
});
after(() => stage[Symbol.asyncDispose]());

async function scriptWith(...scopes: string[]): Promise<Client> {
	const { status, json, text } = await owner.send("POST", "/tokens", { body: { name: scopes.join(), scopes } });
	assert.equal(status, 201, text);
	return client(stage.house, { authorization: `Bearer ${json.secret}` });
}

test("what is large is read only of whoever may send it: a stranger's megabytes are not even looked at", async () => {
	// Whoever parses eight megabytes of brackets does nothing else for two seconds.
	const large = (routes as readonly Route[]).filter(({ largest }) => largest !== undefined);
	assert.ok(large.length > 3);
	const script = await scriptWith("tries.read");
	for (const { method, path } of large) {
		for (const [who, status] of [
			[client(stage.house), 401],
			[client(stage.house, {}), 403],
			[script, 403],
		] as const) {
			const answer = await who.send(method, path, { body: "[".repeat(1000) });
			assert.equal(answer.status, status, `${method} ${path} reads first and asks then: ${answer.text}`);
		}
		assert.equal(
			(await owner.send(method, path, { body: "[".repeat(1000), headers: { "if-match": '"1"' } })).status,
			400,
			"its sender may send it: it is read",
		);
	}
});

test("a token that may run fixes runs none whose change it may not make; what it may look at stays", async () => {
	await stage.succeed("restrictions", "set", "Default", "--block-personal");
	const { reference } = await refused(await stage.newcomer());
	const explained = await owner.send("GET", `/attempts/${reference}`);
	const number = 1 + explained.json.fixes.findIndex(({ command }: { command: string }) => command?.includes("--allow-personal"));
	const body = { what: reference, number };
	const narrow = await scriptWith("fixes.preview", "fixes.run", "users.change");
	const wide = await scriptWith("fixes.preview", "fixes.run", "policies.change");
	assert.equal((await narrow.send("POST", "/fixes?preview=true", { body })).status, 200);
	const { status, json } = await narrow.send("POST", "/fixes", { body });
	assert.deepEqual([status, json.code], [403, "scope-missing"]);
	const [entry] = await stage.house.domain.store.read.audit.list({ limit: 1, actions: ["restrictions set"] });
	assert.equal(entry?.actor.kind, "command-line", "nothing was changed");
	assert.equal((await wide.send("POST", "/fixes", { body })).status, 200);
});

test("a change of who may do what is taken back only by whoever signed in lately, as it is made", async () => {
	const { administrator } = await hire(stage.house, "misaki", "helpdesk");
	const late = await signedIn(stage.house, boss);
	await stage.succeed("administrators", "disable", "misaki");
	const [entry] = await stage.house.domain.store.read.audit.list({ limit: 1, actions: ["administrators disable"] });
	for (const _ of [1, 2]) {
		stage.house.clock.move(18 * 60_000);
		assert.equal((await late.send("GET", "/session")).status, 200);
	}
	const { status, json } = await late.send("POST", `/audit/${entry?.id}/undo`);
	assert.deepEqual([status, json.code], [403, "sign-in-again"]);
	assert.equal((await stage.house.domain.store.read.administrators.byId(administrator.id))?.enabled, false);
	assert.equal((await late.send("POST", `/audit/${entry?.id}/undo?preview=true`)).status, 200, "to look is free");
});

test("no upload names a file: not by its own name, not by those inside it, not by a value, and nothing is written beside the data", async () => {
	const { house, folder } = stage;
	const sender = await signedIn(house, boss);
	const outside = join(folder, "..");
	const before = readdirSync(folder);
	const up = "../../../../../../tmp/genkan-traversed";
	const tar = pack();
	for (const name of [up, "/etc/genkan-traversed", "a\u0000.log"]) tar.entry({ name }, "Could not retrieve issued certificate\n");
	tar.finalize();
	const headers = { "content-type": "application/octet-stream" };
	const looked = await sender.send("POST", "/explain/log", { body: (await buffer(tar)).toString("latin1"), headers });
	assert.equal(looked.status, 200, looked.text);
	const form = [
		"--x",
		`Content-Disposition: form-data; name="log"; filename="${up}"`,
		"",
		"Could not retrieve issued certificate",
		"--x",
		`Content-Disposition: form-data; name="${up}"; filename="/etc/passwd"`,
		"",
		"x",
		"--x--",
		"",
	];
	const multipart = { "content-type": "multipart/form-data; boundary=x", "sec-fetch-site": "same-origin" };
	// Out of the API's addresses, to the portal's form.
	const reported = await client(house, {}).send("POST", "/../../enroll/report", { body: form.join("\r\n"), headers: multipart });
	assert.ok(reported.status < 500, reported.text);
	for (const [path, body] of [
		["/users/import", { file: "/etc/passwd" }],
		["/users/import?preview=true", { file: up }],
		["/corporate-identifiers/import", { file: "/etc/passwd" }],
		["/ade/tokens", { name: "x", file: "/etc/passwd" }],
		["/push-certificate", { certificate: "/etc/passwd", appleId: "a@contoso.example" }],
	] as const) {
		const { text } = await sender.send("POST", path, { body });
		assert.doesNotMatch(text, /root:|daemon/, `${path} read a file of this machine`);
	}
	assert.ok(!readdirSync(outside).some((name) => name.includes("traversed")));
	assert.deepEqual(readdirSync(folder), before);
	assert.ok(!existsSync("/tmp/genkan-traversed") && !existsSync("/etc/genkan-traversed"));
});

test("a one-time code lets one browser in, once: whoever looked over a shoulder comes too late", async () => {
	const { house } = stage;
	const { secret } = await hire(house, "sho", "readonly");
	const code = codeAt(secret, house.clock.now());
	const browsers = [client(house), client(house)];
	for (const one of browsers)
		assert.equal((await one.send("POST", "/session", { body: { name: "sho", password } })).json.state, "code-needed");
	const answers = await Promise.all(browsers.map((one) => one.send("POST", "/session", { body: { code } })));
	assert.deepEqual(
		answers.map(({ status }) => status).toSorted((a, b) => a - b),
		[200, 401],
	);
});

test("two owners who take each other's role at once: one of them stays", async () => {
	await using race = await openHouse();
	const [a, b] = [await hire(race, "aya", "owner"), await hire(race, "ben", "owner")];
	const sends = [
		{ by: await signedIn(race, a), of: b },
		{ by: await signedIn(race, b), of: a },
	].map(({ by, of: { administrator } }) =>
		by.send("PATCH", `/administrators/${administrator.id}`, { body: { role: "readonly" }, headers: { "if-match": '"1"' } }),
	);
	const statuses = (await Promise.all(sends)).map(({ status }) => status);
	const left = (await race.domain.store.read.administrators.list()).filter(({ role }) => role === "owner");
	assert.equal(left.length, 1, statuses.join());
});

test("the set-up code makes one owner, however many have it at once", async () => {
	await using race = await openHouse();
	const { store, randomness } = race.domain;
	const code = await store.write((stores) => newSetupCode(stores, { now: race.clock.now(), randomness }));
	const sends = ["one", "two", "three"].map((name) => client(race).send("POST", "/setup", { body: { code, name, password } }));
	const statuses = (await Promise.all(sends)).map(({ status }) => status);
	assert.deepEqual(statuses.filter((status) => status === 201).length, 1, statuses.join());
	assert.equal((await store.read.administrators.list()).length, 1);
});

test("nobody's name in a file turns the direction of what stands beside it", async () => {
	const { house } = stage;
	const reader = await signedIn(house, boss);
	const csv = `upn,displayName\nturns@contoso.example,"gpj.\u202eexe\u2066 Hana"\n`;
	const { json, text } = await reader.send("POST", "/users/import", { body: { file: Buffer.from(csv).toString("base64") } });
	assert.equal(json.run?.state, "running", text);
	const user = () => house.domain.store.read.users.byUpn("turns@contoso.example");
	await eventually("the import is done", async () => (await user()) !== undefined);
	for (const path of [
		"/users/turns@contoso.example",
		"/users?search=turns",
		"/search?q=turns",
		"/policies/effective?user=turns@contoso.example",
	]) {
		const told = await reader.send("GET", path);
		assert.doesNotMatch(told.text, /\p{Bidi_Control}/u, path);
	}
});
