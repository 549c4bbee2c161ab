import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { explained, newDevice, rows, type TestDevice, unchanged } from "./enrolled-device.ts";
import { type House, openHouse } from "./harness.ts";

let house: House;

before(async () => {
	house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" }, pushEvery: 3_600_000 });
	for (const name of ["many", "one", "two", "three"]) await house.addUser(`${name}@contoso.example`);
});
after(() => house[Symbol.asyncDispose]());

async function devicesFor(name: string, count: number, known: { udid?: string; serial?: string } = {}): Promise<TestDevice[]> {
	const devices: TestDevice[] = [];
	for (let n = 0; n < count; n++) devices.push(await newDevice(house, `${name}@contoso.example`, known));
	return devices;
}

const statuses = (devices: readonly TestDevice[]) => Promise.all(devices.map(async (device) => (await device.authenticate()).status));
const open = async (serial: string) =>
	(await house.domain.store.read.devices.list({ search: serial, limit: 50 })).filter(
		({ state }) => state === "pending" || state === "managed",
	);

test("more phones at once than a user may have: as many as the limit says, and each other one knows why", async () => {
	const devices = await devicesFor("many", 18);
	const answers = await statuses(devices);
	assert.deepEqual([answers.filter((status) => status === 200).length, answers.filter((status) => status === 403).length], [15, 3]);
	for (const [n, { given }] of devices.entries()) {
		const { state, code } = await house.attempt(given.attempt.reference);
		assert.deepEqual([state, code], answers[n] === 200 ? ["open", null] : ["refused", "device-cap-reached"]);
	}
	// A retired one makes room for exactly one.
	const [first] = devices.filter((_, n) => answers[n] === 200);
	assert.equal((await first?.tokenUpdate())?.status, 200);
	assert.equal((await first?.checkOut())?.status, 200);
	const late = await statuses(devices.filter((_, n) => answers[n] === 403));
	assert.deepEqual(
		late.toSorted((a, b) => a - b),
		[200, 403, 403],
	);
});

test("two people claim the same phone at once: one has it, the other is told, and there is one record", async () => {
	for (const known of [{ udid: "00008030-00000000000000AA", serial: "SAMEPHONE1" }, { serial: "SAMEPHONE2" }]) {
		const [one] = await devicesFor("one", 1, known);
		const [two] = await devicesFor("two", 1, known);
		assert.ok(one !== undefined && two !== undefined);
		const answers = await statuses([one, two]);
		assert.deepEqual(
			answers.toSorted((a, b) => a - b),
			[200, 403],
		);
		const [winner, loser] = answers[0] === 200 ? [one, two] : [two, one];
		assert.equal((await explained(house, loser.given.attempt.reference)).code, "enrolled-by-another-user");
		assert.deepEqual(
			(await open(known.serial)).map(({ udid }) => udid),
			[winner.udid],
		);
		assert.equal((await winner.tokenUpdate()).status, 200);
		assert.equal((await unchanged(house, () => loser.tokenUpdate())).status, 400);
	}
});

test("the same phone says everything ten times at once", async () => {
	const [device] = await devicesFor("three", 1);
	assert.ok(device !== undefined);
	const ten = <T>(what: () => Promise<T>) => Promise.all(Array.from({ length: 10 }, what));
	for (const { status } of await ten(() => device.authenticate())) assert.equal(status, 200);
	for (const { status } of await ten(() => device.tokenUpdate())) assert.equal(status, 200);
	assert.equal((await open(device.serial)).length, 1);
	const commands = (rows(house, "commands")["commands"] as readonly { readonly deviceId: string; readonly state: string }[]).filter(
		({ state }) => state !== "cancelled",
	);
	const id = (await open(device.serial))[0]?.id;
	assert.equal(commands.filter(({ deviceId }) => deviceId === id).length, 4, "what a new device is asked, once");
	const bodies = new Set((await ten(() => device.idle())).map(({ body }) => body));
	assert.equal(bodies.size, 1, "one command until it is answered");
	assert.equal((await house.attempt(device.given.attempt.reference)).state, "enrolled");
	for (const { status } of await ten(() => device.checkOut())) assert.equal(status, 200);
	assert.equal((await open(device.serial)).length, 0);
});

test("a push certificate of another topic is stopped before it silences anybody", async () => {
	const { pushCertificates } = house.domain.store.read;
	const topic = (await pushCertificates.current())?.topic;
	const [device] = await devicesFor("three", 1);
	assert.ok(device !== undefined);
	for (const send of [device.authenticate, device.tokenUpdate]) assert.equal((await send()).status, 200);
	const managed = await house.domain.store.read.devices.count({ state: "managed" });
	assert.ok(managed > 0);
	const other = "99999999-2222-3333-4444-555555555555";
	for (const confirmed of [undefined, managed - 1, managed + 1]) {
		await assert.rejects(house.uploadPush(other, confirmed), (error: Error) => {
			const { kind, devices } = JSON.parse(error.message);
			return kind === "push-certificate-topic-changed" && devices === managed;
		});
	}
	assert.equal((await pushCertificates.current())?.topic, topic);
	// Confirmed all the same: a phone that has its profile already is told that it is too old, not let in to fall silent.
	const [waiting] = await devicesFor("three", 1);
	assert.ok(waiting !== undefined);
	await house.uploadPush(other, managed);
	assert.equal((await unchanged(house, () => waiting.authenticate())).status, 403);
	assert.equal((await explained(house, waiting.given.attempt.reference)).code, "push-topic-changed");
	assert.equal((await device.idle()).status, 200, "who is enrolled is not refused for it");
});

test("nothing of all this is an error of the service", () => {
	assert.deepEqual(house.complaints, []);
});
