import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone, type Phone } from "../../simulator/phone.ts";
import { lockDevice, retireDevice, syncDevice, wipeDevice } from "../../src/devices/actions.ts";
import type { Device } from "../../src/devices/ports.ts";
import { explain } from "../../src/diagnosis/explain.ts";
import { systemRandomness } from "../../src/domain.ts";
import { enrollmentProfileIdentifier } from "../../src/enrollment/profile-maker.ts";
import { withPostgres } from "../postgres.ts";
import { type House, openHouse, password } from "./harness.ts";

const fleet = makeFleet("managed", 10).map((device) => ({ ...device, product: "iPhone15,2", osVersion: "18.5" }));

/** A phone that Apple's pushes reach. */
function phoneOf(house: House, index: number): Phone {
	const device = fleet[index];
	if (device === undefined) throw new RangeError("no such phone");
	const phone = createPhone({ ...device, roots: [house.root], portalUrl: house.url, clock: () => house.clock.now() });
	house.apns.onPush(({ token, magic }) => {
		if (phone.state().token === token) void phone.onPush(magic);
	});
	return phone;
}

async function until(what: string, happened: () => Promise<boolean> | boolean): Promise<void> {
	for (let tries = 0; tries < 1500; tries++) {
		if (await happened()) return;
		await sleep(20);
	}
	assert.fail(`did not happen: ${what}`);
}

async function managedPhone(house: House, index: number): Promise<{ readonly phone: Phone; readonly device: () => Promise<Device> }> {
	const phone = phoneOf(house, index);
	const enrolled = await enroll(phone, { upn: "aiko@contoso.example", password });
	assert.ok(enrolled.ok, JSON.stringify(enrolled));
	assert.equal(enrolled.page.kind, "managed");
	const device = async () => {
		const found = await house.domain.store.read.devices.byUdid(phone.description.udid);
		assert.ok(found !== undefined);
		return found;
	};
	await until("the first commands are answered", async () => {
		const { id, information } = await device();
		return Object.keys(information).length === 4 && (await house.domain.store.read.commands.countOpen(id)) === 0;
	});
	return { phone, device };
}

async function wholeLife(house: House): Promise<void> {
	await house.addUser("aiko@contoso.example");
	const { store } = house.domain;
	const context = () => ({ now: house.clock.now(), randomness: systemRandomness });

	const first = await managedPhone(house, 0);
	const record = await first.device();
	assert.equal(record.state, "managed");
	assert.equal(record.ownership, "personal");
	assert.equal(record.serial, first.phone.description.serial);
	assert.deepEqual(Object.keys(record.information).toSorted(), [
		"DeviceInformation",
		"InstalledApplicationList",
		"ProfileList",
		"SecurityInfo",
	]);
	const attempt = await store.read.attempts.byId(record.attemptId ?? "");
	assert.ok(attempt !== undefined);
	const steps = await store.read.attempts.steps(attempt.id);
	const { code, findings } = explain({ attempt, steps, decision: attempt.decision }, "en");
	assert.equal(code, null);
	assert.ok(findings.every(({ outcome }) => outcome === "pass"));

	assert.ok((await store.write((stores) => lockDevice(stores, record.id, context(), { message: "Found? Please call." }))).ok);
	await until("the screen is locked", () => first.phone.state().screenLocked);

	const asked = await store.write((stores) => syncDevice(stores, record.id, context()));
	assert.ok(asked.ok);
	await until(
		"the phone told of itself again",
		async () => (await store.read.commands.byUuid(asked.commandUuid ?? ""))?.state === "acknowledged",
	);

	assert.ok(
		(await store.write((stores) => retireDevice(stores, record.id, context(), { profileIdentifier: enrollmentProfileIdentifier }))).ok,
	);
	await until("the profile is gone", () => !first.phone.state().managed);
	await until("the record says so", async () => (await first.device()).state === "retired");
	const again = await store.write((stores) => lockDevice(stores, record.id, context()));
	assert.deepEqual(again, { ok: false, problem: { kind: "device-not-managed", state: "retired" } });

	// The same phone comes back: a new try, a new identity, a record of its own.
	first.phone.browser.cookies.clear();
	assert.ok((await enroll(first.phone, { upn: "aiko@contoso.example", password })).ok);
	assert.equal((await first.device()).state, "managed");

	const second = await managedPhone(house, 1);
	assert.ok((await store.write(async (stores) => wipeDevice(stores, (await second.device()).id, context()))).ok);
	await until("the phone is erased", () => second.phone.state().erased);
	await until("the record says so", async () => (await second.device()).state === "wiped");

	const third = await managedPhone(house, 2);
	await third.phone.removeManagement();
	await until("the CheckOut is on record", async () => (await third.device()).state === "unenrolled");
	const unenrolled = await store.read.attempts.steps((await third.device()).attemptId ?? "");
	assert.equal(unenrolled.at(-1)?.name, "checked-out");

	for (const { phone } of [first, second, third]) {
		assert.equal(phone.state().unenrolledBy401, false);
		phone.close();
	}
	assert.deepEqual(house.complaints, []);
}

test("a phone's whole life, on the embedded store", async () => {
	await using house = await openHouse();
	await wholeLife(house);
});

test("the same on PostgreSQL", async (context: TestContext) => {
	const postgres = await withPostgres(context);
	if (postgres === undefined) return;
	const database = await postgres.database();
	await using house = await openHouse({ settings: { GENKAN_DATABASE: database } });
	await wholeLife(house);
});

test("a restart in between loses nothing: the queue, the tokens and the push connection are as before", async () => {
	await using house = await openHouse();
	await house.addUser("aiko@contoso.example");
	const { phone, device } = await managedPhone(house, 3);
	await house.restart();
	const { id } = await device();
	assert.ok(
		(await house.domain.store.write((stores) => lockDevice(stores, id, { now: house.clock.now(), randomness: systemRandomness }))).ok,
	);
	await until("the screen is locked", () => phone.state().screenLocked);
	phone.close();
});
