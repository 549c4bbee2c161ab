import assert from "node:assert/strict";
import { test } from "node:test";
import { systemRandomness } from "../../src/domain.ts";
import { stopSilent } from "../../src/enrollment/stop-silent.ts";
import type { Stores } from "../../src/store/stores.ts";
import { temporaryStore } from "../temporary-store.ts";
import { attempt, device } from "./rows.ts";

const minute = 60_000;
const now = Date.UTC(2026, 3, 1);
const day = 24 * 60 * minute;
const limits = {
	person: 60 * minute,
	signIn: 60 * minute,
	device: 10 * minute,
	connection: 30 * minute,
	configuration: 25 * minute,
	contact: 29 * day,
	answer: day,
};
const serverCertificate = {
	name: "mdm.example.jp",
	isForName: true,
	notAfter: now + 1,
	ofOwnAuthority: false,
	authorityNotAfter: now + 1,
};
const options = { clock: { now: () => now }, randomness: systemRandomness, limits, upSince: 0, grace: 10 * minute, serverCertificate };
const waiting = (minutes: number) => ({ awaits: "identity", awaitsSince: now - minutes * minute }) as const;

test("of ten thousand tries under way, of which three are due, three are read", async (t) => {
	const store = await temporaryStore(t);
	await store.write(async ({ attempts }) => {
		for (let n = 0; n < 10_000; n++) await attempts.insert(attempt(`t${n}`, waiting(n < 3 ? 11 : 5)));
	});
	const read: string[] = [];
	const attempts: Stores["attempts"] = {
		...store.read.attempts,
		async awaiting(filter) {
			const due = await store.read.attempts.awaiting(filter);
			read.push(...due.map(({ id }) => id));
			return due;
		},
	};
	const work = { read: { ...store.read, attempts }, write: store.write.bind(store) };
	assert.equal(await stopSilent({ ...options, work }), 3);
	assert.deepEqual(read.sort(), ["t0", "t1", "t2"]);
	assert.equal((await store.read.attempts.list({ state: "stopped", limit: 10 })).length, 3);
	assert.equal(await stopSilent({ ...options, work }), 0, "and not a second time");
});

test("more than fit into one look are all stopped", async (t) => {
	const store = await temporaryStore(t);
	await store.write(async ({ attempts }) => {
		for (let n = 0; n < 201; n++) await attempts.insert(attempt(`t${n}`, waiting(11)));
	});
	assert.equal(await stopSilent({ ...options, work: store }), 201);
});

test("of a thousand managed devices only those are looked at that may be silent; who came meanwhile is left alone, who did not is asked once", async (t) => {
	const store = await temporaryStore(t);
	const followed = (days: number) => ({ state: "enrolled", awaits: "contact", awaitsSince: now - days * day }) as const;
	await store.write(async ({ attempts, devices }) => {
		for (let n = 0; n < 1000; n++) {
			await attempts.insert(attempt(`t${n}`, { ...followed(n < 3 ? 29 : 28), deviceId: `d${n}` }));
			await devices.insert(device(`d${n}`, { attemptId: `t${n}`, state: "managed", lastSeenAt: now - (n === 0 ? 1 : 29) * day }));
		}
	});
	const read: string[] = [];
	const counted = <T>(unit: (stores: Stores) => Promise<T>) =>
		store.write((stores) => {
			const counting: Stores["attempts"]["byId"] = (id) => {
				read.push(id);
				return stores.attempts.byId(id);
			};
			return unit({ ...stores, attempts: { ...stores.attempts, byId: counting } });
		});
	assert.equal(await stopSilent({ ...options, work: { read: store.read, write: counted } }), 0);
	assert.deepEqual(read.sort(), ["t0", "t1", "t2"]);
	const waits = async (id: string) => {
		const found = await store.read.attempts.byId(id);
		return [found?.state, found?.awaits, found?.awaitsSince];
	};
	assert.deepEqual(await waits("t0"), ["enrolled", "contact", now - day]);
	assert.deepEqual(await waits("t1"), ["enrolled", "answer", now]);
	assert.equal(await store.read.jobs.countDue(now), 2, "a push for each of the two");

	// A day later one of them has answered.
	const later = now + day;
	await store.write(({ devices }) => devices.update("d1", { lastSeenAt: now + 1 }));
	assert.equal(await stopSilent({ ...options, clock: { now: () => later }, limits: { ...limits, contact: 40 * day }, work: store }), 1);
	assert.deepEqual(await waits("t1"), ["enrolled", "contact", now + 1]);
	assert.deepEqual(await waits("t2"), ["stopped", null, null]);
	assert.equal((await store.read.attempts.byId("t2"))?.code, "device-went-silent");
});

test("nobody was silent towards a service that was away", async (t) => {
	const store = await temporaryStore(t);
	await store.write(({ attempts }) => attempts.insert(attempt("a", waiting(600))));
	assert.equal(await stopSilent({ ...options, work: store, upSince: now - 9 * minute }), 0);
	assert.equal(await stopSilent({ ...options, work: store, upSince: now - 10 * minute }), 1);
});

test("a sign that comes while the try is judged counts", async (t) => {
	const store = await temporaryStore(t);
	await store.write(({ attempts }) => attempts.insert(attempt("a", waiting(11))));
	const steps: Stores["attempts"]["steps"] = async (id) => {
		await store.write(({ attempts }) => attempts.update(id, { awaits: "push-token", awaitsSince: now, updatedAt: now }));
		return store.read.attempts.steps(id);
	};
	const work = { read: { ...store.read, attempts: { ...store.read.attempts, steps } }, write: store.write.bind(store) };
	assert.equal(await stopSilent({ ...options, work }), 0);
	const found = await store.read.attempts.byId("a");
	assert.deepEqual([found?.state, found?.awaits], ["open", "push-token"]);
});

test("whoever was retired, or enrolled again by another try, is waited for no more", async (t) => {
	const store = await temporaryStore(t);
	const enrolled = { state: "enrolled", awaits: "connection", awaitsSince: now - 31 * minute } as const;
	await store.write(async ({ attempts, devices }) => {
		await attempts.insert(attempt("retired", { ...enrolled, deviceId: "d1" }));
		await devices.insert(device("d1", { attemptId: "retired", state: "retired" }));
		await attempts.insert(attempt("earlier", { ...enrolled, deviceId: "d2" }));
		await devices.insert(device("d2", { attemptId: "later" }));
	});
	assert.equal(await stopSilent({ ...options, work: store }), 0);
	for (const id of ["retired", "earlier"]) {
		const found = await store.read.attempts.byId(id);
		assert.deepEqual([found?.state, found?.awaits], ["enrolled", null], id);
	}
});

test("a fleet that was out of touch while the service was away is called back by and by", async (t) => {
	const store = await temporaryStore(t);
	const devices = 2_500;
	await store.write(async (stores) => {
		for (let n = 0; n < devices; n++) {
			const followed = { state: "enrolled", awaits: "contact", awaitsSince: now - 60 * day + n } as const;
			await stores.attempts.insert(attempt(`t${n}`, { ...followed, deviceId: `d${n}` }));
			await stores.devices.insert(device(`d${n}`, { attemptId: `t${n}`, lastSeenAt: now - 61 * day }));
		}
	});
	assert.equal(await stopSilent({ ...options, work: store }), 0);
	assert.equal(await store.read.jobs.countDue(now), 2_000);
	assert.equal(await stopSilent({ ...options, work: store }), 0);
	assert.equal(await store.read.jobs.countDue(now), devices);
});

test("whoever left a try behind and enrolled by another one is no incident; whose phone is known by its try is", async (t) => {
	const store = await temporaryStore(t);
	const upn = "hana@example.com";
	const left = { upn, awaits: "installation", awaitsSince: now - 61 * minute, startedAt: now - 70 * minute } as const;
	const phone = { udid: "udid-1", serial: "F1", product: "iPhone15,2", osVersion: "18.5" };
	await store.write(async ({ attempts }) => {
		await attempts.insert(attempt("left", left));
		await attempts.insert(attempt("another", { upn, state: "enrolled", startedAt: now - 50 * minute, updatedAt: now - 40 * minute }));
	});
	assert.equal(await stopSilent({ ...options, work: store }), 1);
	assert.deepEqual(
		[(await store.read.attempts.byId("left"))?.code, await store.read.incidents.list({ limit: 9 })],
		["profile-not-installed", []],
	);
	await store.write(({ attempts }) => attempts.insert(attempt("known", { ...left, device: phone })));
	assert.equal(await stopSilent({ ...options, work: store }), 1);
	assert.equal((await store.read.incidents.list({ limit: 9 })).length, 1);
});
