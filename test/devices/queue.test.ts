import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type TestContext, test } from "node:test";
import { askAgainAfterMs, enqueue, nextCommand, recordResult } from "../../src/devices/queue.ts";
import {
	clearPasscode,
	deviceInformation,
	deviceLock,
	parseCommand,
	profileList,
	removeProfile,
	securityInfo,
} from "../../src/protocol/mdm/commands.ts";
import type { ResultStatus } from "../../src/protocol/mdm/result.ts";
import { type PlistDict, PlistReal } from "../../src/protocol/plist/value.ts";
import { managedDevice, openTestStore, randomness, result, sealer } from "./device-fixture.ts";

/** A store with one device, and that device's side of the conversation. */
async function setUp(t: TestContext) {
	const store = await openTestStore(t);
	let now = 10_000;
	await store.write((stores) => stores.devices.insert(managedDevice("d1")));
	return {
		store,
		at: () => now,
		/** Queues these; their CommandUUIDs are their names. */
		queue: (...names: string[]) =>
			store.write(async (stores) => {
				for (const name of names) await enqueue(stores, "d1", deviceLock(name), { now });
			}),
		/** One request of the device and the server's answer to it, in one unit of work: the CommandUUID, or null for an empty body. */
		say: (status: ResultStatus, uuid: string | null = null, more: PlistDict = {}, deviceId = "d1") => {
			now += 1000;
			return store.write(async (stores) => {
				const device = await stores.devices.byId(deviceId);
				assert.ok(device);
				const recorded = await recordResult(stores, device, result(deviceId, status, uuid, more), now);
				const next = await nextCommand(stores, deviceId, { after: status, now, sealer, randomness });
				return { recorded: recorded.kind, next: next?.commandUuid ?? null };
			});
		},
		state: async (uuid: string) => (await store.read.commands.byUuid(uuid))?.state,
		pushDueAt: async () => {
			const jobs = await store.write((stores) => stores.jobs.claim({ kinds: ["push"], now: now + 1e9, leaseUntil: 0, limit: 10 }));
			return jobs[0]?.dueAt ?? null;
		},
	};
}

test("commands go out one after another, and an empty queue is null", async (t) => {
	const { queue, say, state } = await setUp(t);
	await queue("A", "B");
	assert.equal((await say("Idle")).next, "A");
	assert.equal(await state("A"), "sent");
	assert.equal((await say("Acknowledged", "A")).next, "B");
	assert.equal((await say("Acknowledged", "B")).next, null);
	assert.equal(await state("B"), "acknowledged");
	assert.equal((await say("Idle")).next, null);
});

test("what goes out is the command's plist", async (t) => {
	const { store } = await setUp(t);
	const sent = await store.write(async (stores) => {
		await enqueue(stores, "d1", deviceInformation("q-1", ["OSVersion"]), { now: 1 });
		return nextCommand(stores, "d1", { after: "Idle", now: 2, sealer, randomness });
	});
	assert.ok(sent);
	const { requestType, command, commandUuid } = parseCommand(sent.body);
	assert.deepEqual(
		[commandUuid, requestType, sent.requestType, command["Queries"]],
		["q-1", "DeviceInformation", "DeviceInformation", ["OSVersion"]],
	);
});

test("a command stays until it is answered: a lost answer means that it is sent again", async (t) => {
	const { queue, say } = await setUp(t);
	await queue("A");
	assert.equal((await say("Idle")).next, "A");
	assert.equal((await say("Idle")).next, "A");
	assert.equal((await say("Acknowledged", "A")).next, null);
});

test("NotNow: not again in this connection, again in the next", async (t) => {
	const { queue, say, state } = await setUp(t);
	await queue("A");
	await say("Idle");
	assert.deepEqual(await say("NotNow", "A"), { recorded: "not-now", next: null });
	assert.equal(await state("A"), "not-now");
	assert.equal((await say("Idle")).next, "A");
	assert.equal((await say("Acknowledged", "A")).next, null);
});

test("A and B: NotNow A, Acknowledge B, NotNow A again does not send B again", async (t) => {
	const { queue, say, state } = await setUp(t);
	await queue("A", "B");
	assert.equal((await say("Idle")).next, "A");
	assert.equal((await say("NotNow", "A")).next, "B");
	assert.equal((await say("Acknowledged", "B")).next, null);
	assert.equal((await say("NotNow", "A")).next, null);
	assert.deepEqual([await state("A"), await state("B")], ["not-now", "acknowledged"]);
});

test("a second Acknowledge of B does not lose A", async (t) => {
	const { queue, say, state } = await setUp(t);
	await queue("A", "B");
	await say("Idle");
	await say("NotNow", "A");
	await say("Acknowledged", "B");
	assert.deepEqual(await say("Acknowledged", "B"), { recorded: "unknown", next: null });
	assert.equal(await state("A"), "not-now");
	assert.equal((await say("Idle")).next, "A");
});

test("a duplicate or an unknown CommandUUID drops nothing and changes nothing", async (t) => {
	const { queue, say, state } = await setUp(t);
	await queue("A", "B");
	await say("Idle");
	await say("Acknowledged", "A");
	for (const [status, uuid] of [
		["Acknowledged", "A"],
		["Error", "A"],
		["NotNow", "A"],
		["Acknowledged", "no such command"],
	] as const) {
		assert.equal((await say(status, uuid)).recorded, "unknown", `${status} ${uuid}`);
	}
	assert.deepEqual([await state("A"), await state("B")], ["acknowledged", "sent"]);
	assert.equal((await say("Idle")).next, "B");
});

test("a CommandUUID comes back in either case", async (t) => {
	const { queue, say, state } = await setUp(t);
	await queue("ab-cd");
	await say("Idle");
	assert.equal((await say("Acknowledged", "aB-cD")).recorded, "recorded");
	assert.equal(await state("AB-CD"), "acknowledged");
});

test("a device cannot answer another device's command, nor get it", async (t) => {
	const { store, queue, say, state } = await setUp(t);
	await store.write((stores) => stores.devices.insert(managedDevice("d2")));
	await queue("A");
	await say("Idle");
	assert.deepEqual(await say("Acknowledged", "A", {}, "d2"), { recorded: "unknown", next: null });
	assert.equal(await state("A"), "sent");
});

test("NotNow, then something else: the device does not come by itself, so it is asked to", async (t) => {
	const { queue, say, pushDueAt, at } = await setUp(t);
	await queue("A", "B");
	await say("Idle");
	await say("NotNow", "A");
	assert.equal(await pushDueAt(), null);
	await say("Acknowledged", "B");
	assert.equal(await pushDueAt(), at() + askAgainAfterMs);
});

test("NotNow as the last word, or nothing left: nobody asks", async (t) => {
	const { queue, say, pushDueAt } = await setUp(t);
	await queue("A");
	await say("Idle");
	await say("NotNow", "A");
	assert.equal(await pushDueAt(), null);
	await say("Idle");
	await say("Acknowledged", "A");
	assert.equal(await pushDueAt(), null);
});

test("new commands before those that wait since a NotNow", async (t) => {
	const { queue, say } = await setUp(t);
	await queue("A");
	await say("Idle");
	await say("NotNow", "A");
	await queue("B");
	assert.equal((await say("Idle")).next, "B");
	assert.equal((await say("Acknowledged", "B")).next, null);
	assert.equal((await say("Idle")).next, "A");
});

test("an Error ends the command and keeps its ErrorChain", async (t) => {
	const { queue, say, store } = await setUp(t);
	await queue("A", "B");
	await say("Idle");
	const chain = [
		{ ErrorCode: 4001, ErrorDomain: "MCInstallationErrorDomain", LocalizedDescription: "失敗", USEnglishDescription: "Failed" },
		{ ErrorCode: 12_021, ErrorDomain: "MCMDMErrorDomain", LocalizedDescription: "x".repeat(900) },
	];
	assert.equal((await say("Error", "A", { ErrorChain: chain })).next, "B");
	await say("CommandFormatError", "B");
	const kept = await store.read.commands.byUuid("A");
	assert.equal(kept?.state, "error");
	const told = JSON.parse(kept.result ?? "");
	assert.deepEqual(told.errorChain[0], { code: 4001, domain: "MCInstallationErrorDomain", localized: "失敗", usEnglish: "Failed" });
	assert.equal(told.errorChain[1].localized.length, 256);
	assert.equal(JSON.parse((await store.read.commands.byUuid("B"))?.result ?? "").status, "CommandFormatError");
});

test("of answers only the fields that are shown are kept", async (t) => {
	const { store, say } = await setUp(t);
	await store.write(async (stores) => {
		await enqueue(stores, "d1", deviceInformation("I"), { now: 1 });
		await enqueue(stores, "d1", securityInfo("S"), { now: 1 });
		await enqueue(stores, "d1", profileList("P"), { now: 1 });
	});
	await say("Idle");
	await say("Acknowledged", "I", {
		QueryResponses: {
			DeviceName: "花子のiPhone",
			OSVersion: "18.2",
			BatteryLevel: new PlistReal(0.5),
			PhoneNumber: "+81 90 0000 0000",
			WiFiMAC: "aa:bb",
			ITunesStoreAccountHash: "secret",
			SerialNumber: "ANOTHER",
		},
	});
	await say("Acknowledged", "S", { SecurityInfo: { PasscodePresent: true, Surprise: "x" } });
	await say("Acknowledged", "P", {
		ProfileList: [{ PayloadIdentifier: "org.genkan", PayloadContent: [], SignerCertificates: [Buffer.from("x")] }],
	});
	const device = await store.read.devices.byId("d1");
	assert.ok(device);
	assert.deepEqual([device.name, device.osVersion, device.buildVersion, device.serial], ["花子のiPhone", "18.2", "22B83", "SERIAL-d1"]);
	const information = JSON.parse(device.information["DeviceInformation"] ?? "");
	assert.deepEqual([information.deviceName, information.batteryLevel, information.at > 0], ["花子のiPhone", 0.5, true]);
	assert.doesNotMatch(JSON.stringify(device.information), /secret|Surprise|90 0000|aa:bb/);
	assert.equal(JSON.parse(device.information["SecurityInfo"] ?? "").passcodePresent, true);
	assert.equal(JSON.parse(device.information["ProfileList"] ?? "").profiles[0].identifier, "org.genkan");
});

test("a command that holds a secret lies sealed, and goes out open", async (t) => {
	const { store } = await setUp(t);
	const command = clearPasscode("U-1", Buffer.from("unlock token"));
	await assert.rejects(store.write((stores) => enqueue(stores, "d1", command, { now: 1 })));
	await store.write((stores) => enqueue(stores, "d1", command, { now: 1, sealer }));
	const lying = await store.read.commands.byUuid("U-1");
	assert.ok(lying?.sealed);
	assert.equal(Buffer.from(lying.body).includes(Buffer.from("unlock token").toString("base64")), false);
	const sent = await store.write((stores) => nextCommand(stores, "d1", { after: "Idle", now: 2, sealer, randomness }));
	assert.deepEqual(Buffer.from(sent?.body ?? []), command.body);
});

test("RemoveProfile acknowledged by a device that is being retired ends it; by any other it does not", async (t) => {
	const { store, say, queue } = await setUp(t);
	await store.write((stores) => enqueue(stores, "d1", removeProfile("R", "some.other.profile"), { now: 1 }));
	await say("Idle");
	await say("Acknowledged", "R");
	assert.equal((await store.read.devices.byId("d1"))?.state, "managed");
	await store.write(async (stores) => {
		await stores.devices.update("d1", { state: "retire-pending" });
		await enqueue(stores, "d1", removeProfile("R2", "org.genkan.enrollment"), { now: 2 });
	});
	await queue("LATER");
	await say("Idle");
	assert.equal((await say("Acknowledged", "R2")).next, null);
	const device = await store.read.devices.byId("d1");
	assert.deepEqual([device?.state, device?.pushToken, device?.pushMagic], ["retired", null, null]);
	assert.equal((await store.read.commands.byUuid("LATER"))?.state, "cancelled");
});
