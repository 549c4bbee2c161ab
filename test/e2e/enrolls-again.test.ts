import assert from "node:assert/strict";
import { test } from "node:test";
import { fingerprint } from "../../src/protocol/x509/certificate.ts";
import { eventually } from "../eventually.ts";
import { type GivenProfile, giveProfile } from "./give-profile.ts";
import { type House, openHouse } from "./harness.ts";
import { type DeviceIdentity, enrollByHand } from "./mdm-by-hand.ts";
import { outcomeOf, postOperation, scepRequest } from "./scep-request.ts";

async function identityOf(house: House, given: GivenProfile): Promise<DeviceIdentity> {
	const request = await scepRequest(house, { challenge: given.challenge });
	const certificate = await outcomeOf(house, await postOperation(given.plainScepUrl, request.bytes), request);
	assert.ok(typeof certificate !== "string");
	return { certificate, key: request.keys.privateKey };
}

const pushSent = (house: House, given: GivenProfile) =>
	eventually("push-sent", async () => {
		const steps = await house.domain.store.read.attempts.steps(given.attempt.id);
		return steps.some(({ name }) => name === "push-sent");
	});

test("a device that lost its profile without a word enrolls again: one record, the new identity, a push of its own on the new try", async () => {
	await using house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" } });
	await house.addUser("hana@contoso.example");
	const device = { udid: "00008110-000A1B2C3D4E001E", serialNumber: "F2LXK", productName: "iPhone15,2", osVersion: "18.1" };
	const first = await giveProfile(house, "hana@contoso.example");
	const old = await identityOf(house, first);
	await enrollByHand(house, first, old, device);
	await pushSent(house, first);

	const second = await giveProfile(house, "hana@contoso.example");
	const fresh = await identityOf(house, second);
	await enrollByHand(house, second, fresh, device);
	await pushSent(house, second);
	const { read } = house.domain.store;
	const { deviceId, state } = await house.attempt(second.attempt.reference);
	assert.deepEqual([deviceId, state], [(await house.attempt(first.attempt.reference)).deviceId, "enrolled"]);
	const record = deviceId === null ? undefined : await read.devices.byId(deviceId);
	assert.deepEqual([record?.state, record?.attemptId, record?.fingerprint], ["managed", second.attempt.id, fingerprint(fresh.certificate)]);
	assert.equal((await read.certificates.byFingerprint(fingerprint(old.certificate)))?.revokedReason, "superseded");

	// Somebody else's turn comes when the device was given back.
	await house.addUser("sora@contoso.example");
	const third = await giveProfile(house, "sora@contoso.example");
	await assert.rejects(enrollByHand(house, third, await identityOf(house, third), device), /answered 403/);
	assert.equal((await house.attempt(third.attempt.reference)).code, "enrolled-by-another-user");
	assert.deepEqual(await read.devices.byUdid(device.udid), record);
});
