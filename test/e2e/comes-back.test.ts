import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { issueEnrollmentProfile } from "../../src/enrollment/issue-profile.ts";
import { buildAcknowledged } from "../../src/protocol/mdm/build-result.ts";
import { parseEnrollmentProfile } from "../../src/protocol/mdm/read-enrollment-profile.ts";
import { eventually } from "../eventually.ts";
import { deviceWith, enrolledDevice, identityFor, newDevice, type TestDevice } from "./enrolled-device.ts";
import { bytesOf, type GivenProfile, giveProfile } from "./give-profile.ts";
import { type House, openHouse } from "./harness.ts";

/** Managed devices that fell silent, or seemed to, and what they come back with. */
let house: House;

before(async () => {
	house = await openHouse({ silenceEvery: 20, incidentsEvery: 20, settings: { GENKAN_PLAIN_PORT: "0", GENKAN_CHALLENGE_MINUTES: "120" } });
	await house.addUser("hana@contoso.example");
});
after(() => house[Symbol.asyncDispose]());

const minute = 60_000;
const day = 24 * 60 * minute;

const tryOf = ({ given }: TestDevice) => house.attempt(given.attempt.reference);

/** Fetches its commands and answers them, one connection long. */
async function answers(device: TestDevice): Promise<void> {
	let answer = await device.idle();
	while (answer.body !== "") {
		const [, uuid = ""] = /<key>CommandUUID<\/key>\s*<string>([^<]+)/.exec(answer.body) ?? [];
		answer = await device.send(buildAcknowledged({ udid: device.udid }, uuid), { checkIn: false });
	}
}

/** Came through, and then was silent for a month and a day. */
async function silentDevice(): Promise<TestDevice> {
	const device = await enrolledDevice(house, "hana@contoso.example");
	await answers(device);
	assert.equal((await tryOf(device)).awaits, "contact");
	house.clock.move(29 * day + minute);
	await eventually("it is asked", async () => (await tryOf(device)).awaits === "answer");
	house.clock.move(day + minute);
	await eventually("it is silent", async () => (await tryOf(device)).code === "device-went-silent");
	return device;
}

async function isBack(device: TestDevice): Promise<void> {
	const { state, code, awaits, reference } = await tryOf(device);
	assert.deepEqual([state, code, awaits], ["enrolled", null, "contact"]);
	await eventually("its incident is over, and confirmed", async () => {
		const [incident] = await house.domain.store.read.incidents.list({ code: "device-went-silent", limit: 1 });
		return incident?.closedAt !== null && incident?.confirmed?.by === reference;
	});
	// Or it would be silent again in the next test.
	assert.equal((await device.checkOut()).status, 200);
}

test("a device is back by its first word, though the connection breaks before it has answered anything", async () => {
	const device = await silentDevice();
	assert.notEqual((await device.idle()).body, "", "it is asked how it is");
	await isBack(device);
});

test("a device is back by a new push token, and is called by it", async () => {
	const device = await silentDevice();
	const { deviceId } = await tryOf(device);
	const { store } = house.domain;
	await store.write(({ devices }) => devices.update(deviceId ?? "", { pushDeadAt: house.clock.now() }));
	const before = house.apns.pushes.length;
	assert.equal((await device.tokenUpdate("another token")).status, 200);
	await eventually("it is called for what it was asked meanwhile", () => house.apns.pushes.length > before);
	await isBack(device);
});

test("a device that says that it waits in Setup Assistant no more is not stuck there, though its answer was lost", async () => {
	const device = await newDevice(house, "hana@contoso.example");
	assert.equal((await device.authenticate()).status, 200);
	const { udid, given } = device;
	for (const [awaitingConfiguration, awaits] of [
		[true, "configuration"],
		[false, "contact"],
	] as const) {
		const about = { topic: given.read.mdm.topic, token: Buffer.from("token"), pushMagic: "magic", awaitingConfiguration };
		assert.equal((await device.message({ messageType: "TokenUpdate", enrollment: { udid }, ...about })).status, 200);
		assert.equal((await tryOf(device)).awaits, awaits);
	}
	const { deviceId } = await tryOf(device);
	assert.equal((await house.domain.store.read.devices.byId(deviceId ?? ""))?.awaitingConfiguration, false);
	assert.equal((await device.checkOut()).status, 200);
});

test("a device that was told to go is not asked, and nobody is told that it is silent", async () => {
	const device = await enrolledDevice(house, "hana@contoso.example");
	await answers(device);
	const { deviceId } = await tryOf(device);
	const { store } = house.domain;
	await store.write(({ devices }) => devices.update(deviceId ?? "", { state: "retire-pending" }));
	house.clock.move(29 * day + minute);
	await eventually("it is looked at again in a month", async () => ((await tryOf(device)).awaitsSince ?? 0) > house.clock.now() - minute);
	const { state, awaits } = await tryOf(device);
	assert.deepEqual([state, awaits], ["enrolled", "contact"]);
});

/** Another profile of the same try: its owner downloaded twice. */
async function again({ attempt, ...given }: GivenProfile): Promise<GivenProfile> {
	const { store, clock, randomness } = house.domain;
	const bytes = bytesOf(
		await issueEnrollmentProfile(store, {
			attempt,
			userId: attempt.userId,
			deviceId: null,
			purpose: "enrollment",
			topic: given.read.mdm.topic,
			language: "en",
			lifetime: 120 * minute,
			form: "unsigned",
			clock,
			randomness,
			profiles: await house.domain.profiles(),
		}),
	);
	const read = parseEnrollmentProfile(bytes);
	return { ...given, attempt, bytes, read, challenge: read.scep.challenge ?? assert.fail("no challenge") };
}

test("a phone that enrolls a second time by the same try, and answers, has come through again", async () => {
	const given = await giveProfile(house, "hana@contoso.example");
	const spare = await again(given);
	const first = deviceWith(house, given, await identityFor(house, given));
	const second = deviceWith(house, spare, await identityFor(house, spare), first);
	for (const device of [first, second]) {
		for (const answer of [await device.authenticate(), await device.tokenUpdate()]) assert.equal(answer.status, 200);
		assert.equal((await tryOf(device)).awaits, "connection");
		await answers(device);
		assert.equal((await tryOf(device)).awaits, "contact");
		// Signed in the same second, its next Authenticate would be this one again.
		house.clock.move(minute);
	}
	const waits = await house.domain.store.read.attempts.awaiting({ sign: "connection", until: house.clock.now(), limit: 1 });
	assert.deepEqual(waits, []);
});
