import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { wipeDevice } from "../../src/devices/actions.ts";
import { changeUser } from "../../src/directory/change-user.ts";
import { issueEnrollmentProfile } from "../../src/enrollment/issue-profile.ts";
import { OpensslOracle } from "../../src/protocol/cms/openssl-oracle.ts";
import { buildCheckIn } from "../../src/protocol/mdm/build-check-in.ts";
import { buildAcknowledged, buildIdle } from "../../src/protocol/mdm/build-result.ts";
import { parseEnrollmentProfile } from "../../src/protocol/mdm/read-enrollment-profile.ts";
import { buildCertificate } from "../../src/protocol/x509/build-certificate.ts";
import { parseCertificate } from "../../src/protocol/x509/certificate.ts";
import { derToPem } from "../../src/protocol/x509/pem.ts";
import {
	type Answer,
	deviceWith,
	enrolledDevice,
	explained,
	faultsOf,
	identityFor,
	newDevice,
	put,
	rows,
	signatureOf,
	type TestDevice,
	unchanged,
} from "./enrolled-device.ts";
import { bytesOf } from "./give-profile.ts";
import { type House, openHouse } from "./harness.ts";
import type { DeviceIdentity } from "./mdm-by-hand.ts";
import { type KeyPair, rsaKeys, selfSigned } from "./scep-request.ts";

const upn = "hana@contoso.example";
const otherUpn = "riku@contoso.example";
let house: House;
let device: TestDevice;
let other: TestDevice;
let stranger: KeyPair;

before(async () => {
	house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0", GENKAN_IDENTITY_DAYS: "30" }, pushEvery: 3_600_000 });
	await house.addUser(upn);
	await house.addUser(otherUpn);
	[device, other, stranger] = await Promise.all([enrolledDevice(house, upn), enrolledDevice(house, otherUpn), rsaKeys()]);
});
after(() => house[Symbol.asyncDispose]());

/** Every message that a device can send, as bytes. */
function messages(
	udid: string,
	commandUuid: string,
): readonly { readonly what: string; readonly body: Buffer; readonly checkIn: boolean }[] {
	const { topic } = device.given.read.mdm;
	const enrollment = { udid };
	const about = { productName: "iPhone15,2", osVersion: "18.1", serialNumber: device.serial };
	return [
		{ what: "Authenticate", checkIn: true, body: buildCheckIn({ messageType: "Authenticate", enrollment, topic, ...about }) },
		{
			what: "TokenUpdate",
			checkIn: true,
			body: buildCheckIn({ messageType: "TokenUpdate", enrollment, topic, token: Buffer.from("stolen"), pushMagic: "stolen" }),
		},
		{ what: "Idle", checkIn: false, body: buildIdle(enrollment) },
		{
			what: "Acknowledged",
			checkIn: false,
			body: buildAcknowledged(enrollment, commandUuid, { QueryResponses: { DeviceName: "stolen" } }),
		},
		{ what: "CheckOut", checkIn: true, body: buildCheckIn({ messageType: "CheckOut", enrollment, topic }) },
	];
}

const pathOf = (one: { readonly checkIn: boolean }) => (one.checkIn ? device.path : "/mdm");

async function waitingCommand(of: TestDevice): Promise<string> {
	const uuid = /<key>CommandUUID<\/key>\s*<string>([^<]+)/.exec((await of.idle()).body)?.[1];
	assert.ok(uuid !== undefined, "no command waits");
	return uuid;
}

/** A certificate of somebody else's making, for the stranger's key, under the names of a real one. */
async function forged(): Promise<DeviceIdentity> {
	const real = parseCertificate(device.identity.certificate);
	const spki = stranger.publicKey.export({ format: "der", type: "spki" });
	const certificate = buildCertificate(
		{
			subject: real.subject,
			issuer: real.issuer,
			serial: Buffer.from(real.serial, "hex"),
			notBefore: real.notBefore,
			notAfter: real.notAfter,
			spki,
			extensions: [],
		},
		{ key: stranger.privateKey, hash: "sha256" },
	);
	return { certificate, key: stranger.privateKey };
}

function twoSigners(body: Buffer, openssl: OpensslOracle, identities: readonly DeviceIdentity[]): string {
	const signers = identities.flatMap(({ certificate, key }) => [
		"-signer",
		openssl.file(Buffer.from(derToPem(certificate, "CERTIFICATE"))),
		"-inkey",
		openssl.file(Buffer.from(key.export({ format: "pem", type: "pkcs8" }))),
	]);
	return openssl
		.run(["cms", "-sign", "-binary", "-md", "sha256", "-outform", "DER", "-in", openssl.file(body), ...signers])
		.toString("base64");
}

test("no message is taken without the good signature of the device's own identity", async (t) => {
	const openssl = new OpensslOracle();
	t.after(() => openssl.dispose());
	const own = { certificate: await selfSigned(stranger, house.clock.now()), key: stranger.privateKey };
	const foreign = await forged();
	const pem = encodeURIComponent(derToPem(device.identity.certificate, "CERTIFICATE"));
	const proxied = {
		"x-client-cert": pem,
		"x-ssl-client-cert": pem,
		"ssl-client-cert": pem,
		"x-forwarded-client-cert": `Cert="${pem}"`,
		"x-ssl-client-verify": "SUCCESS",
	};
	const signed = (body: Buffer, by: DeviceIdentity) => ({ signature: signatureOf(body, by) });
	const ways: readonly (readonly [string, (body: Buffer) => { signature?: string; headers?: { [name: string]: string } }])[] = [
		["no-signature", () => ({})],
		["no-signature", () => ({ signature: "" })],
		["no-signature", () => ({ headers: proxied })],
		["mdm-signature-not-base64", () => ({ signature: "!!!not base64!!!" })],
		["mdm-signature-not-base64", (body) => ({ signature: `${signatureOf(body, device.identity)}, ${signatureOf(body, device.identity)}` })],
		["truncated", () => ({ signature: "bm90IGEgc2lnbmF0dXJl" })],
		["message-digest-mismatch", (body) => signed(Buffer.concat([body, Buffer.from("\n")]), device.identity)],
		["algorithm-not-supported", (body) => ({ signature: signatureOf(body, device.identity, "sha1") })],
		["several-signers", (body) => ({ signature: twoSigners(body, openssl, [device.identity, other.identity]) })],
		["not-ours", (body) => signed(body, own)],
		["not-ours", (body) => signed(body, foreign)],
		// Our own certificate beside a stranger's key.
		["signature-wrong", (body) => signed(body, { certificate: device.identity.certificate, key: stranger.privateKey })],
	];
	const before = await house.attempt(device.given.attempt.reference);
	const command = await waitingCommand(device);
	for (const [reason, how] of ways) {
		for (const one of messages(device.udid, command)) {
			const [fault, ...more] = await faultsOf(house, () =>
				unchanged(house, async () => {
					const answer = await put(house, { path: pathOf(one), body: one.body, checkIn: one.checkIn, ...how(one.body) });
					assert.deepEqual([answer.status, answer.body], [400, ""], `${one.what}: ${reason}`);
				}),
			);
			assert.deepEqual(
				[fault?.face, fault?.code, fault?.detail, more.length],
				["mdm", "identity-not-trusted", `${one.what}: ${reason}`, 0],
			);
			if (one.what !== "Authenticate") continue;
			// A try of its own, in which the administrator reads what was seen.
			const attempt = await house.domain.store.read.attempts.byId(fault?.attemptId ?? "");
			assert.ok(attempt !== undefined && attempt.id !== device.given.attempt.id);
			assert.equal((await explained(house, attempt.reference)).code, "identity-not-trusted");
		}
	}
	assert.deepEqual(await house.attempt(device.given.attempt.reference), before);
	assert.equal((await device.idle()).status, 200);
});

test("a device cannot speak for another one, read its commands or answer them", async () => {
	const command = await waitingCommand(device);
	for (const one of messages(device.udid, command)) {
		const [fault, ...more] = await faultsOf(house, () =>
			unchanged(house, async () => {
				const answer = await other.send(one.body, { checkIn: one.checkIn, path: pathOf(one) });
				assert.deepEqual([answer.status, answer.body], [400, ""], one.what);
			}),
		);
		assert.deepEqual([fault?.code, fault?.detail, more.length], ["identity-of-another-device", `${one.what}: ours`, 0]);
		if (one.what !== "Authenticate") assert.equal(fault?.attemptId, other.given.attempt.id);
	}
	// Under its own name, with the other's CommandUUID: its own next command is the answer, and the other's still waits.
	const own = await waitingCommand(other);
	const answer = await unchanged(house, () =>
		other.send(buildAcknowledged({ udid: other.udid }, command, { QueryResponses: { DeviceName: "stolen" } }), { checkIn: false }),
	);
	assert.equal(answer.status, 200);
	assert.ok(answer.body.includes(own) && !answer.body.includes(command));
	assert.equal(await waitingCommand(device), command);
});

test("the peer is whoever is at the other end; a header does not change it, unless a trusted proxy wrote it", async () => {
	const headers = { "x-forwarded-for": "203.0.113.9", forwarded: "for=203.0.113.9", "x-real-ip": "203.0.113.9" };
	await faultsOf(house, () => put(house, { path: "/mdm", body: "x", headers }), "127.0.0.1");

	await using proxied = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0", GENKAN_TRUSTED_PROXIES: "127.0.0.1" }, ready: false });
	const lies = { "x-forwarded-for": "198.51.100.1, 203.0.113.9" };
	await faultsOf(proxied, () => put(proxied, { path: "/mdm", body: "x", headers: lies }), "203.0.113.9");
	await faultsOf(proxied, () => put(proxied, { path: "/mdm", body: "x" }), "127.0.0.1");
});

/** The same signature in another encoding: nothing of it is signed. */
function reencoded(signature: string): string {
	const der = Buffer.from(signature, "base64");
	assert.deepEqual([der[0], der[1]], [0x30, 0x82]);
	return Buffer.concat([Buffer.of(0x30, 0x80), der.subarray(4), Buffer.of(0, 0)]).toString("base64");
}

test("an Authenticate that was recorded and is sent again changes nothing, in whatever encoding", async () => {
	const fresh = await newDevice(house, upn);
	const { topic } = fresh.given.read.mdm;
	const body = buildCheckIn({
		messageType: "Authenticate",
		enrollment: { udid: fresh.udid },
		topic,
		productName: "iPhone15,2",
		osVersion: "18.1",
		serialNumber: fresh.serial,
	});
	const signature = signatureOf(body, fresh.identity);
	const replay = (as: string): Promise<Answer> => put(house, { path: fresh.path, body, signature: as });
	assert.equal((await replay(signature)).status, 200);
	assert.equal((await fresh.tokenUpdate()).status, 200);
	for (const encoding of [signature, reencoded(signature)]) {
		assert.equal((await unchanged(house, () => replay(encoding))).status, 200);
	}
	// Nor does it spoil the record where the same phone would be refused today.
	const told = await house.attempt(fresh.given.attempt.reference);
	const enable = (enabled: boolean) => house.domain.store.write((stores) => changeUser(stores, { upn, change: { enabled }, now: 1 }));
	await enable(false);
	assert.equal((await unchanged(house, () => replay(signature))).status, 200);
	assert.deepEqual(await house.attempt(fresh.given.attempt.reference), told);
	await enable(true);
	// Nor does it take back an order to erase.
	const record = await house.domain.store.read.devices.byUdid(fresh.udid);
	assert.ok(record !== undefined);
	const { store, randomness } = house.domain;
	await store.write((stores) => wipeDevice(stores, record.id, { now: house.clock.now(), randomness }));
	assert.equal((await unchanged(house, () => replay(signature))).status, 200);
	assert.equal((await store.read.devices.byUdid(fresh.udid))?.state, "wipe-pending");
	// Its signature is good for no other message.
	const idle = buildIdle({ udid: fresh.udid });
	assert.equal((await unchanged(house, () => put(house, { path: "/mdm", body: idle, signature, checkIn: false }))).status, 400);
});

test("a new Authenticate of the same identity begins again, in the same record", async () => {
	const count = () => rows(house, "devices")["devices"];
	const fresh = await enrolledDevice(house, upn);
	const records = (count() as readonly unknown[]).length;
	const old = await waitingCommand(fresh);
	assert.equal((await fresh.authenticate({ osVersion: "18.2" })).status, 200);
	const pending = await house.domain.store.read.devices.byUdid(fresh.udid);
	assert.deepEqual([pending?.state, pending?.pushToken, pending?.osVersion], ["pending", null, "18.2"]);
	assert.equal((await fresh.tokenUpdate()).status, 200);
	assert.equal((count() as readonly unknown[]).length, records);
	assert.notEqual(await waitingCommand(fresh), old);
	assert.equal((await house.domain.store.read.commands.byUuid(old))?.state, "cancelled");
	assert.equal((await house.attempt(fresh.given.attempt.reference)).state, "enrolled");
});

test("the same user enrolls the same phone with a new identity: the old one is dead at once", async () => {
	const first = await enrolledDevice(house, upn);
	const again = await newDevice(house, upn, { udid: first.udid, serial: first.serial });
	assert.equal((await first.idle()).status, 200, "a certificate that is not used yet ends nothing");
	assert.equal((await again.authenticate()).status, 200);
	const command = "00000000-0000-4000-8000-000000000000";
	for (const one of messages(first.udid, command)) {
		const answer = await unchanged(house, () => first.send(one.body, { checkIn: one.checkIn, path: one.checkIn ? first.path : "/mdm" }));
		assert.equal(answer.status, 400, one.what);
	}
	assert.equal((await again.tokenUpdate()).status, 200);
	assert.equal((await first.idle()).status, 400);
	assert.equal((await again.idle()).status, 200);
	const known = (await house.domain.store.read.devices.list({ search: first.serial, limit: 10 })).map(({ state }) => state);
	assert.deepEqual(known, ["managed"]);
	assert.equal((await house.attempt(first.given.attempt.reference)).state, "enrolled");
});

test("a repaired phone has another UDID and the same serial number: one record counts, and the old identity is dead", async () => {
	const broken = await enrolledDevice(house, upn);
	const repaired = await newDevice(house, upn, { serial: broken.serial });
	assert.equal((await repaired.authenticate()).status, 200);
	assert.equal((await repaired.tokenUpdate()).status, 200);
	const known = await house.domain.store.read.devices.list({ search: broken.serial, limit: 10 });
	assert.deepEqual(
		known.map(({ udid, state }) => `${udid} ${state}`).toSorted(),
		[`${broken.udid} replaced`, `${repaired.udid} managed`].toSorted(),
	);
	for (const send of [broken.idle, broken.authenticate, broken.tokenUpdate])
		assert.equal((await unchanged(house, () => send())).status, 400);
});

test("two profiles of one try on two phones: each phone has a try of its own, and the first one's stays as it was", async () => {
	const first = await newDevice(house, upn);
	const { store, clock, randomness } = house.domain;
	const { attempt, read } = first.given;
	const profile = parseEnrollmentProfile(
		bytesOf(
			await issueEnrollmentProfile(store, {
				attempt: await house.attempt(attempt.reference),
				userId: attempt.userId,
				deviceId: null,
				purpose: "enrollment",
				topic: read.mdm.topic,
				language: "en",
				lifetime: 60_000,
				form: "unsigned",
				clock,
				randomness,
				profiles: await house.domain.profiles(),
			}),
		),
	);
	const given = { ...first.given, read: profile, challenge: profile.scep.challenge ?? "" };
	const second = deviceWith(house, given, await identityFor(house, given));
	for (const send of [first.authenticate, first.tokenUpdate]) assert.equal((await send()).status, 200);
	const before = await house.attempt(attempt.reference);
	for (const send of [second.authenticate, second.tokenUpdate]) assert.equal((await send()).status, 200);
	assert.deepEqual(await house.attempt(attempt.reference), before);
	const record = await store.read.devices.byUdid(second.udid);
	const own = await store.read.attempts.byId(record?.attemptId ?? "");
	assert.ok(own !== undefined && own.id !== attempt.id);
	assert.deepEqual([own.state, own.upn, own.userId, own.device.serial], ["enrolled", upn, before.userId, second.serial]);
	// The same message again is still a replay of it.
	assert.equal((await second.idle()).status, 200);
	// Each begins again on its own try.
	for (const send of [second.authenticate, second.tokenUpdate, first.authenticate, first.tokenUpdate])
		assert.equal((await send()).status, 200);
	assert.equal((await house.attempt(attempt.reference)).device.serial, first.serial);
	assert.equal((await store.read.devices.byUdid(second.udid))?.attemptId, own.id);
});

test("nobody enrolls a phone that is another user's, by its UDID, by its serial number, or by an own phone that claims it", async () => {
	const thiefs = await enrolledDevice(house, otherUpn);
	const claims = [
		await newDevice(house, otherUpn, { udid: device.udid, serial: device.serial }),
		await newDevice(house, otherUpn, { udid: device.udid }),
		await newDevice(house, otherUpn, { serial: device.serial }),
		await newDevice(house, otherUpn, { udid: thiefs.udid, serial: device.serial }),
	];
	for (const [number, claim] of claims.entries()) {
		const answer = await unchanged(house, () => claim.authenticate());
		assert.equal(answer.status, 403, `claim ${number}`);
		assert.equal(JSON.parse(answer.body).code, "org.genkan.enrolled-by-another-user");
		assert.ok(!answer.body.includes(upn), "whose it is, is not the thief's to know");
		const told = await explained(house, claim.given.attempt.reference);
		assert.equal(told.code, "enrolled-by-another-user");
		assert.ok(told.findings[0]?.saw.includes(upn), "but the administrator's");
		assert.equal((await unchanged(house, () => claim.tokenUpdate())).status, 400);
	}
	assert.equal((await device.idle()).status, 200);
});

test("TokenUpdate and CheckOut of a phone that never said Authenticate", async () => {
	const fresh = await newDevice(house, upn);
	for (const [what, send] of [
		["TokenUpdate", fresh.tokenUpdate],
		["CheckOut", fresh.checkOut],
		["Idle", fresh.idle],
	] as const) {
		const [fault] = await faultsOf(house, () => unchanged(house, async () => assert.equal((await send()).status, 400)));
		assert.deepEqual(
			[fault?.code, fault?.detail, fault?.attemptId],
			["identity-of-another-device", `${what}: ours`, fresh.given.attempt.id],
		);
	}
	assert.equal((await fresh.authenticate()).status, 200, "it may still begin");
});

test("a stranger who knows the address of a try cannot change what is known of its phone", async () => {
	const fresh = await newDevice(house, upn);
	const { topic } = fresh.given.read.mdm;
	const lie = buildCheckIn({ messageType: "Authenticate", enrollment: { udid: "LIE" }, topic, serialNumber: "LIE" });
	// Before the phone has spoken, the refusal stands on the try: it may be the phone's own, with a broken identity.
	assert.equal((await put(house, { path: fresh.path, body: lie })).status, 400);
	assert.equal((await explained(house, fresh.given.attempt.reference)).code, "identity-not-trusted");
	assert.equal((await fresh.authenticate()).status, 200);
	const told = await house.attempt(fresh.given.attempt.reference);
	assert.deepEqual([told.state, told.device.serial], ["open", fresh.serial]);
	assert.equal((await put(house, { path: fresh.path, body: lie })).status, 400);
	assert.deepEqual(await house.attempt(fresh.given.attempt.reference), told);
	assert.equal((await fresh.tokenUpdate()).status, 200);
	assert.equal((await house.attempt(fresh.given.attempt.reference)).device.serial, fresh.serial);
});

test("a revoked identity, and one past its end, open nothing", async () => {
	const revoked = await enrolledDevice(house, upn);
	const { serial } = parseCertificate(revoked.identity.certificate);
	await house.domain.store.write((stores) => stores.certificates.revoke(serial, house.clock.now(), "lost"));
	const dead = async (of: TestDevice, seen: RegExp) => {
		for (const one of messages(of.udid, "00000000-0000-4000-8000-000000000000")) {
			const [fault] = await faultsOf(house, () =>
				unchanged(house, async () =>
					assert.equal((await of.send(one.body, { checkIn: one.checkIn, path: one.checkIn ? of.path : "/mdm" })).status, 400, one.what),
				),
			);
			assert.equal(fault?.code, "identity-not-trusted");
			if (one.what !== "Authenticate") continue;
			const attempt = await house.domain.store.read.attempts.byId(fault?.attemptId ?? "");
			const told = await explained(house, attempt?.reference ?? "");
			assert.match(told.findings[0]?.saw ?? "", seen);
		}
	};
	await dead(revoked, /revoked/);
	house.clock.move(31 * 86_400_000);
	await dead(device, /expired|ended/);
});

test("nothing of all this is an error of the service, and no secret reached the log", () => {
	assert.deepEqual(house.complaints, []);
});
