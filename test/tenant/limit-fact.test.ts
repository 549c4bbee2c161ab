import assert from "node:assert/strict";
import { test } from "node:test";
import type { Device } from "../../src/devices/ports.ts";
import { addUser, changeUser, joinGroup } from "../../src/directory/change-user.ts";
import type { Store } from "../../src/store/open.ts";
import { limitFact } from "../../src/tenant/limit-fact.ts";
import { createPolicy } from "../../src/tenant/policies.ts";
import { temporaryStore } from "../temporary-store.ts";

const day = 86_400_000;
const now = 1_000 * day;

async function give(store: Store, id: string, change: Partial<Device>): Promise<void> {
	const device: Device = {
		id,
		udid: `udid-${id}`,
		serial: `SERIAL-${id}`,
		imei: null,
		product: "iPhone15,2",
		osVersion: "17.5",
		buildVersion: null,
		name: null,
		label: null,
		userId: "taro",
		ownership: "personal",
		state: "managed",
		topic: "com.apple.mgmt.External.1",
		fingerprint: `fingerprint-${id}`,
		pushToken: null,
		pushMagic: null,
		unlockToken: null,
		awaitingConfiguration: false,
		attemptId: null,
		enrolledAt: now - 10 * day,
		lastSeenAt: now - day,
		lastPushAt: null,
		pushDeadAt: null,
		information: {},
		...change,
	};
	await store.write((stores) => stores.devices.insert(device));
}

async function taro(store: Store): Promise<void> {
	await store.write(async (stores) => {
		await addUser(stores, { upn: "taro@contoso.com", id: "taro", now: 0 });
		await joinGroup(stores, { upn: "taro@contoso.com", group: "Sales", newId: () => "sales" });
	});
	await give(store, "phone", { name: "Taro's iPhone" });
	await give(store, "old", { lastSeenAt: now - 40 * day, enrolledAt: now - 300 * day });
	await give(store, "forgotten", { lastSeenAt: now - 91 * day, enrolledAt: now - 300 * day });
	await give(store, "half-done", { state: "pending", enrolledAt: now - 2 * day, lastSeenAt: null });
	await give(store, "retired", { state: "retired" });
	await give(store, "replaced", { state: "replaced" });
	await give(store, "hanako's", { userId: "hanako" });
}

test("what counts for a user, the stale one first", async (t) => {
	const store = await temporaryStore(t);
	await taro(store);
	assert.deepEqual(await limitFact(store.read, "taro", now), {
		policy: "Default",
		priority: null,
		group: null,
		limit: 15,
		applies: true,
		counted: [
			{ id: "old", name: "iPhone 14 Pro", serial: "SERIAL-old", product: "iPhone15,2", lastSeenAt: now - 40 * day, stale: true },
			{ id: "phone", name: "Taro's iPhone", serial: "SERIAL-phone", product: "iPhone15,2", lastSeenAt: now - day, stale: false },
		],
	});
});

test("the limit is that of the policy that applies", async (t) => {
	const store = await temporaryStore(t);
	await taro(store);
	await store.write((stores) =>
		createPolicy(stores, { kind: "device-limit", id: "two", name: "Two", settings: { limit: 2 }, groups: ["sales"], now: 1 }),
	);
	const { counted, ...fact } = await limitFact(store.read, "taro", now);
	assert.deepEqual(fact, { policy: "Two", priority: 1, group: "Sales", limit: 2, applies: true });
	assert.equal(counted.length, 2);
});

test("no limit binds an enrollment manager, nor a device without user", async (t) => {
	const store = await temporaryStore(t);
	await taro(store);
	await store.write((stores) => changeUser(stores, { upn: "taro@contoso.com", change: { enrollmentManager: true }, now: 1 }));
	const manager = await limitFact(store.read, "taro", now);
	assert.deepEqual([manager.applies, manager.counted.length], [false, 2]);
	const userless = await limitFact(store.read, null, now);
	assert.deepEqual([userless.applies, userless.policy, userless.counted], [false, "Default", []]);
});
