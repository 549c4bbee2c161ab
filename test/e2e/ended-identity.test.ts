import assert from "node:assert/strict";
import { test } from "node:test";
import { retireDevice } from "../../src/devices/actions.ts";
import { enrollmentProfileIdentifier } from "../../src/enrollment/profile-maker.ts";
import { buildCheckIn } from "../../src/protocol/mdm/build-check-in.ts";
import { buildAcknowledged, buildIdle } from "../../src/protocol/mdm/build-result.ts";
import { parseCommand } from "../../src/protocol/mdm/commands.ts";
import { giveProfile } from "./give-profile.ts";
import { type House, openHouse } from "./harness.ts";
import { type DeviceIdentity, enrollByHand, putSigned } from "./mdm-by-hand.ts";
import { outcomeOf, postOperation, scepRequest } from "./scep-request.ts";

/** Answers commands until none comes; the names of what came. */
async function obey(house: House, udid: string, identity: DeviceIdentity, until: string): Promise<void> {
	let body = buildIdle({ udid });
	for (let left = 20; left > 0; left--) {
		const response = await putSigned(house, "/mdm", body, identity, { checkIn: false });
		assert.equal(response.status, 200);
		const bytes = Buffer.from(await response.arrayBuffer());
		assert.ok(bytes.length > 0, `${until} did not come`);
		const { commandUuid, requestType } = parseCommand(bytes);
		body = buildAcknowledged({ udid }, commandUuid);
		if (requestType !== until) continue;
		assert.equal((await putSigned(house, "/mdm", body, identity, { checkIn: false })).status, 200);
		return;
	}
	assert.fail(`${until} did not come`);
}

test("when an enrollment has ended, its identity neither renews itself nor begins another one", async () => {
	await using house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" } });
	await house.addUser("hana@contoso.example");
	const given = await giveProfile(house, "hana@contoso.example");
	const request = await scepRequest(house, { challenge: given.challenge });
	const certificate = await outcomeOf(house, await postOperation(given.plainScepUrl, request.bytes), request);
	assert.ok(typeof certificate !== "string");
	const identity = { certificate, key: request.keys.privateKey };
	const udid = await enrollByHand(house, given, identity);
	const { deviceId } = await house.attempt(given.attempt.reference);
	assert.ok(deviceId !== null);

	const context = { now: house.clock.now(), randomness: house.domain.randomness };
	await house.domain.store.write((stores) => retireDevice(stores, deviceId, context, { profileIdentifier: enrollmentProfileIdentifier }));
	await obey(house, udid, identity, "RemoveProfile");
	const { read } = house.domain.store;
	assert.equal((await read.devices.byId(deviceId))?.state, "retired");

	// The farewell of a device that has already obeyed is nothing to worry about.
	const { topic } = given.read.mdm;
	const checkOut = buildCheckIn({ messageType: "CheckOut", enrollment: { udid }, topic });
	assert.equal((await putSigned(house, "/mdm/checkin", checkOut, identity)).status, 200);
	assert.deepEqual(await read.faults.list(1), []);

	const renewal = await scepRequest(house, { messageType: "RenewalReq", signer: identity });
	assert.equal(await outcomeOf(house, await postOperation(given.plainScepUrl, renewal.bytes), renewal), "badMessageCheck");
	await assert.rejects(enrollByHand(house, given, identity, { udid }), /answered 400/);
	const [fault] = await read.faults.list(1);
	assert.deepEqual([fault?.face, fault?.code, fault?.detail], ["mdm", "identity-not-trusted", "Authenticate: ours"]);
	assert.equal((await read.devices.byId(deviceId))?.state, "retired");
	assert.equal((await house.attempt(given.attempt.reference)).state, "enrolled");
	const tries = await read.attempts.list({ limit: 10 });
	assert.ok(tries.some(({ code }) => code === "identity-not-trusted"));
});
