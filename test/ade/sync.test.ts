import assert from "node:assert/strict";
import { test } from "node:test";
import { syncToken } from "../../src/ade/sync.ts";
import { day, hour, minute, openRounds } from "./round-fixture.ts";

const fetches = "/server/devices";
const syncs = "/devices/sync";

test("the first round fetches every device, the next ones only what changed", async (t) => {
	const at = await openRounds(t);
	const serials = at.server.addDevices({ count: 3500, seed: "A" });
	const stages = new Set<string>();
	const first = await at.round({ onProgress: ({ stage }) => stages.add(stage) });
	assert.ok(first.end === "done", JSON.stringify(first));
	assert.deepEqual(first.synced, { full: true, records: 3500, unreadable: 0, removed: 0, healed: false });
	assert.deepEqual([at.asked(fetches), at.asked(syncs)], [4, 1], "pages of a thousand, then what changed meanwhile");
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 3500);
	assert.deepEqual([...stages], ["account", "fetch", "sync"]);
	const token = await at.token();
	assert.deepEqual([token.mode, token.fetched, token.refusal, token.lastFullAt], ["sync", 3500, null, at.clock.now()]);
	assert.equal(token.account?.serverName, "Tokyo");

	at.pass(5 * minute);
	at.server.addDevices([{ serial: "NEW1", model: "iPad mini" }]);
	at.server.unassign(serials.slice(0, 2));
	at.server.modify(serials.slice(2, 3));
	const second = await at.round();
	assert.ok(second.end === "done");
	assert.deepEqual(second.synced, { full: false, records: 4, unreadable: 0, removed: 0, healed: false });
	assert.equal(at.asked(fetches), 4);
	assert.equal((await at.device("NEW1")).model, "iPad mini");
	assert.equal((await at.device(serials[0] ?? "")).removedAt, at.clock.now());
	assert.equal((await at.counts()).removed, 2);

	at.pass(5 * minute);
	const third = await at.round();
	assert.ok(third.end === "done");
	assert.equal(third.synced.records, 0);
	assert.equal((await at.token()).lastSuccessAt, at.clock.now());
});

test("after seven days every device is fetched again, and one that no sync mentioned is found to be gone", async (t) => {
	const at = await openRounds(t);
	const serials = at.server.addDevices({ count: 1200, seed: "A" });
	await at.round();
	at.server.unlist(serials.slice(5, 8));
	for (let passed = 0; passed < 6; passed++) {
		at.pass(day);
		const round = await at.round();
		assert.ok(round.end === "done" && !round.synced.full);
	}
	at.pass(day);
	const week = await at.round();
	assert.ok(week.end === "done", JSON.stringify(week));
	assert.deepEqual(week.synced, { full: true, records: 1197, unreadable: 0, removed: 3, healed: false });
	assert.notEqual((await at.device(serials[5] ?? "")).removedAt, null);
	assert.deepEqual(await at.incidents(), [], "a full fetch because of its age is nothing that went wrong");
});

test("a record without a serial number stops nothing, and how many there were is told", async (t) => {
	const at = await openRounds(t);
	const [first = "", second = ""] = at.server.addDevices({ count: 20, seed: "A" });
	const change = { serial_number: "" };
	at.apple.misbehave({ kind: "records", serial: first, change, times: 1 }, { kind: "records", serial: second, change, times: 1 });
	const round = await at.round();
	assert.ok(round.end === "done", JSON.stringify(round));
	assert.deepEqual(round.synced, { full: true, records: 18, unreadable: 2, removed: 0, healed: false });
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 18);

	// Nothing but such a record: nothing is written, and it is told all the same.
	at.pass(minute);
	const [late = ""] = at.server.addDevices([{ serial: "LATE1" }]);
	at.apple.misbehave({ kind: "records", serial: late, change, times: 1 });
	const changes = await at.round();
	assert.ok(changes.end === "done", JSON.stringify(changes));
	assert.deepEqual(changes.synced, { full: false, records: 0, unreadable: 1, removed: 0, healed: false });
});

test("of a serial number that comes twice, late or out of order, the newest record counts", async (t) => {
	const at = await openRounds(t);
	const [serial = "", other = ""] = at.server.addDevices({ count: 20, seed: "A" });
	await at.round();
	at.pass(minute);
	at.server.unassign([serial]);
	at.pass(minute);
	at.server.assign([serial]);
	at.server.modify([other]);
	at.apple.misbehave(
		{ kind: "out-of-order", path: syncs, times: 1 },
		{ kind: "serial-twice", serial: other, path: syncs, times: 1, stale: { model: "old news" } },
	);
	const round = await at.round();
	assert.ok(round.end === "done", JSON.stringify(round));
	assert.equal((await at.device(serial)).removedAt, null, "it came back after it had left");
	assert.notEqual((await at.device(other)).model, "old news");
});

test("a device family that does not exist is kept, and a record without a serial number stops no page", async (t) => {
	const at = await openRounds(t);
	const [serial = "", nameless = ""] = at.server.addDevices({ count: 10, seed: "A" });
	at.apple.misbehave(
		{ kind: "records", serial, change: { device_family: "iSofa" }, path: fetches },
		{ kind: "records", serial: nameless, change: { serial_number: null }, path: fetches },
	);
	assert.equal((await at.round()).end, "done");
	assert.equal((await at.device(serial)).family, "iSofa");
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 9);
});

test("new terms in the middle of a fetch stop it, and it goes on from there once they are accepted", async (t) => {
	const at = await openRounds(t);
	at.server.addDevices({ count: 3000, seed: "A" });
	at.server.newTerms({ afterPages: 2 });
	const stopped = await at.round();
	assert.ok(stopped.end === "refused");
	assert.deepEqual([stopped.refusal.kind, stopped.during], ["terms-not-signed", "fetch"]);
	const token = await at.token();
	assert.deepEqual([token.mode, token.fetched, token.retryAt, token.refusal?.during], ["fetch", 2000, null, "fetch"]);
	const since = token.refusal?.since;
	at.pass(5 * minute);
	await at.round();
	assert.deepEqual([(await at.token()).refusal?.since, (await at.token()).refusal?.at], [since, at.clock.now()], "since when is kept");

	at.server.acceptTerms();
	const asked = at.asked(fetches);
	const done = await at.round();
	assert.ok(done.end === "done");
	assert.deepEqual(done.synced, { full: true, records: 1000, unreadable: 0, removed: 0, healed: false });
	assert.equal(at.asked(fetches), asked + 1);
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 3000);
	assert.equal((await at.token()).refusal, null);
});

for (const [error, kind] of [
	["INVALID_CURSOR", "ade-cursor-invalid"],
	["EXPIRED_CURSOR", "ade-cursor-expired"],
	["CURSOR_REQUIRED", "ade-cursor-required"],
] as const) {
	test(`${error} is healed by one full fetch, which is written down`, async (t) => {
		const at = await openRounds(t);
		at.server.addDevices({ count: 1500, seed: "A" });
		await at.round();
		at.pass(minute);
		at.apple.misbehave({ kind: "error", error, path: syncs, times: 1 });
		const healed = await at.round();
		assert.ok(healed.end === "done", JSON.stringify(healed));
		assert.deepEqual(healed.synced, { full: true, records: 1500, unreadable: 0, removed: 0, healed: true });
		const [incident] = await at.incidents();
		assert.deepEqual([incident?.code, incident?.closedBy, incident?.subject.name], [kind, "healed", "Tokyo"]);
		assert.equal((await at.token()).refusal, null);
	});

	test(`${error} again in the same round ends it, without a loop`, async (t) => {
		const at = await openRounds(t);
		at.server.addDevices({ count: 10, seed: "A" });
		await at.round();
		const asked = at.apple.requests.length;
		at.apple.misbehave({ kind: "error", error, path: syncs });
		const stopped = await at.round();
		assert.ok(stopped.end === "refused");
		assert.equal(stopped.during, "sync");
		assert.equal(at.apple.requests.length - asked, 3, "refused, one fetch, refused");
		const token = await at.token();
		assert.ok(token.retryAt !== null && token.retryAt >= at.clock.now() + minute && token.retryAt <= at.clock.now() + hour);
	});
}

test("cursors that Apple has forgotten altogether are healed in the middle of a fetch too", async (t) => {
	const at = await openRounds(t);
	at.server.addDevices({ count: 2500, seed: "A" });
	at.server.newTerms({ afterPages: 1 });
	await at.round();
	at.server.acceptTerms();
	at.server.forgetCursors();
	const healed = await at.round();
	assert.ok(healed.end === "done");
	assert.deepEqual(healed.synced, { full: true, records: 2500, unreadable: 0, removed: 0, healed: true });
	assert.equal((await at.token()).fetched, 2500);
});

test("EXHAUSTED_CURSOR is the normal end of a fetch", async (t) => {
	const at = await openRounds(t);
	at.server.addDevices({ count: 1000, seed: "A" });
	at.server.newTerms({ afterPages: 1 });
	// The last page promised more, which is not there.
	await syncToken({ ...at.deps, api: at.deps.connect(await at.token()) }, at.tokenId);
	at.server.acceptTerms();
	await at.store.write((stores) => stores.adeTokens.update(at.tokenId, { mode: "fetch" }));
	const done = await at.round();
	assert.ok(done.end === "done", JSON.stringify(done));
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 1000);
	assert.equal((await at.token()).mode, "sync");
	assert.deepEqual(await at.incidents(), []);
});

test("the same cursor for ever does not keep a round for ever, nor the next ones busy", async (t) => {
	const at = await openRounds(t);
	at.server.addDevices({ count: 2500, seed: "A" });
	at.apple.misbehave({ kind: "same-cursor", path: fetches, after: 1 });
	const stopped = await at.round();
	assert.ok(stopped.end === "refused");
	assert.deepEqual([stopped.refusal.kind, stopped.refusal.said], ["answer-unreadable", "same cursor"]);
	assert.ok(at.asked(fetches) <= 4);
	const { retryAt } = await at.token();
	assert.ok(retryAt !== null && retryAt >= at.clock.now() + minute);
	at.apple.behave();
	assert.equal((await at.round()).end, "done");
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 2500);
});

test("a page with far more devices than asked for is not written, in a fetch and in a sync", async (t) => {
	const at = await openRounds(t);
	at.server.addDevices({ count: 2001, seed: "A" });
	at.apple.misbehave({ kind: "limit-ignored", path: fetches, times: 1 });
	const stopped = await at.round();
	assert.ok(stopped.end === "refused");
	assert.deepEqual([stopped.refusal.kind, stopped.refusal.said], ["answer-unreadable", "more than asked"]);
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 0);
	at.pass(hour);
	assert.equal((await at.round()).end, "done");

	at.server.addDevices({ count: 2001, seed: "B" });
	at.apple.misbehave({ kind: "limit-ignored", path: syncs, times: 1 });
	at.pass(hour);
	assert.equal((await at.round()).end, "refused");
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 2001);
	at.pass(hour);
	assert.equal((await at.round()).end, "done");
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 4002);
});

for (const [what, how] of [
	["a page for people", { kind: "html" }],
	["an empty 200", { kind: "empty" }],
	["500", { kind: "answer", status: 500 }],
	["half an answer", { kind: "cut-short" }],
	["a broken connection", { kind: "drop", when: "before" }],
] as const) {
	test(`${what} for an hour is waited out with growing pauses, and then all is well`, async (t) => {
		const at = await openRounds(t);
		at.server.addDevices({ count: 50, seed: "A" });
		await at.round();
		const begun = at.clock.now();
		at.apple.misbehave({ ...how, until: begun + hour });
		let refused = 0;
		let last = 0;
		for (;;) {
			const round = await at.round();
			if (round.end === "done") break;
			refused++;
			const { retryAt, failures } = await at.token();
			assert.ok(retryAt !== null);
			assert.equal(failures, refused);
			const pause = retryAt - at.clock.now();
			assert.ok(pause >= minute && pause <= hour && pause >= last / 2, `${pause}`);
			last = pause;
			at.pass(pause);
		}
		assert.ok(refused >= 4 && refused <= 12, `${refused} tries in an hour`);
		const token = await at.token();
		assert.deepEqual([token.refusal, token.failures, token.retryAt], [null, 0, null]);
	});
}

test("what Apple names in Retry-After is waited for; 401 and 403 stay on the usual schedule", async (t) => {
	const at = await openRounds(t);
	at.apple.misbehave({ kind: "answer", status: 429, retryAfter: 480, times: 1 });
	await at.round();
	assert.equal((await at.token()).retryAt, at.clock.now() + 8 * minute);
	at.apple.misbehave({ kind: "error", error: "ACCESS_DENIED", times: 1 });
	assert.equal((await at.round()).end, "refused");
	assert.deepEqual([(await at.token()).retryAt, (await at.token()).failures], [null, 0]);
	at.apple.misbehave({ kind: "error", error: "UNAUTHORIZED" });
	const asked = at.apple.requests.length;
	assert.equal((await at.round()).end, "refused");
	assert.equal((await at.token()).retryAt, null);
	assert.ok(at.apple.requests.length - asked <= 4, "no loop");
});

test("a full fetch that is asked for in the middle of another round is not lost", async (t) => {
	const at = await openRounds(t);
	at.server.addDevices({ count: 20, seed: "A" });
	await at.round();
	at.server.addDevices({ count: 5, seed: "B" });
	const token = await at.token();
	const api = at.deps.connect(token);
	const stage = {
		...at.deps,
		api: {
			...api,
			// Between Apple's answer and what is written of it somebody forgets the cursor.
			syncPage: async (from: Parameters<typeof api.syncPage>[0]) => {
				const page = await api.syncPage(from);
				await at.store.write((stores) => stores.adeTokens.update(token.id, { cursor: null }));
				return page;
			},
		},
	};
	assert.deepEqual(await syncToken(stage, token.id), { end: "overtaken" });
	const next = await at.round();
	assert.ok(next.end === "done" && next.synced.full);
	assert.equal(await at.store.read.adeDevices.count(at.tokenId), 25);
});

test("a token that is deleted while it is synced leaves nothing behind", async (t) => {
	const at = await openRounds(t);
	at.server.addDevices({ count: 1500, seed: "A" });
	const token = await at.token();
	const api = at.deps.connect(token);
	const fetchPage = async (from: Parameters<typeof api.fetchPage>[0]) => {
		const page = await api.fetchPage(from);
		if (from.cursor !== null) await at.store.write((stores) => stores.adeTokens.delete(token.id));
		return page;
	};
	assert.deepEqual(await syncToken({ ...at.deps, api: { ...api, fetchPage } }, token.id), { end: "gone" });
	assert.equal((await at.round()).end, "gone");
	assert.equal(await at.store.read.adeDevices.count(token.id), 0);
});
