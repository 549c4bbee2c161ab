import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { type TestContext, test } from "node:test";
import { createStandInIssuer, type PushCertificateRequest } from "../../simulator/apple-issuer.ts";
import { oids } from "../../src/protocol/der/oids.ts";
import { buildName } from "../../src/protocol/x509/name.ts";
import { buildRequest, parseRequest, verifyRequest } from "../../src/protocol/x509/request.ts";
import { type PushCertificateUpload, uploadPushCertificate } from "../../src/tenant/push-certificate.ts";
import { pushCertificateFact, recordApnsAnswer } from "../../src/tenant/push-certificate-fact.ts";
import { createPushCertificateRequest } from "../../src/tenant/push-certificate-request.ts";
import { openPushKeyPem } from "../../src/tenant/push-key.ts";
import { managedDevice, openTestStore, sealer } from "../devices/device-fixture.ts";

const now = Date.UTC(2026, 10, 20);
const day = 24 * 3600_000;
const issuer = createStandInIssuer({ now });
const options = { sealer, issuers: { standInPem: issuer.certificatePem } };

async function setUp(t: TestContext) {
	const store = await openTestStore(t);
	const csr = () => createPushCertificateRequest(store, { sealer, organization: "株式会社サンプル", mail: "it@example.jp", now });
	const issue = (csrDer: Uint8Array, change: Partial<PushCertificateRequest> = {}) =>
		issuer.issuePushCertificate({ csrDer, topicUid: "one", notBefore: now - day, notAfter: now + 365 * day, ...change });
	const upload = (pem: string, change: Partial<PushCertificateUpload> = {}) =>
		store.write((stores) => uploadPushCertificate(stores, { pem, now, ...change }, options));
	const fact = () => pushCertificateFact(store.read, { issuers: options.issuers, sealer });
	return { store, csr, issue, upload, fact };
}

test("request, certificate, upload: the certificate finds its key, and the key no longer waits", async (t) => {
	const { store, csr, issue, upload, fact } = await setUp(t);
	assert.equal(await fact(), null);
	const [first, second] = [await csr(), await csr()];
	assert.ok(verifyRequest(parseRequest(first.der)));
	assert.equal((await store.read.pushCertificates.pendingKeys()).length, 2);
	const outcome = await upload(issue(first.der), { appleId: "mdm@example.jp" });
	assert.ok(outcome.ok);
	assert.deepEqual(outcome.warnings, []);
	assert.deepEqual(
		(await store.read.pushCertificates.pendingKeys()).map(({ id }) => id),
		[second.pending.id],
	);
	assert.deepEqual(await fact(), {
		topic: "com.apple.mgmt.External.one",
		notBefore: now - day,
		notAfter: now + 365 * day,
		faults: [],
		refusedByApple: null,
		appleId: "mdm@example.jp",
	});
	const current = await store.read.pushCertificates.current();
	assert.ok(current);
	assert.match(openPushKeyPem(sealer, current), /BEGIN PRIVATE KEY/);
	assert.equal(Buffer.from(current.key).includes("PRIVATE"), false);
});

test("a renewal keeps the topic, and the one before becomes history", async (t) => {
	const { store, csr, issue, upload } = await setUp(t);
	await upload(issue((await csr()).der), { appleId: "mdm@example.jp" });
	await store.write((stores) => stores.devices.insert(managedDevice("d1")));
	const outcome = await upload(issue((await csr()).der, { notAfter: now + 700 * day }), { now: now + 300 * day });
	assert.ok(outcome.ok);
	assert.deepEqual(outcome.warnings, []);
	assert.equal(outcome.certificate.appleId, "mdm@example.jp");
	const all = await store.read.pushCertificates.list();
	assert.deepEqual(
		all.map(({ current }) => current),
		[true, false],
	);
});

test("a changed topic is refused with the number of devices that would be lost, unless that very number is confirmed", async (t) => {
	const { store, csr, issue, upload, fact } = await setUp(t);
	await upload(issue((await csr()).der));
	await store.write(async (stores) => {
		for (const id of ["d1", "d2", "d3"]) await stores.devices.insert(managedDevice(id));
		await stores.devices.insert(managedDevice("gone", { state: "retired" }));
	});
	const other = issue((await csr()).der, { topicUid: "two" });
	const problem = {
		kind: "push-certificate-topic-changed",
		present: "com.apple.mgmt.External.one",
		uploaded: "com.apple.mgmt.External.two",
		devices: 3,
	};
	assert.deepEqual(await upload(other), { ok: false, problem: { ...problem, confirmed: null } });
	for (const confirmed of [0, 2, 4]) {
		assert.deepEqual(await upload(other, { confirmDevicesLost: confirmed }), { ok: false, problem: { ...problem, confirmed } });
	}
	assert.equal((await fact())?.topic, "com.apple.mgmt.External.one");
	assert.equal((await store.read.pushCertificates.pendingKeys()).length, 1, "the key still waits after a refusal");
	const outcome = await upload(other, { confirmDevicesLost: 3 });
	assert.ok(outcome.ok);
	assert.deepEqual(outcome.warnings, [{ kind: "push-certificate-devices-lost", present: "com.apple.mgmt.External.one", devices: 3 }]);
	const old = (await store.read.pushCertificates.list()).find(({ current }) => !current);
	assert.ok(old);
	assert.ok((await upload(old.pem)).ok, "the old one can be put back: no device holds the new topic yet");
});

test("a certificate for another key, or one whose key was made elsewhere", async (t) => {
	const { csr, issue, upload } = await setUp(t);
	await csr();
	const { privateKey: key } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const pem = issue(buildRequest({ subject: buildName([{ type: oids.commonName, value: "elsewhere" }]), key }));
	assert.deepEqual(await upload(pem), { ok: false, problem: { kind: "push-certificate-key-mismatch", pending: 1 } });
	const keyPem = key.export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "open sesame" }).toString();
	const fault = async (change: Partial<PushCertificateUpload>) => {
		const outcome = await upload(pem, change);
		return outcome.ok ? "ok" : "fault" in outcome.problem ? outcome.problem.fault : outcome.problem.kind;
	};
	assert.equal(await fault({ keyPem }), "passphrase-missing");
	assert.equal(await fault({ keyPem, passphrase: "wrong" }), "passphrase-wrong");
	assert.equal(await fault({ keyPem: "nonsense" }), "unparsable");
	const ec = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey.export({ format: "pem", type: "pkcs8" }).toString();
	assert.equal(await fault({ keyPem: ec }), "not-rsa");
	const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "pem", type: "pkcs8" }).toString();
	assert.equal(await fault({ keyPem: other }), "push-certificate-key-mismatch");
	assert.equal(await fault({ keyPem, passphrase: "open sesame" }), "ok");
});

test("wrong files, issuers, topics and dates are refused, and change nothing", async (t) => {
	const { store, csr, issue, upload } = await setUp(t);
	const { der, pem: request } = await csr();
	const problem = async (pem: string, change: Partial<PushCertificateUpload> = {}) => {
		const outcome = await upload(pem, change);
		assert.equal(outcome.ok, false);
		return outcome.ok ? null : outcome.problem;
	};
	assert.deepEqual(await problem(request), { kind: "push-certificate-unparsable", found: "request" });
	assert.deepEqual(await problem("-----BEGIN PRIVATE KEY-----"), { kind: "push-certificate-unparsable", found: "key" });
	assert.deepEqual(await problem("PK.."), { kind: "push-certificate-unparsable", found: "nothing" });
	const stranger = createStandInIssuer({ now });
	const foreign = stranger.issuePushCertificate({ csrDer: der, topicUid: "one", notBefore: now, notAfter: now + day });
	assert.equal((await problem(foreign))?.kind, "push-certificate-wrong-issuer");
	assert.deepEqual(await problem(issue(der, { topicPrefixWrong: true })), {
		kind: "push-certificate-wrong-topic",
		topic: "wrong.prefix.one",
		prefix: "com.apple.mgmt.",
	});
	assert.deepEqual(await problem(issue(der, { notAfter: now - 1000 })), {
		kind: "push-certificate-already-expired",
		expiredAt: now - 1000,
	});
	assert.equal((await problem(issue(der, { notBefore: now + 2 * day })))?.kind, "push-certificate-not-yet-valid");
	assert.equal(await store.read.pushCertificates.current(), undefined);
	assert.equal((await store.read.pushCertificates.pendingKeys()).length, 1);
});

test("an older one, one that ends soon, another Apple Account: installed, with a warning", async (t) => {
	const { csr, issue, upload } = await setUp(t);
	await upload(issue((await csr()).der), { appleId: "a@example.jp" });
	const outcome = await upload(issue((await csr()).der, { notAfter: now + 10 * day }), { appleId: "b@example.jp" });
	assert.ok(outcome.ok);
	assert.deepEqual(
		outcome.warnings.map(({ kind }) => kind),
		["push-certificate-older", "push-certificate-ends-soon", "push-certificate-other-apple-id"],
	);
});

test("Apple's refusal is on record since its first time, until Apple takes a push", async (t) => {
	const { store, csr, issue, upload, fact } = await setUp(t);
	const outcome = await upload(issue((await csr()).der));
	assert.ok(outcome.ok);
	const { id } = outcome.certificate;
	const record = (refused: { reason: string; at: number } | null) => store.write((stores) => recordApnsAnswer(stores, id, refused));
	await record({ reason: "BadCertificate", at: 111 });
	await record({ reason: "BadCertificate", at: 222 });
	assert.deepEqual((await fact())?.refusedByApple, { reason: "BadCertificate", since: 111 });
	await record({ reason: "BadTopic", at: 333 });
	assert.deepEqual((await fact())?.refusedByApple, { reason: "BadTopic", since: 111 });
	await record(null);
	assert.equal((await fact())?.refusedByApple, null);
	await record({ reason: "ERR_OSSL_X509_KEY_VALUES_MISMATCH", at: 444 });
	assert.deepEqual((await pushCertificateFact(store.read))?.faults, ["key-mismatch"]);
	assert.equal((await pushCertificateFact(store.read))?.refusedByApple, null);
});

test("a stored certificate that is of no use says why, at any time", async (t) => {
	const { store, csr, issue, upload, fact } = await setUp(t);
	const outcome = await upload(issue((await csr()).der));
	assert.ok(outcome.ok);
	const { certificate } = outcome;
	await store.write((stores) => stores.pushCertificates.install({ ...certificate, pem: "damaged" }));
	assert.deepEqual((await fact())?.faults, ["unparsable"]);
	await store.write((stores) => stores.pushCertificates.install(certificate));
	assert.deepEqual((await pushCertificateFact(store.read, { issuers: {} }))?.faults, ["wrong-issuer"]);
});
