import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { lockDevice, retireDevice, syncDevice, wipeDevice } from "../../src/devices/actions.ts";
import { queueAfterEnrollment } from "../../src/devices/after-enrollment.ts";
import type { Device } from "../../src/devices/ports.ts";
import { nextCommand, recordResult } from "../../src/devices/queue.ts";
import { parseCommand } from "../../src/protocol/mdm/commands.ts";
import { managedDevice, openTestStore, randomness, result, sealer } from "./device-fixture.ts";

const context = { now: 5000, randomness };
const profile = { profileIdentifier: "org.genkan.enrollment" };

async function setUp(t: TestContext, change: Partial<Device> = {}) {
	const store = await openTestStore(t);
	await store.write((stores) => stores.devices.insert(managedDevice("d1", change)));
	const device = async () => {
		const found = await store.read.devices.byId("d1");
		assert.ok(found);
		return found;
	};
	const pushesDue = () => store.read.jobs.countDue(context.now);
	/** The device comes and acknowledges everything; what it was told. */
	const obey = () =>
		store.write(async (stores) => {
			const told: string[] = [];
			let after: "Idle" | "Acknowledged" = "Idle";
			for (;;) {
				const next = await nextCommand(stores, "d1", { after, now: 6000, sealer, randomness });
				if (next === null) return told;
				told.push(next.requestType);
				const now = await stores.devices.byId("d1");
				assert.ok(now);
				await recordResult(stores, now, result("d1", "Acknowledged", next.commandUuid), 6000);
				after = "Acknowledged";
			}
		});
	return { store, device, pushesDue, obey };
}

test("after the enrollment the device is asked four things once, and called", async (t) => {
	const { store, pushesDue, obey } = await setUp(t);
	const begin = () => store.write((stores) => queueAfterEnrollment(stores, "d1", context));
	await begin();
	assert.equal(await pushesDue(), 1);
	await begin();
	const bodies = (await store.read.commands.ofDevice("d1", 50)).map(({ body }) => parseCommand(body));
	const applications = bodies.find(({ requestType }) => requestType === "InstalledApplicationList");
	assert.equal(applications?.command["ManagedAppsOnly"], true, "a personal device is asked for managed applications only");
	assert.deepEqual(await obey(), ["DeviceInformation", "SecurityInfo", "ProfileList", "InstalledApplicationList"]);
	await begin();
	assert.deepEqual(await obey(), [], "a later TokenUpdate asks nothing again");
	await store.write((stores) => stores.devices.update("d1", { enrolledAt: 5001 }));
	await store.write((stores) => queueAfterEnrollment(stores, "d1", { ...context, now: 5001 }));
	assert.equal((await obey()).length, 4, "a new enrollment asks anew");
});

test("lock and sync queue a command and call the device", async (t) => {
	const { store, pushesDue, obey } = await setUp(t);
	const locked = await store.write((stores) => lockDevice(stores, "d1", context, { message: "拾った方は" }));
	assert.equal(locked.ok, true);
	assert.equal(await pushesDue(), 1);
	const synced = await store.write((stores) => syncDevice(stores, "d1", context));
	const again = await store.write((stores) => syncDevice(stores, "d1", context));
	assert.deepEqual(again, synced, "what it was asked and has not answered is not asked twice");
	assert.deepEqual(await obey(), ["DeviceLock", "DeviceInformation"]);
});

test("retire: does not count at once, and is retired when it obeyed", async (t) => {
	const { store, device, obey } = await setUp(t);
	const outcome = await store.write((stores) => retireDevice(stores, "d1", context, profile));
	assert.ok(outcome.ok && outcome.commandUuid !== null);
	const body = (await store.read.commands.byUuid(outcome.commandUuid))?.body ?? new Uint8Array();
	assert.equal(parseCommand(body).command["Identifier"], "org.genkan.enrollment");
	assert.equal((await device()).state, "retire-pending");
	assert.deepEqual(await store.write((stores) => retireDevice(stores, "d1", context, profile)), {
		ok: false,
		problem: { kind: "already-pending", state: "retire-pending" },
	});
	assert.deepEqual(await obey(), ["RemoveProfile"]);
	assert.equal((await device()).state, "retired");
});

test("retire again after the device refused: it is told again", async (t) => {
	const { store, device } = await setUp(t);
	const first = await store.write((stores) => retireDevice(stores, "d1", context, profile));
	assert.ok(first.ok && first.commandUuid !== null);
	const uuid = first.commandUuid;
	const retiring = await device();
	await store.write((stores) => recordResult(stores, retiring, result("d1", "Error", uuid), 5500));
	assert.equal((await device()).state, "retire-pending");
	assert.equal((await store.write((stores) => retireDevice(stores, "d1", context, profile))).ok, true);
});

test("retire of one that never got its push token ends the record", async (t) => {
	const { store, device } = await setUp(t, { state: "pending", pushToken: null, pushMagic: null });
	assert.deepEqual(await store.write((stores) => retireDevice(stores, "d1", context, profile)), { ok: true, commandUuid: null });
	assert.equal((await device()).state, "retired");
});

test("retire of one that cannot be called ends the record, also where it was to be told before", async (t) => {
	for (const change of [{ pushDeadAt: 4000 }, { pushToken: null, pushMagic: null }]) {
		const { store, device } = await setUp(t);
		assert.equal((await store.write((stores) => retireDevice(stores, "d1", context, profile))).ok, true);
		await store.write((stores) => stores.devices.update("d1", change));
		assert.deepEqual(await store.write((stores) => retireDevice(stores, "d1", context, profile)), { ok: true, commandUuid: null });
		assert.equal((await device()).state, "retired");
		assert.equal(await store.read.commands.countOpen("d1"), 0, "what it was to be told is told nobody");
	}
});

test("wipe: erases, and takes the place of a retirement that was not obeyed yet", async (t) => {
	const { store, device, obey } = await setUp(t);
	await store.write((stores) => retireDevice(stores, "d1", context, profile));
	assert.equal((await store.write((stores) => wipeDevice(stores, "d1", context))).ok, true);
	assert.equal((await device()).state, "wipe-pending");
	for (const action of [wipeDevice, lockDevice, syncDevice]) {
		const outcome = await store.write((stores) => action(stores, "d1", context));
		assert.deepEqual(outcome, { ok: false, problem: { kind: "already-pending", state: "wipe-pending" } });
	}
	assert.deepEqual(await obey(), ["EraseDevice"]);
	assert.equal((await device()).state, "wiped");
});

test("what is not there or not managed is refused, and nothing is queued", async (t) => {
	const { store } = await setUp(t, { state: "unenrolled" });
	const retire = (stores: Parameters<typeof lockDevice>[0], id: string) => retireDevice(stores, id, context, profile);
	for (const action of [lockDevice, syncDevice, wipeDevice, retire]) {
		const ended = await store.write((stores) => action(stores, "d1", context));
		assert.deepEqual(ended, { ok: false, problem: { kind: "device-not-managed", state: "unenrolled" } });
		const unknown = await store.write((stores) => action(stores, "nobody", context));
		assert.deepEqual(unknown, { ok: false, problem: { kind: "device-not-found" } });
	}
	assert.equal(await store.read.commands.countOpen("d1"), 0);
});
