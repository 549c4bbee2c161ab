import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { refused } from "../e2e/failures/refused.ts";
import { openStage, type Stage } from "../e2e/failures/stage.ts";
import { type Client, client, hire, signedIn } from "./console-client.ts";

let stage: Stage;
let boss: Client;
let helper: Client;

before(async () => {
	stage = await openStage();
	boss = await signedIn(stage.house, await hire(stage.house, "hanako", "administrator"));
	helper = await signedIn(stage.house, await hire(stage.house, "misaki", "helpdesk"));
	await stage.succeed("restrictions", "set", "Default", "--block-personal");
	await stage.succeed("corporate-identifiers", "add", "C02ANOTHER01");
});
after(() => stage[Symbol.asyncDispose]());

test("a fix is previewed and changes nothing, is done by whoever may, and is on the record with its undo", async () => {
	const { read } = stage.house.domain.store;
	const { reference, person } = await refused(await stage.newcomer());
	const explained = await boss.send("GET", `/attempts/${reference}`);
	const number = 1 + explained.json.fixes.findIndex(({ command }: { command: string }) => command?.includes("--allow-personal"));
	const body = { what: reference, number };
	const known = (await read.audit.list({ limit: 100 })).length;

	const previewed = await helper.send("POST", "/fixes?preview=true&lang=ja", { body });
	assert.equal(previewed.status, 200, previewed.text);
	const { preview, text, done } = previewed.json;
	assert.deepEqual(
		[done, preview.changes[0].action, preview.changes[0].detail.personalBlocked],
		[false, "restrictions set", { before: true, after: false }],
	);
	assert.deepEqual(
		preview.wouldPass.map((one: { reference: string }) => one.reference),
		[reference],
	);
	assert.match(text, /個人所有のデバイスのブロック: はい → いいえ/);
	assert.equal((await read.audit.list({ limit: 100 })).length, known, "a preview is no change");

	const forbidden = await helper.send("POST", "/fixes", { body });
	assert.deepEqual([forbidden.status, forbidden.json.code], [403, "forbidden"], "who may look may not do");
	const made = await boss.send("POST", "/tokens", { body: { name: "looks", scopes: ["fixes.preview"] } });
	const script = client(stage.house, { authorization: `Bearer ${made.json.secret}` });
	assert.deepEqual(
		[(await script.send("POST", "/fixes?preview=true", { body })).status, (await script.send("POST", "/fixes", { body })).status],
		[200, 403],
	);

	const ran = await boss.send("POST", "/fixes", { body });
	assert.equal(ran.status, 200, ran.text);
	assert.match(ran.json.text, new RegExp(`${reference} would pass now`));
	assert.match(ran.json.notes.join(), /personal-device-blocked/);
	const [entry] = await read.audit.list({ limit: 1 });
	assert.deepEqual(
		[entry?.actor, entry?.action, entry?.detail["from"]],
		[{ kind: "person", name: "hanako" }, "restrictions set", "127.0.0.1"],
	);
	assert.ok(entry?.undo !== null && entry?.undo !== undefined);
	if ((await person.phone.openPortal()).kind === "refused") await person.phone.startAgain();
	const enrolled = await person.enroll();
	assert.ok(enrolled.ok, JSON.stringify(enrolled));

	const again = await boss.send("POST", "/fixes", { body });
	assert.deepEqual([again.status, again.json.code], [422, "not-done"]);
	assert.match(await stage.succeed("undo", "--yes"), /Taken back: restrictions set Default/, "on the command line too");
});

test("what there is not, and what a person must do by hand, is refused with the reason", async () => {
	const { reference } = await refused(await stage.newcomer());
	for (const body of [
		{ what: "ZZ-ZZZZ", number: 1 },
		{ what: reference, number: 99 },
	]) {
		const { status, json } = await boss.send("POST", "/fixes", { body });
		assert.deepEqual([status, json.code, typeof json.detail], [422, "not-done", "string"]);
	}
	for (const body of [{ what: reference }, { what: reference, number: 0 }, { what: reference, number: 1, words: ["users", "list"] }])
		assert.equal((await boss.send("POST", "/fixes", { body })).status, 400);
});

test("a token runs no fix and takes nothing back unless both are in its scopes: the word for it, and what it changes", async () => {
	const { reference } = await refused(await stage.newcomer());
	const explained = await boss.send("GET", `/attempts/${reference}`);
	const number = 1 + explained.json.fixes.findIndex(({ command }: { command: string }) => command?.includes("--allow-personal"));
	const scripted = async (...scopes: readonly string[]) => {
		const made = await boss.send("POST", "/tokens", { body: { name: scopes.join(), scopes } });
		return client(stage.house, { authorization: `Bearer ${made.json.secret}` });
	};
	const changer = await scripted("fixes.preview", "policies.change", "audit.read");
	assert.equal((await changer.send("POST", "/fixes", { body: { what: reference, number } })).status, 403);
	await stage.succeed("restrictions", "set", "Default", "--os-min", "15.0");
	const [entry] = await stage.house.domain.store.read.audit.list({ limit: 1 });
	const undoer = await scripted("changes.undo", "audit.read");
	assert.equal((await undoer.send("POST", `/audit/${entry?.id}/undo`)).status, 403);
	const canUndo = async (who: Client) => (await who.send("GET", "/audit?limit=1&action=restrictions%20set")).json.items[0].canUndo;
	assert.deepEqual([await canUndo(boss), await canUndo(undoer), await canUndo(changer)], [true, false, false]);
	await stage.succeed("undo", "--yes", entry?.id ?? "");
});

test("whoever looks at one preview after the other has to wait after sixty of them", async () => {
	const hasty = await signedIn(stage.house, await hire(stage.house, "hasty", "helpdesk"));
	const look = () => hasty.send("POST", "/fixes?preview=true", { body: { what: "ZZ-ZZZZ", number: 1 } });
	for (let n = 0; n < 60; n++) assert.equal((await look()).status, 422);
	const { status, json } = await look();
	assert.deepEqual([status, json.code], [429, "too-fast"]);
	stage.house.clock.move(61_000);
	assert.equal((await look()).status, 422);
});
