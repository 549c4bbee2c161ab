import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type TestContext, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { type ApnsMisbehaviour, createApnsStandIn } from "../../simulator/apns.ts";
import { createStandInIssuer } from "../../simulator/apple-issuer.ts";
import { createHold } from "../../simulator/hold.ts";
import { createPushConnection } from "../../src/apple/current-push-sender.ts";
import { syncDevice } from "../../src/devices/actions.ts";
import type { Device } from "../../src/devices/ports.ts";
import { createPushService } from "../../src/devices/push.ts";
import { sealPushSecrets } from "../../src/devices/push-secrets.ts";
import { nextCommand, recordResult } from "../../src/devices/queue.ts";
import { bringPushesForward, schedulePush } from "../../src/devices/schedule-push.ts";
import { uploadPushCertificate } from "../../src/tenant/push-certificate.ts";
import { pushCertificateFact, recordApnsAnswer } from "../../src/tenant/push-certificate-fact.ts";
import { createPushCertificateRequest } from "../../src/tenant/push-certificate-request.ts";
import { openPushKeyPem } from "../../src/tenant/push-key.ts";
import { within } from "../within.ts";
import { managedDevice, openTestStore, randomness, result, sealer } from "./device-fixture.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const issuer = createStandInIssuer({ now: Date.now() });

const hexOf = (id: string) => Buffer.from(id).toString("hex");

/** A store, a stand-in of Apple, and the service between them, on a clock that the test turns. */
async function setUp(t: TestContext, options: { certificate?: boolean } = {}) {
	const start = Date.now();
	let passed = 0;
	const clock = { now: () => start + passed };
	const store = await openTestStore(t);
	const apple = createApnsStandIn({ issuer, now: () => Date.now() });
	const { port, caPem } = await apple.started();
	const logged: string[] = [];
	const write = (detail: object, message: string) => void logged.push(`${JSON.stringify(detail)} ${message}`);
	const log = { debug: write, info: write, warn: write, error: write };
	const connection = createPushConnection({
		host: "127.0.0.1",
		port,
		ca: caPem,
		clock: { now: () => Date.now() },
		log,
		backOffMs: { first: 10, most: 10 },
		pushCertificates: store.read.pushCertificates,
		openKeyPem: (certificate) => openPushKeyPem(sealer, certificate),
	});
	const accepted: string[] = [];
	const service = createPushService({
		work: store,
		current: () => connection.current(),
		sealer,
		clock,
		log,
		randomness,
		hooks: {
			certificateAnswer: (stores, id, refused) => recordApnsAnswer(stores, id, refused),
			async accepted(_stores, device) {
				accepted.push(device.id);
			},
		},
	});
	t.after(async () => {
		await service.stop();
		await connection.close();
		await apple.stop();
	});
	const upload = async (topicUid = "one", dates: { notBefore?: number; notAfter?: number } = {}) => {
		const { der } = await createPushCertificateRequest(store, { sealer, organization: "Test", now: clock.now() });
		const pem = issuer.issuePushCertificate({ csrDer: der, topicUid, notBefore: start - day, notAfter: start + day, ...dates });
		const outcome = await store.write((stores) =>
			uploadPushCertificate(stores, { pem, now: start }, { sealer, issuers: { standInPem: issuer.certificatePem } }),
		);
		assert.ok(outcome.ok);
		return outcome.certificate;
	};
	if (options.certificate !== false) await upload();
	return {
		store,
		apple,
		service,
		accepted,
		logged,
		clock,
		upload,
		pass: (ms: number) => {
			passed += ms;
		},
		enroll: (id: string, change: Partial<Device> = {}) => store.write((stores) => stores.devices.insert(managedDevice(id, change))),
		device: async (id: string) => {
			const found = await store.read.devices.byId(id);
			assert.ok(found);
			return found;
		},
		sync: (id: string) => store.write((stores) => syncDevice(stores, id, { now: clock.now(), randomness })),
		fact: () => pushCertificateFact(store.read),
		due: () => store.read.jobs.countDue(clock.now()),
		tokens: () => apple.pushes.map(({ token }) => Buffer.from(token, "hex").toString()),
	};
}

const answer = (status: number, reason: string, more: Partial<ApnsMisbehaviour> = {}): ApnsMisbehaviour =>
	({ kind: "answer", status, reason, ...more }) as ApnsMisbehaviour;

test("a push goes out with the unsealed token and magic, and is written down", async (t) => {
	const { apple, service, enroll, device, accepted, clock, due } = await setUp(t);
	await enroll("d1");
	await service.pushNow(["d1"]);
	assert.deepEqual(
		apple.pushes.map(({ token, magic, topic }) => ({ token, magic, topic })),
		[{ token: hexOf("d1"), magic: "magic of d1", topic: "com.apple.mgmt.External.one" }],
	);
	assert.equal((await device("d1")).lastPushAt, clock.now());
	assert.deepEqual(accepted, ["d1"]);
	assert.equal(await due(), 0);
});

test("what another process scheduled is sent, once however often it was asked", async (t) => {
	const { store, service, enroll, tokens, clock } = await setUp(t);
	await enroll("d1");
	for (const dueAt of [clock.now(), clock.now(), clock.now() - 5]) {
		await store.write((stores) => schedulePush(stores, "d1", { dueAt, randomness }));
	}
	await store.write((stores) => schedulePush(stores, "d2", { dueAt: clock.now() + minute, randomness }));
	assert.equal(await service.runDue(), 1);
	assert.deepEqual(tokens(), ["d1"]);
});

test("many at once, over more than one batch", async (t) => {
	const { store, service, tokens } = await setUp(t);
	const ids = Array.from({ length: 450 }, (_, i) => `d${i}`);
	await store.write(async (stores) => {
		for (const id of ids) await stores.devices.insert(managedDevice(id));
	});
	await service.pushNow(ids);
	assert.deepEqual(tokens().sort(), [...ids].sort());
});

test("410 marks the device dead since Apple's time, and it is not pushed to again", async (t) => {
	const { apple, service, enroll, device, due } = await setUp(t);
	await enroll("d1");
	apple.misbehave(answer(410, "Unregistered", { timestamp: 1_700_000_000_000 }));
	await service.pushNow(["d1"]);
	assert.equal((await device("d1")).pushDeadAt, 1_700_000_000_000);
	assert.equal(await due(), 0);
	await service.pushNow(["d1"]);
	assert.equal(apple.refusals.length, 1);
});

test("410 for a token that was renewed meanwhile marks nothing", async (t) => {
	const { store, apple, service, enroll, device, tokens } = await setUp(t);
	await enroll("d1");
	const held = createHold();
	apple.misbehave(answer(410, "Unregistered", { held }));
	const pushing = service.pushNow(["d1"]);
	await within("the push arrives", held.arrived);
	await store.write((stores) => stores.devices.update("d1", sealPushSecrets(sealer, "d1", { token: Buffer.from("new"), magic: "M" })));
	held.release();
	await pushing;
	assert.equal((await device("d1")).pushDeadAt, null);
	apple.behave();
	await service.pushNow(["d1"]);
	assert.deepEqual(tokens(), ["new"]);
});

test("a refused certificate stops the batch, marks no device and is on record until it works again", async (t) => {
	const { apple, service, enroll, device, fact, due, clock, pass, logged, tokens } = await setUp(t);
	for (const id of ["d1", "d2", "d3"]) await enroll(id);
	apple.misbehave(answer(403, "BadCertificate"));
	await service.pushNow(["d1", "d2", "d3"]);
	assert.equal(apple.refusals.length, 1, "one refusal is enough");
	const since = clock.now();
	assert.deepEqual((await fact())?.refusedByApple, { reason: "BadCertificate", since });
	for (const id of ["d1", "d2", "d3"]) assert.equal((await device(id)).pushDeadAt, null);
	assert.equal(await due(), 0);
	apple.behave();
	pass(10 * minute);
	assert.equal(await service.runDue(), 3);
	assert.equal((await fact())?.refusedByApple, null);
	assert.deepEqual(tokens().sort(), ["d1", "d2", "d3"]);
	assert.doesNotMatch(logged.join("\n"), new RegExp(`${hexOf("d1")}|magic of`));
});

test("one device whose token Apple refuses does not condemn the certificate, nor hold the others up", async (t) => {
	const { apple, service, enroll, device, fact, tokens } = await setUp(t);
	for (const id of ["d1", "d2", "d3"]) await enroll(id);
	apple.misbehave(answer(400, "BadDeviceToken", { token: hexOf("d1") }));
	await service.pushNow(["d1"]);
	await service.pushNow(["d2", "d3"]);
	assert.equal((await fact())?.refusedByApple, null);
	assert.equal((await device("d1")).pushDeadAt, null);
	assert.deepEqual(tokens().sort(), ["d2", "d3"]);
});

test("every token refused, and none accepted: that is the certificate", async (t) => {
	const { apple, service, enroll, fact } = await setUp(t);
	const ids = ["d1", "d2", "d3", "d4"];
	for (const id of ids) await enroll(id);
	apple.misbehave(answer(400, "DeviceTokenNotForTopic"));
	await service.pushNow(ids);
	assert.equal((await fact())?.refusedByApple?.reason, "DeviceTokenNotForTopic");
	apple.behave();
	await enroll("d5");
	await service.pushNow(["d5"]);
	assert.equal((await fact())?.refusedByApple, null);
});

test("429 and 5xx are tried again when Apple says, else later and later", async (t) => {
	const { apple, service, enroll, due, pass, tokens } = await setUp(t);
	await enroll("d1");
	apple.misbehave(answer(429, "TooManyRequests", { retryAfter: 90, times: 1 }));
	apple.misbehave(answer(500, "InternalServerError", { times: 1 }));
	await service.pushNow(["d1"]);
	pass(89_000);
	assert.equal(await due(), 0);
	pass(2000);
	assert.equal(await service.runDue(), 0);
	pass(minute);
	assert.equal(await service.runDue(), 1);
	assert.deepEqual(tokens(), ["d1"]);
});

test("no push certificate: nothing is lost, it goes out when there is one", async (t) => {
	const { service, enroll, upload, pass, tokens } = await setUp(t, { certificate: false });
	await enroll("d1");
	await service.pushNow(["d1"]);
	await upload();
	pass(10 * minute);
	assert.equal(await service.runDue(), 1);
	assert.deepEqual(tokens(), ["d1"]);
});

test("a renewed certificate is in use with the next push, without a restart", async (t) => {
	const { apple, service, enroll, upload } = await setUp(t);
	await enroll("d1");
	await service.pushNow(["d1"]);
	await upload("one", { notAfter: Date.now() + 2 * day });
	await service.pushNow(["d1"]);
	assert.equal(apple.pushes.length, 2);
	assert.equal(apple.connections().made, 2);
});

test("devices of another topic, without a token, ended or unknown are left alone", async (t) => {
	const { apple, service, enroll, due } = await setUp(t);
	await enroll("other", { topic: "com.apple.mgmt.External.before" });
	await enroll("pending", { state: "pending", pushToken: null, pushMagic: null });
	await enroll("ended", { state: "retired" });
	await service.pushNow(["other", "pending", "ended", "unknown"]);
	assert.deepEqual([apple.pushes.length, apple.refusals.length, await due()], [0, 0, 0]);
});

test("a device whose certificate was replaced is called when the old one is back", async (t) => {
	const { store, apple, service, enroll, upload, tokens, clock } = await setUp(t);
	await enroll("other", { topic: "com.apple.mgmt.External.before" });
	await service.pushNow(["other"]);
	await service.runDue();
	assert.equal(apple.refusals.length, 0);
	await upload("before");
	// As `genkan push-certificate upload` does.
	await store.write((stores) => bringPushesForward(stores, clock.now()));
	assert.equal(await service.runDue(), 1);
	assert.deepEqual(tokens(), ["other"]);
});

test("a device that does not come is called again, later and later, until it came", async (t) => {
	const { store, service, enroll, device, sync, pass, tokens, clock, due } = await setUp(t);
	await enroll("d1");
	await sync("d1");
	await service.runDue();
	pass(9 * minute);
	assert.equal(await service.runDue(), 0);
	pass(2 * minute);
	assert.equal(await service.runDue(), 1);
	pass(11 * minute);
	assert.equal(await service.runDue(), 0);
	pass(60 * minute);
	assert.equal(await service.runDue(), 1);
	await store.write(async (stores) => {
		const command = await nextCommand(stores, "d1", { after: "Idle", now: clock.now(), sealer, randomness });
		assert.ok(command);
		await recordResult(stores, await device("d1"), result("d1", "Acknowledged", command.commandUuid), clock.now());
	});
	pass(30 * day);
	assert.equal(await service.runDue(), 0);
	assert.equal(await due(), 0);
	assert.equal(tokens().length, 3);
});

test("a device that lies in a drawer over the summer is called every week, so that Apple always keeps a push for it", async (t) => {
	const { service, enroll, sync, pass, clock } = await setUp(t);
	await enroll("d1");
	await sync("d1");
	const calls: number[] = [];
	for (let days = 0; days < 70; days += 0.25) {
		if ((await service.runDue()) > 0) calls.push(clock.now());
		pass(day / 4);
	}
	const pauses = calls.slice(1).map((at, index) => (at - (calls[index] ?? 0)) / day);
	assert.ok(Math.max(...pauses) <= 7.25, String(pauses));
	assert.ok(clock.now() - (calls.at(-1) ?? 0) <= 7.25 * day, "to this day");
	assert.ok(calls.length < 25, `${calls.length} pushes`);
});

test("stopping waits for what is under way, and begins nothing more", async (t) => {
	const { apple, service, enroll, device, due } = await setUp(t);
	await enroll("d1");
	await enroll("d2");
	const held = createHold();
	apple.misbehave({ kind: "held", by: held });
	const pushing = service.pushNow(["d1"]);
	await within("the push arrives", held.arrived);
	let stopped = false;
	const stopping = service.stop().then(() => {
		stopped = true;
	});
	// Time enough for a stop that does not wait.
	for (let turns = 0; turns < 50; turns++) await turn();
	assert.equal(stopped, false);
	held.release();
	await stopping;
	assert.notEqual((await device("d1")).lastPushAt, null);
	await pushing;
	await service.pushNow(["d2"]);
	assert.equal(await due(), 1, "it stays for the next start");
});

test("a device whose secrets cannot be unsealed holds nobody up", async (t) => {
	const { service, enroll, tokens, logged } = await setUp(t);
	await enroll("d1", { pushToken: Buffer.from("sealed under another key, long enough to be one") });
	await enroll("d2");
	await service.pushNow(["d1", "d2"]);
	assert.deepEqual(tokens(), ["d2"]);
	assert.match(logged.join("\n"), /"device":"d1"/);
});
