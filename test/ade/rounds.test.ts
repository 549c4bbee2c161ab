import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createHold } from "../../simulator/hold.ts";
import { type AdeRoundsDeps, createAdeRounds } from "../../src/jobs/ade-rounds.ts";
import { askSync, requestRound } from "../../src/jobs/ask-ade-round.ts";
import { eventually } from "../eventually.ts";
import { within } from "../within.ts";
import { addToken, day, minute, openRounds, randomness } from "./round-fixture.ts";

const interval = 5 * minute;

async function open(t: TestContext, more: Partial<AdeRoundsDeps> = {}) {
	const at = await openRounds(t);
	const start = () => {
		const rounds = createAdeRounds({ ...at.deps, interval, ...more });
		t.after(() => rounds.stop());
		return rounds;
	};
	return { ...at, start, rounds: start() };
}

test("every token has its round at once, then each interval, and only then", async (t) => {
	const at = await open(t);
	await addToken(at.store, at.apple, at.clock, "Osaka");
	await at.rounds.schedule();
	assert.equal(await at.rounds.runDue(), 2);
	assert.equal(await at.rounds.runDue(), 0);
	at.pass(interval - 1);
	await at.rounds.schedule();
	assert.equal(await at.rounds.runDue(), 0);
	at.pass(1);
	assert.equal(await at.rounds.runDue(), 2);
});

test("a token that Apple refuses is tried again when the back-off says so, and one that waits for devices when they are due", async (t) => {
	const at = await open(t);
	const osaka = await addToken(at.store, at.apple, at.clock, "Osaka");
	at.server.addDevices({ count: 3, seed: "A" });
	await at.addProfile("Office", true);
	at.apple.misbehave(
		{ kind: "throttled", seconds: 90, times: 1 },
		{ kind: "answer", status: 503, retryAfter: 120, server: "Osaka", times: 1 },
	);
	await at.rounds.schedule();
	assert.equal(await at.rounds.runDue(), 2);
	at.pass(90_000);
	assert.equal(await at.rounds.runDue(), 1, "the throttled devices");
	assert.equal((await at.counts()).assigned, 3);
	at.pass(30_000);
	assert.equal(await at.rounds.runDue(), 1, "the refused token");
	assert.equal((await at.store.read.adeTokens.byId(osaka.id))?.refusal, null);
});

test("one token's rounds never overlap, whichever process runs them", async (t) => {
	const at = await open(t);
	at.server.addDevices({ count: 1500, seed: "A" });
	const hold = createHold();
	at.apple.misbehave({ kind: "held", by: hold, path: "/server/devices", times: 1 });
	await at.rounds.schedule();
	await at.rounds.begin();
	await within("the first page is asked for", hold.arrived);
	const other = at.start();
	assert.equal(await other.runDue(), 0);
	assert.deepEqual(await other.runNow(at.tokenId), { end: "held" });
	hold.release();
	// Once more after it: whoever asked sees at least what was there when they asked.
	assert.equal(await at.rounds.runDue(), 2);
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 1500);
	assert.equal(at.asked("/server/devices"), 2);
});

test("a lease goes on while its round works, and ends with a process that died", async (t) => {
	const at = await open(t);
	const hold = createHold();
	at.apple.misbehave({ kind: "held", by: hold, path: "/account" });
	t.mock.timers.enable({ apis: ["setInterval"] });
	await at.rounds.schedule();
	await at.rounds.begin();
	await within("the account is asked for", hold.arrived);
	const other = at.start();
	let extended = 0;
	for (let passed = 0; passed < 4; passed++) {
		at.pass(30_000);
		t.mock.timers.tick(30_000);
		// The extension is a write like others: one that comes after it ends after it.
		await at.store.write(async () => undefined);
		assert.deepEqual(await other.runNow(at.tokenId), { end: "held" });
		extended++;
	}
	at.pass(2 * minute);
	const job = await at.store.write((stores) =>
		stores.jobs.claim({ kinds: ["ade-round"], now: at.clock.now(), leaseUntil: at.clock.now() + 1, limit: 1 }),
	);
	assert.deepEqual([extended, job.length], [4, 1]);
	hold.release();
});

test("a slow token delays no other", async (t) => {
	const at = await open(t, { atOnce: 2 });
	const others = await Promise.all(["A", "B", "C", "D", "E", "F"].map((name) => addToken(at.store, at.apple, at.clock, name)));
	const hold = createHold();
	at.apple.misbehave({ kind: "held", by: hold, server: "Tokyo", path: "/account" });
	await at.rounds.schedule();
	await at.rounds.begin();
	await eventually("the others are done", async () => {
		const rows = await Promise.all(others.map(({ id }) => at.store.read.adeTokens.byId(id)));
		return rows.every((row) => row?.lastSuccessAt !== null);
	});
	assert.equal((await at.token()).lastSuccessAt, null);
	hold.release();
	await at.rounds.runDue();
	assert.notEqual((await at.token()).lastSuccessAt, null);
});

test("stopping cuts a round off at once, and the next start goes on where it was", async (t) => {
	const at = await open(t);
	at.server.addDevices({ count: 3000, seed: "A" });
	const hold = createHold();
	t.after(() => hold.release());
	at.apple.misbehave({ kind: "held", by: hold, path: "/server/devices", after: 2, times: 1 });
	await at.rounds.schedule();
	await at.rounds.begin();
	await within("the third page is asked for", hold.arrived);
	await eventually("two pages are written", async () => (await at.token()).fetched === 2000);
	await within("it stops while Apple is silent", at.rounds.stop());
	const { mode, refusal } = await at.token();
	assert.deepEqual([mode, refusal], ["fetch", null]);
	assert.equal(await at.start().runDue(), 1, "at once, not when a lease has run out");
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 3000);
	assert.equal(at.asked("/server/devices"), 4);
});

test("a round that fails here is tried again a minute later, and the others go on", async (t) => {
	const osakas: string[] = [];
	const at = await open(t);
	const rounds = createAdeRounds({
		...at.deps,
		interval,
		connect(token) {
			if (osakas.includes(token.id)) throw new Error("sealed under another master key");
			return at.deps.connect(token);
		},
	});
	osakas.push((await addToken(at.store, at.apple, at.clock, "Osaka")).id);
	await rounds.schedule();
	assert.equal(await rounds.runDue(), 1);
	assert.notEqual((await at.token()).lastSuccessAt, null);
	osakas.pop();
	at.pass(minute);
	assert.equal(await rounds.runDue(), 1);
});

test("a sync on demand runs at once, and again after 15 minutes at the earliest", async (t) => {
	const at = await open(t);
	await at.rounds.schedule();
	await at.rounds.runDue();
	at.server.addDevices({ count: 5, seed: "A" });
	at.pass(minute);
	const first = at.clock.now();
	const ask = (full = false) => at.store.write((stores) => askSync(stores, at.tokenId, { full, now: at.clock.now(), randomness }));
	assert.deepEqual(await ask(), { ok: true });
	assert.equal(await at.rounds.runDue(), 1);
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 5);
	at.pass(15 * minute - 1);
	assert.deepEqual(await ask(), { ok: false, problem: { kind: "too-soon", at: first + 15 * minute } });
	at.pass(1);
	const fetched = at.asked("/server/devices");
	assert.deepEqual(await ask(true), { ok: true });
	assert.equal(await at.rounds.runDue(), 1);
	assert.equal(at.asked("/server/devices"), fetched + 1, "every device, as was asked");
});

test("whoever accepted Apple's new terms need not wait for the next sync on demand", async (t) => {
	const at = await open(t);
	await at.rounds.schedule();
	await at.rounds.runDue();
	at.pass(minute);
	const ask = () => at.store.write((stores) => askSync(stores, at.tokenId, { now: at.clock.now(), randomness }));
	at.apple.misbehave({ kind: "answer", status: 403, body: "T_C_NOT_SIGNED", times: 1 });
	assert.deepEqual(await ask(), { ok: true });
	await at.rounds.runDue();
	assert.equal((await at.token()).refusal?.kind, "terms-not-signed");
	at.pass(1000);
	assert.deepEqual(await ask(), { ok: true });
	await at.rounds.runDue();
	assert.equal((await at.token()).refusal, null);
	assert.equal((await ask()).ok, false, "in order again, and asked a moment ago");
});

test("a sync on demand that was cut off can be asked for again at once", async (t) => {
	const at = await open(t);
	at.server.addDevices({ count: 2500, seed: "A" });
	const ask = () => at.store.write((stores) => askSync(stores, at.tokenId, { now: at.clock.now(), randomness }));
	assert.deepEqual(await ask(), { ok: true });
	at.pass(1000);
	const cut = new AbortController();
	const end = await at.rounds.runNow(at.tokenId, { signal: cut.signal, onProgress: () => cut.abort(new Error("Ctrl-C")) });
	assert.equal(end.end, "stopped");
	at.pass(1000);
	assert.deepEqual(await ask(), { ok: true });
	assert.equal((await at.rounds.runNow(at.tokenId)).end, "done");
	assert.equal((await ask()).ok, false);
});

test("whoever waits for a token's round runs it here, and sees how far it is", async (t) => {
	const at = await open(t);
	at.server.addDevices({ count: 2500, seed: "A" });
	await at.addProfile("Office", true);
	await at.rounds.schedule();
	await at.rounds.runDue();
	at.server.addDevices({ count: 10, seed: "B" });
	const seen: [string, number, number | null][] = [];
	const end = await at.rounds.runNow(at.tokenId, { full: true, onProgress: ({ stage, done, of }) => seen.push([stage, done, of]) });
	assert.ok(end.end === "done");
	assert.deepEqual(
		seen.filter(([stage]) => stage === "fetch"),
		[
			["fetch", 1000, 2500],
			["fetch", 2000, 2500],
			["fetch", 2510, 2510],
		],
	);
	assert.deepEqual(seen.at(-1), ["assign", 10, null]);
});

test("what is asked for while a round runs has a round of its own after it", async (t) => {
	const at = await open(t);
	const hold = createHold();
	at.apple.misbehave({ kind: "held", by: hold, path: "/devices/sync", times: 1 });
	await at.rounds.schedule();
	await at.rounds.begin();
	await within("the sync is asked for", hold.arrived);
	at.server.addDevices({ count: 4, seed: "A" });
	await at.store.write((stores) => requestRound(stores, at.tokenId, { now: at.clock.now(), randomness }));
	hold.release();
	assert.equal(await at.rounds.runDue(), 2);
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 4);
});

test("devices that were removed thirty days ago are forgotten", async (t) => {
	const at = await open(t);
	const serials = at.server.addDevices({ count: 3, seed: "A" });
	await at.rounds.schedule();
	await at.rounds.runDue();
	at.server.unassign(serials.slice(0, 1));
	at.pass(interval);
	await at.rounds.runDue();
	at.pass(30 * day - interval);
	await at.rounds.schedule();
	assert.equal((await at.counts()).removed, 1);
	at.pass(1);
	await at.rounds.schedule();
	assert.equal((await at.counts()).removed, 0);
});
