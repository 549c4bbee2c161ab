import assert from "node:assert/strict";
import { test } from "node:test";
import { renewIdentities } from "../../src/enrollment/renew-identities.ts";
import { parseSignedData } from "../../src/protocol/cms/signed-data.ts";
import { verifySignedData } from "../../src/protocol/cms/verify-signed-data.ts";
import { buildAcknowledged, buildIdle } from "../../src/protocol/mdm/build-result.ts";
import { parseCommand } from "../../src/protocol/mdm/commands.ts";
import { type InstalledEnrollmentProfile, parseEnrollmentProfile } from "../../src/protocol/mdm/read-enrollment-profile.ts";
import { fingerprint } from "../../src/protocol/x509/certificate.ts";
import { type GivenProfile, giveProfile } from "./give-profile.ts";
import { type House, openHouse } from "./harness.ts";
import { type DeviceIdentity, enrollByHand, putSigned } from "./mdm-by-hand.ts";
import { type KeyPair, outcomeOf, postOperation, rsaKeys, scepRequest } from "./scep-request.ts";

const day = 86_400_000;
const upn = "hana@contoso.example";

async function openShortLivedHouse(): Promise<House> {
	const house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0", GENKAN_IDENTITY_DAYS: "30" } });
	await house.addUser(upn, { manager: "yes" });
	return house;
}

/** What the service does on its clock every hour; how many devices were told. */
async function renew(house: House): Promise<number> {
	const { store, clock, randomness, sealer } = house.domain;
	return renewIdentities({ work: store, clock, randomness, sealer, profiles: await house.domain.profiles() });
}

async function identityOf(house: House, given: GivenProfile, challenge: string, keys: KeyPair): Promise<DeviceIdentity | string> {
	const request = await scepRequest(house, { challenge, keys });
	const outcome = await outcomeOf(house, await postOperation(given.plainScepUrl, request.bytes), request);
	return typeof outcome === "string" ? outcome : { certificate: outcome, key: keys.privateKey };
}

async function enrolled(house: House, keys: KeyPair): Promise<{ given: GivenProfile; identity: DeviceIdentity; udid: string }> {
	const given = await giveProfile(house, upn, "ja");
	const identity = await identityOf(house, given, given.challenge, keys);
	assert.ok(typeof identity !== "string");
	return { given, identity, udid: await enrollByHand(house, given, identity) };
}

/** Obeys every command; the profile that came with InstallProfile, as the device reads it. */
async function profileFrom(house: House, udid: string, identity: DeviceIdentity): Promise<InstalledEnrollmentProfile> {
	let profile: InstalledEnrollmentProfile | undefined;
	let body = buildIdle({ udid });
	for (let left = 20; left > 0; left--) {
		const response = await putSigned(house, "/mdm", body, identity, { checkIn: false });
		assert.equal(response.status, 200);
		const bytes = Buffer.from(await response.arrayBuffer());
		if (bytes.length === 0) break;
		const { commandUuid, requestType, command } = parseCommand(bytes);
		if (requestType === "InstallProfile") {
			const payload = command["Payload"];
			assert.ok(payload instanceof Uint8Array);
			const verified = verifySignedData(parseSignedData(payload));
			assert.ok(verified.ok);
			profile = parseEnrollmentProfile(verified.content);
		}
		body = buildAcknowledged({ udid }, commandUuid);
	}
	assert.ok(profile !== undefined, "no InstallProfile came");
	return profile;
}

test("an identity is renewed in the last third of its life: the new one takes over when it first speaks", async () => {
	await using house = await openShortLivedHouse();
	const { read } = house.domain.store;
	const { given, identity, udid } = await enrolled(house, await rsaKeys());
	assert.equal(await renew(house), 0);
	house.clock.move(19 * day);
	assert.equal(await renew(house), 0);
	house.clock.move(day + 60_000);
	assert.equal(await renew(house), 1);
	assert.equal(await renew(house), 0, "told once");

	const { scep, identifier, displayName, mdm } = await profileFrom(house, udid, identity);
	assert.deepEqual([identifier, displayName], [given.read.identifier, given.read.displayName]);
	assert.deepEqual(
		[mdm.serverUrl, mdm.checkInUrl, mdm.topic, mdm.accessRights],
		[given.read.mdm.serverUrl, given.read.mdm.checkInUrl, given.read.mdm.topic, given.read.mdm.accessRights],
	);
	assert.ok(scep.challenge !== undefined);
	const fresh = await identityOf(house, given, scep.challenge, await rsaKeys());
	assert.ok(typeof fresh !== "string");
	assert.equal(await identityOf(house, given, scep.challenge, await rsaKeys()), "badRequest");

	// Until the new one has spoken the old one does, and then no more.
	const idle = (as: DeviceIdentity) => putSigned(house, "/mdm", buildIdle({ udid }), as, { checkIn: false });
	assert.equal((await idle(identity)).status, 200);
	assert.equal((await idle(fresh)).status, 200);
	assert.equal((await idle(identity)).status, 400);
	const { deviceId, state } = await house.attempt(given.attempt.reference);
	const device = deviceId === null ? undefined : await read.devices.byId(deviceId);
	assert.deepEqual([state, device?.state, device?.fingerprint], ["enrolled", "managed", fingerprint(fresh.certificate)]);
	assert.equal((await read.certificates.byFingerprint(fingerprint(identity.certificate)))?.revokedReason, "superseded");
	assert.equal((await read.attempts.steps(given.attempt.id)).at(-1)?.name, "identity-renewed");
	assert.equal(await renew(house), 0);
});

test("the challenge of a renewal is of no use to another device", async () => {
	await using house = await openShortLivedHouse();
	const { given, identity, udid } = await enrolled(house, await rsaKeys());
	house.clock.move(21 * day);
	assert.equal(await renew(house), 1);
	const { scep } = await profileFrom(house, udid, identity);
	assert.ok(scep.challenge !== undefined);
	const taken = await identityOf(house, given, scep.challenge, await rsaKeys());
	assert.ok(typeof taken !== "string");
	await assert.rejects(enrollByHand(house, given, taken, { udid: "ANOTHER" }), /answered 400/);
	const [fault] = await house.domain.store.read.faults.list(1);
	assert.equal(fault?.code, "identity-of-another-device");
});

test("phones that were told and do not come keep no others from their turn, nor do those whose identity has ended", async () => {
	await using house = await openShortLivedHouse();
	// One pair for all: what is counted is devices.
	const keys = await rsaKeys();
	const devices = 105;
	for (let number = 0; number < devices; number++) await enrolled(house, keys);
	house.clock.move(21 * day);
	assert.equal(await renew(house), 100);
	assert.equal(await renew(house), devices - 100);
	house.clock.move(10 * day);
	assert.equal(await renew(house), 0);
	await enrolled(house, keys);
	house.clock.move(21 * day);
	assert.equal(await renew(house), 1);
});
