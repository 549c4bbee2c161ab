import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Route } from "../../src/http/api/route.ts";
import { routes } from "../../src/http/api/routes.ts";
import { refused } from "../e2e/failures/refused.ts";
import { openStage, type Stage } from "../e2e/failures/stage.ts";
import { type Client, client, type Hired, hire, signedIn } from "./console-client.ts";

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
	assert.deepEqual([status, json.code], [403, "forbidden"]);
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
