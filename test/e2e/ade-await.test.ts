import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { releaseWaiting } from "../../src/enrollment/release-waiting.ts";
import { type AdeHouse, openAdeHouse } from "./ade-house.ts";

/** Phones that Setup Assistant holds until their configuration is done. */
let ade: AdeHouse;

before(async () => {
	ade = await openAdeHouse();
	await ade.addProfile("kiosk", { signIn: "none", awaitConfiguration: true, nameTemplate: "Shop {{DEVICETYPE}} {{SERIAL}}" });
	await ade.addProfile("free", { signIn: "none" });
});
after(() => ade[Symbol.asyncDispose]());

let made = 0;

async function setUp(profileId: string, change: Parameters<AdeHouse["phone"]>[1] = {}) {
	const number = String(++made).padStart(4, "0");
	const serial = `F2LXA${number}A`;
	await ade.assign(serial, profileId);
	const phone = ade.phone(profileId, { serial, udid: `00008110-0000000000${number}02`, ...change });
	const done = await phone.setUp();
	assert.ok(done.ok, JSON.stringify(done));
	const device = await ade.house.domain.store.read.devices.bySerial(serial);
	assert.ok(device?.attemptId);
	return { phone: done.phone, deviceId: device.id, attemptId: device.attemptId };
}

const commandsOf = async (deviceId: string) =>
	(await ade.house.domain.store.read.commands.ofDevice(deviceId, 50)).map(({ requestType, state }) => `${requestType} ${state}`);
const stepsOf = async (attemptId: string) => (await ade.house.domain.store.read.attempts.steps(attemptId)).map(({ name }) => name);
const release = () =>
	releaseWaiting({ work: ade.house.domain.store, clock: ade.house.clock, randomness: ade.house.domain.randomness, awaitFor: 15 * 60_000 });

test("a waiting phone gets its name, is asked its first questions, and is let go in the same connection", async () => {
	const { phone, deviceId, attemptId } = await setUp("kiosk");
	assert.equal(phone.state().awaitingConfiguration, true);
	const connected = await phone.connect();
	assert.deepEqual(
		connected.commands.map(({ requestType, status }) => `${requestType} ${status}`),
		["Settings", "DeviceInformation", "SecurityInfo", "ProfileList", "InstalledApplicationList", "DeviceConfigured"].map(
			(one) => `${one} Acknowledged`,
		),
	);
	assert.equal(phone.state().awaitingConfiguration, false);
	assert.equal((await stepsOf(attemptId)).filter((name) => name === "configured").length, 1);
	const device = await ade.house.domain.store.read.devices.byId(deviceId);
	assert.equal(device?.awaitingConfiguration, false);
	assert.equal(device?.name, `Shop iPhone ${device?.serial}`);
	ade.house.clock.move(20 * 60_000);
	await release();
	assert.equal((await commandsOf(deviceId)).filter((one) => one.startsWith("DeviceConfigured")).length, 1, "and not a second time");
});

test("a phone that never answers is let go when its time is over, and asked again behind that", async () => {
	const silent = { kind: "no-answer", commands: ["DeviceInformation"] } as const;
	const { phone, deviceId, attemptId } = await setUp("kiosk", { misbehaves: [silent] });
	await phone.connect();
	await phone.connect();
	ade.house.clock.move(14 * 60_000);
	await release();
	assert.ok(!(await commandsOf(deviceId)).some((one) => one.startsWith("DeviceConfigured")), "not before its time");
	assert.equal(phone.state().awaitingConfiguration, true);
	ade.house.clock.move(2 * 60_000);
	assert.equal(await release(), 1);
	await phone.connect();
	assert.equal(phone.state().awaitingConfiguration, false);
	assert.ok((await stepsOf(attemptId)).includes("configured"));
	const commands = await commandsOf(deviceId);
	assert.ok(commands.includes("DeviceInformation cancelled") && commands.includes("DeviceInformation sent"), commands.join());
	assert.equal(await release(), 0);
});

test("a phone that was never reached at all is let go by the same clock, and an answer of “not now” holds nobody longer", async () => {
	const { phone, deviceId } = await setUp("kiosk", { misbehaves: [{ kind: "not-now", commands: ["SecurityInfo"], times: 1 }] });
	await phone.connect();
	assert.equal(phone.state().awaitingConfiguration, true);
	ade.house.clock.move(16 * 60_000);
	assert.equal(await release(), 1);
	await phone.connect();
	assert.equal(phone.state().awaitingConfiguration, false);
	assert.ok((await commandsOf(deviceId)).includes("SecurityInfo acknowledged"));
});

test("a phone that is not held is not let go", async () => {
	const { phone, deviceId } = await setUp("free");
	await phone.connect();
	ade.house.clock.move(20 * 60_000);
	assert.equal(await release(), 0);
	assert.ok(!(await commandsOf(deviceId)).some((one) => one.startsWith("DeviceConfigured") || one.startsWith("Settings")));
});

test("a phone that is set up anew while it is held is held for its whole time again", async () => {
	const serial = "F2LXA9999A";
	await ade.assign(serial, "kiosk");
	const phone = ade.phone("kiosk", { serial, udid: "00008110-0000000000999902" });
	assert.ok((await phone.setUp()).ok);
	ade.house.clock.move(10 * 60_000);
	assert.ok((await phone.setUp()).ok);
	ade.house.clock.move(6 * 60_000);
	assert.equal(await release(), 0);
	ade.house.clock.move(10 * 60_000);
	assert.equal(await release(), 1);
});
