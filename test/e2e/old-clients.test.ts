/**
 * What clients with old libraries do that no iPhone does, learnt from watching test clients of other servers. Single DES and SHA-1 are behind a setting;
 * the rest is taken from everybody.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { syncDevice } from "../../src/devices/actions.ts";
import { buildCheckIn } from "../../src/protocol/mdm/build-check-in.ts";
import { buildAcknowledged, buildError, buildIdle } from "../../src/protocol/mdm/build-result.ts";
import { parseCommand } from "../../src/protocol/mdm/commands.ts";
import { parseCertRep } from "../../src/protocol/scep/parse-cert-rep.ts";
import { eventually } from "../eventually.ts";
import { type GivenProfile, giveProfile } from "./give-profile.ts";
import { type House, openHouse } from "./harness.ts";
import { type DeviceIdentity, enrollByHand, putSigned } from "./mdm-by-hand.ts";
import { getOperation, outcomeOf, postOperation, rsaKeys, type ScepRequest, scepRequest, selfSigned } from "./scep-request.ts";

const upn = "hana@contoso.example";
let house: House;

before(async () => {
	house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0", GENKAN_LEGACY_SCEP_CIPHERS: "yes", GENKAN_ADMIT_MACS: "yes" } });
	await house.addUser(upn);
});
after(() => house[Symbol.asyncDispose]());

/** Signed by a pair that was made for this one message, so that the pair to be certified signs nothing but its request. */
async function oldRequest(given: GivenProfile): Promise<ScepRequest> {
	const other = await rsaKeys();
	const signer = { certificate: await selfSigned(other, house.clock.now()), key: other.privateKey };
	return scepRequest(house, { challenge: given.challenge, cipher: "des-cbc", hash: "sha1", signer });
}

async function oldIdentity(given: GivenProfile): Promise<DeviceIdentity> {
	const request = await oldRequest(given);
	const certificate = await outcomeOf(house, await postOperation(given.plainScepUrl, request.bytes), request);
	assert.ok(typeof certificate !== "string", String(certificate));
	return { certificate, key: request.keys.privateKey };
}

async function deviceOf(given: GivenProfile) {
	const { state, deviceId } = await house.attempt(given.attempt.reference);
	assert.equal(state, "enrolled");
	const device = deviceId === null ? undefined : await house.domain.store.read.devices.byId(deviceId);
	assert.ok(device !== undefined);
	return device;
}

test("a POST that repeats its message in the query, URL-safe", async () => {
	const given = await giveProfile(house, upn);
	const request = await oldRequest(given);
	const repeated = Buffer.from(request.bytes).toString("base64url");
	assert.ok(repeated.length > 3_000);
	const response = await fetch(`${given.plainScepUrl}?operation=PKIOperation&message=${repeated}`, {
		method: "POST",
		body: Buffer.from(request.bytes),
	});
	assert.equal(response.headers.get("content-type"), "application/x-pki-message");
	assert.ok(typeof (await outcomeOf(house, response, request)) !== "string");
});

test("who asks in SHA-1 and single DES is answered in them", async () => {
	const given = await giveProfile(house, upn);
	const request = await oldRequest(given);
	const response = await getOperation(given.plainScepUrl, Buffer.from(request.bytes).toString("base64url"));
	const bytes = Buffer.from(await response.arrayBuffer());
	const recipients = [request.signer];
	const strict = (allowSha1: boolean, allowSingleDes: boolean) => parseCertRep(bytes, { recipients, allowSha1, allowSingleDes });
	assert.deepEqual(await strict(false, true), { ok: false, reason: "algorithm-not-supported" });
	assert.deepEqual(await strict(true, false), { ok: false, reason: "single-des-refused" });
	assert.equal((await strict(true, true)).ok, true);
});

test("SHA-1 under Mdm-Signature, no word of product or system, the same push token for all", async () => {
	await house.addUser("sora@contoso.example");
	const given = [await giveProfile(house, upn), await giveProfile(house, "sora@contoso.example")];
	const introduced = { token: "sameToken", pushMagic: "sameMagic", productName: "", osVersion: "", hash: "sha1" } as const;
	const devices: { readonly udid: string; readonly identity: DeviceIdentity }[] = [];
	for (const [number, one] of given.entries()) {
		const identity = await oldIdentity(one);
		const udid = await enrollByHand(house, one, identity, {
			...introduced,
			serialNumber: `OLD${number}`,
			deviceName: `Computer ${number}`,
		});
		devices.push({ udid, identity });
		const { state, product, osVersion, name, serial } = await deviceOf(one);
		assert.deepEqual([state, product, osVersion, name, serial], ["managed", null, null, `Computer ${number}`, `OLD${number}`]);
	}
	const token = Buffer.from("sameToken").toString("hex");
	const pushed = () => house.apns.pushes.filter((push) => push.token === token).length;
	await eventually("a push for each", () => pushed() >= 2);
	assert.equal(pushed(), 2);

	// It answers three questions and knows no other command; each is answered in its turn, and the queue comes to its end.
	for (const [number, { udid, identity }] of devices.entries()) {
		const asked: string[] = [];
		let body = buildIdle({ udid });
		for (;;) {
			const response = await putSigned(house, "/mdm", body, identity, { checkIn: false, hash: "sha1" });
			assert.equal(response.status, 200);
			const bytes = Buffer.from(await response.arrayBuffer());
			if (bytes.length === 0) break;
			const { commandUuid, requestType } = parseCommand(bytes);
			asked.push(requestType);
			const unknown = { code: 12021, domain: "MCMDMErrorDomain", localized: "unknown command" };
			body =
				requestType === "DeviceInformation"
					? buildAcknowledged({ udid }, commandUuid, { QueryResponses: { UDID: udid, DeviceName: `Renamed ${number}` } })
					: buildError({ udid }, commandUuid, [unknown]);
			assert.ok(asked.length < 20);
		}
		assert.ok(asked.includes("DeviceInformation") && new Set(asked).size === asked.length, String(asked));
		const one = given[number];
		assert.ok(one !== undefined);
		const device = await deviceOf(one);
		const commands = await house.domain.store.read.commands.ofDevice(device.id, 20);
		for (const { requestType, state } of commands) assert.equal(state, requestType === "DeviceInformation" ? "acknowledged" : "error");
		assert.equal(device.name, `Renamed ${number}`);

		const context = { now: house.clock.now(), randomness: house.domain.randomness };
		const synced = await house.domain.store.write((stores) => syncDevice(stores, device.id, context));
		assert.ok(synced.ok && synced.commandUuid !== null);
	}
	assert.deepEqual(house.complaints, []);
});

test("without the setting, SHA-1 under Mdm-Signature is a signature that cannot be read", async () => {
	await using strict = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" } });
	await strict.addUser(upn);
	const given = await giveProfile(strict, upn);
	const request = await scepRequest(strict, { challenge: given.challenge });
	const certificate = await outcomeOf(strict, await postOperation(given.plainScepUrl, request.bytes), request);
	assert.ok(typeof certificate !== "string");
	const identity = { certificate, key: request.keys.privateKey };
	await assert.rejects(enrollByHand(strict, given, identity, { hash: "sha1" }), /answered 400/);
	const { state, code, decision } = await strict.attempt(given.attempt.reference);
	assert.deepEqual([state, code], ["refused", "identity-not-trusted"]);
	const finding = decision?.findings.find(({ check }) => check === "identity-not-trusted");
	assert.deepEqual(finding?.saw, { kind: "identity-malformed", fingerprint: null, subject: null, notAfterAt: null });
	const [fault] = await strict.domain.store.read.faults.list(1);
	assert.equal(fault?.detail, "Authenticate: algorithm-not-supported");
	await enrollByHand(strict, given, identity);
	assert.equal((await strict.attempt(given.attempt.reference)).state, "enrolled");
});

test("a Mac is let in by the setting for test clients, and by nothing else", async () => {
	const mac = { productName: "Mac16,10", osVersion: "15.4", serialNumber: "MAC1" };
	const given = await giveProfile(house, upn);
	await enrollByHand(house, given, await oldIdentity(given), mac);
	assert.equal((await deviceOf(given)).product, "Mac16,10");

	await using strict = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" } });
	await strict.addUser(upn);
	const refused = await giveProfile(strict, upn);
	const request = await scepRequest(strict, { challenge: refused.challenge });
	const certificate = await outcomeOf(strict, await postOperation(refused.plainScepUrl, request.bytes), request);
	assert.ok(typeof certificate !== "string");
	const { topic, checkInUrl } = refused.read.mdm;
	const message = buildCheckIn({ messageType: "Authenticate", enrollment: { udid: "MAC" }, topic, ...mac });
	const response = await putSigned(strict, new URL(checkInUrl).pathname, message, { certificate, key: request.keys.privateKey });
	assert.equal(response.status, 403);
	assert.match(await response.text(), /org\.genkan\.device-type-not-supported/);
	const { state, code, device } = await strict.attempt(refused.attempt.reference);
	assert.deepEqual([state, code, device.product], ["refused", "device-type-not-supported", "Mac16,10"]);
});
