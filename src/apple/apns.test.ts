import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { type ApnsStandInOptions, createApnsStandIn } from "../../simulator/apns.ts";
import { createServerCertificate, createStandInIssuer } from "../../simulator/apple-issuer.ts";
import { createHold } from "../../simulator/hold.ts";
import { within } from "../../test/within.ts";
import type { Log } from "../evidence/log.ts";
import { oids } from "../protocol/der/oids.ts";
import { buildName } from "../protocol/x509/name.ts";
import { buildRequest } from "../protocol/x509/request.ts";
import { type ApnsOptions, createApnsClient } from "./apns.ts";

const second = 1000;
const day = 24 * 3600 * second;
/** It stands, but for a test that turns it. */
const clock = { at: Date.now(), now: () => clock.at };
const expiresAt = clock.at + day;
const issuer = createStandInIssuer({ now: clock.at });
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const keyPem = key.export({ format: "pem", type: "pkcs8" }).toString();
const csrDer = buildRequest({ subject: buildName([{ type: oids.commonName, value: "test" }]), key });
const certificateFor = (topicUid: string, dates: { notBefore?: number; notAfter?: number } = {}) =>
	issuer.issuePushCertificate({ csrDer, topicUid, notBefore: clock.at - day, notAfter: clock.at + day, ...dates });
const credentials = { certificatePem: certificateFor("one"), keyPem };
const topic = "com.apple.mgmt.External.one";

/** A log that keeps what was written, to look for what must not be there. */
function keepingLog(): Log & { lines: string[] } {
	const lines: string[] = [];
	const write = (detail: object, message: string) => void lines.push(`${JSON.stringify(detail)} ${message}`);
	return { lines, debug: write, info: write, warn: write, error: write };
}

async function setUp(t: TestContext, options: Partial<ApnsStandInOptions> & { client?: Partial<ApnsOptions> } = {}) {
	const apple = createApnsStandIn({ issuer, now: clock.now, ...options });
	const { port, caPem } = await apple.started();
	const log = keepingLog();
	const client = createApnsClient({
		host: "127.0.0.1",
		port,
		ca: caPem,
		...credentials,
		clock,
		log,
		backOffMs: { first: 50, most: 200 },
		...options.client,
	});
	t.after(async () => {
		await client.close();
		await apple.stop();
	});
	const push = (token: string, more: { topic?: string; magic?: string } = {}) =>
		client.push({ token: Buffer.from(token, "hex"), magic: "MAGIC-1", topic, expiresAt, ...more });
	return { apple, port, caPem, client, push, log };
}

/** Resolves when there is nothing left that could happen without the network, a timer or the test. */
async function turns(): Promise<void> {
	for (let left = 20; left > 0; left--) await turn();
}

/** The test says when time is over, not the machine. */
function holdTimers(t: TestContext): { readonly tick: (ms: number) => void } {
	t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
	return t.mock.timers;
}

test("a push reaches Apple as Apple wants it", async (t) => {
	const { apple, push } = await setUp(t);
	const seen: string[] = [];
	apple.onPush(({ token, magic }) => seen.push(`${token} ${magic}`));
	const outcome = await push("00ffab");
	assert.equal(outcome.outcome, "accepted");
	assert.match(outcome.outcome === "accepted" ? (outcome.apnsId ?? "") : "", /^[0-9A-F-]{36}$/);
	assert.deepEqual(seen, ["00ffab MAGIC-1"]);
	assert.equal(apple.pushes[0]?.topic, topic);
	assert.equal(apple.pushes[0]?.expiration, Math.floor(expiresAt / second));
});

test("Apple's answers become values", async (t) => {
	const { apple, push } = await setUp(t);
	apple.misbehave({ kind: "answer", status: 410, reason: "Unregistered", timestamp: 1_700_000_000_000, token: "0a" });
	apple.misbehave({ kind: "answer", status: 429, reason: "TooManyRequests", retryAfter: 7, token: "0b" });
	apple.misbehave({ kind: "answer", status: 500, reason: "InternalServerError", token: "0c" });
	apple.misbehave({ kind: "answer", status: 403, reason: "BadCertificate", token: "0d" });
	assert.deepEqual(await push("0a"), { outcome: "token-dead", at: 1_700_000_000_000 });
	assert.deepEqual(await push("0b"), { outcome: "retry", afterMs: 7000, reason: "TooManyRequests" });
	assert.deepEqual(await push("0c"), { outcome: "retry", afterMs: null, reason: "InternalServerError" });
	assert.deepEqual(await push("0d"), { outcome: "sender-fault", reason: "BadCertificate", about: "certificate" });
	assert.deepEqual(await push("0e", { topic: "com.apple.mgmt.External.other" }), {
		outcome: "sender-fault",
		reason: "BadTopic",
		about: "certificate",
	});
	assert.equal((await push("0f")).outcome, "accepted");
	assert.equal(apple.connections().made, 1, "answers of any kind leave the connection as it is");
});

test("an expired certificate is the sender's fault", async (t) => {
	const certificatePem = certificateFor("one", { notBefore: clock.at - 2 * day, notAfter: clock.at - day });
	const { push } = await setUp(t, { client: { certificatePem } });
	assert.deepEqual(await push("0a"), { outcome: "sender-fault", reason: "BadCertificate", about: "certificate" });
});

test("a key that is not the certificate's is the sender's fault, and nothing throws", async (t) => {
	const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "pem", type: "pkcs8" }).toString();
	const { push } = await setUp(t, { client: { keyPem: other } });
	assert.deepEqual(await push("0a"), { outcome: "sender-fault", reason: "ERR_OSSL_X509_KEY_VALUES_MISMATCH", about: "certificate" });
});

test("more pushes than streams: the limit of the server's settings is kept, and all arrive", async (t) => {
	const { apple, push } = await setUp(t, { streams: 5 });
	const outcomes = await Promise.all(Array.from({ length: 200 }, (_, i) => push(i.toString(16).padStart(8, "0"))));
	assert.ok(outcomes.every(({ outcome }) => outcome === "accepted"));
	assert.equal(new Set(apple.pushes.map(({ token }) => token)).size, 200);
	assert.equal(apple.connections().made, 2, "the second connection is opened when the first is full, and no third");
});

test("GOAWAY: what was not processed goes out again on a new connection", async (t) => {
	const { apple, push } = await setUp(t);
	await push("00");
	apple.misbehave({ kind: "goaway", reason: "Shutdown", times: 1, token: "05" });
	const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => push(i.toString(16).padStart(2, "0"))));
	assert.ok(outcomes.every(({ outcome }) => outcome === "accepted"));
	assert.ok(apple.pushes.some(({ token }) => token === "05"));
	assert.equal(apple.connections().made, 2);
});

test("a connection that breaks is made again, but not for ever", async (t) => {
	const { apple, push } = await setUp(t);
	apple.misbehave({ kind: "close", times: 1 });
	assert.equal((await push("0a")).outcome, "accepted");
	apple.misbehave({ kind: "close" });
	const outcome = await push("0b");
	assert.equal(outcome.outcome, "retry");
	assert.ok(apple.connections().made <= 6);
	apple.behave();
	clock.at += second;
	assert.equal((await push("0c")).outcome, "accepted");
});

test("a push that Apple does not answer ends in time, and holds nobody else up", async (t) => {
	const timers = holdTimers(t);
	const { apple, push } = await setUp(t, { client: { pushTimeoutMs: 20 * second } });
	const held = createHold();
	apple.misbehave({ kind: "held", by: held, token: "0a" });
	const unanswered = push("0a");
	await within("the push arrives", held.arrived);
	assert.equal((await push("0b")).outcome, "accepted");
	timers.tick(20 * second);
	assert.deepEqual(await unanswered, { outcome: "retry", afterMs: null, reason: "timeout" });
});

test("nobody listens: retry at once, with the time to wait", async (t) => {
	const log = keepingLog();
	const client = createApnsClient({
		host: "127.0.0.1",
		// Of no service that anybody runs, and none that is given to who asks for a free one.
		port: 1,
		...credentials,
		clock,
		log,
		backOffMs: { first: 100, most: 100 },
	});
	t.after(() => client.close());
	const message = { token: Buffer.from("5ec4e7", "hex"), magic: "5ECRET", topic, expiresAt };
	const outcomes = await Promise.all([client.push(message), client.push(message)]);
	for (const outcome of outcomes) {
		assert.equal(outcome.outcome, "retry");
		if (outcome.outcome !== "retry") continue;
		assert.equal(outcome.reason, "ECONNREFUSED");
		assert.equal(outcome.afterMs, 100);
	}
	assert.ok(log.lines.length > 0);
	assert.doesNotMatch(log.lines.join("\n"), /5ec4e7|5ECRET/i);
});

test("a server that is not verified gets no push", async (t) => {
	const { apple, port, log } = await setUp(t);
	const client = createApnsClient({ host: "127.0.0.1", port, ...credentials, clock, log });
	t.after(() => client.close());
	const outcome = await client.push({ token: Buffer.from("0a", "hex"), magic: "M", topic, expiresAt });
	assert.deepEqual({ ...outcome, afterMs: 0 }, { outcome: "retry", afterMs: 0, reason: "DEPTH_ZERO_SELF_SIGNED_CERT" });
	assert.equal(apple.pushes.length, 0);
});

test("a renewed certificate is used at once, and what is under way still arrives", async (t) => {
	const { apple, client, push } = await setUp(t);
	const held = createHold();
	apple.misbehave({ kind: "held", by: held, token: "0a" });
	const underWay = push("0a");
	await within("the push arrives", held.arrived);
	client.replaceCertificate({ certificatePem: certificateFor("two"), keyPem });
	assert.equal((await push("0b", { topic: "com.apple.mgmt.External.two" })).outcome, "accepted");
	assert.equal(apple.pushes.length, 1, "the new one did not wait for the old one");
	assert.deepEqual(apple.connections(), { made: 2, open: 2 });
	held.release();
	assert.equal((await underWay).outcome, "accepted");
	while (apple.connections().open > 1) await turn();
	assert.equal((await push("0c", { topic: "com.apple.mgmt.External.two" })).outcome, "accepted");
	assert.deepEqual(apple.connections(), { made: 2, open: 1 }, "the old connection is closed when its pushes have ended");
});

test("closing waits for what is under way", async (t) => {
	const { apple, client, push } = await setUp(t);
	const held = createHold();
	apple.misbehave({ kind: "held", by: held, token: "0a" });
	const underWay = push("0a");
	await within("the push arrives", held.arrived);
	let closed = false;
	const closing = client.close().then(() => {
		closed = true;
	});
	await turns();
	assert.equal(closed, false);
	assert.deepEqual(await push("0b"), { outcome: "retry", afterMs: null, reason: "stopping" });
	held.release();
	assert.equal((await underWay).outcome, "accepted");
	await closing;
	assert.equal(apple.pushes.length, 1);
});

test("a line that went dead is found by a ping, and the next push takes a new connection", async (t) => {
	const timers = holdTimers(t);
	const apple = createApnsStandIn({ issuer, now: clock.now });
	const { port, caPem } = await apple.started();
	const sockets = new Set<Socket>();
	let dead = new WeakSet<Socket>();
	const swallowed = Promise.withResolvers<void>();
	const line = createServer((near) => {
		const far = connect(port, "127.0.0.1");
		sockets.add(near).add(far);
		near.on("data", (piece) => (dead.has(near) ? swallowed.resolve() : far.write(piece))).on("error", () => {});
		far.on("data", (piece) => dead.has(near) || near.write(piece)).on("error", () => {});
	});
	await new Promise<void>((resolve) => line.listen(0, "127.0.0.1", resolve));
	const client = createApnsClient({
		host: "127.0.0.1",
		port: (line.address() as AddressInfo).port,
		ca: caPem,
		...credentials,
		clock,
		log: keepingLog(),
		pushTimeoutMs: 20 * second,
		pingTimeoutMs: 5 * second,
		pingEveryMs: day,
	});
	t.after(async () => {
		for (const socket of sockets) socket.destroy();
		await client.close();
		await apple.stop();
		line.close();
	});
	const message = { token: Buffer.from("0a", "hex"), magic: "M", topic, expiresAt };
	assert.equal((await client.push(message)).outcome, "accepted");
	dead = new WeakSet(sockets);
	const lost = client.push(message);
	await within("the line swallows the push", swallowed.promise);
	timers.tick(20 * second);
	assert.deepEqual(await lost, { outcome: "retry", afterMs: null, reason: "timeout" });
	assert.equal(apple.connections().made, 1);
	timers.tick(5 * second);
	assert.equal((await client.push(message)).outcome, "accepted");
	assert.equal(apple.connections().made, 2);
});

test("a TLS alert about our certificate, from a server that is not ours", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-apns-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const server = createServerCertificate({ now: clock.at });
	const path = (name: string, text: string) => {
		writeFileSync(join(folder, name), text);
		return join(folder, name);
	};
	const openssl = spawn(
		"openssl",
		[
			...["s_server", "-accept", "127.0.0.1:0", "-alpn", "h2", "-Verify", "2", "-verify_return_error"],
			...["-cert", path("server.pem", server.certificatePem), "-key", path("server.key", server.keyPem)],
			...["-CAfile", path("issuer.pem", issuer.certificatePem)],
		],
		{ stdio: ["pipe", "pipe", "ignore"] },
	);
	t.after(() => openssl.kill());
	const port = await new Promise<number>((resolve, reject) => {
		let said = "";
		openssl.once("error", reject);
		openssl.stdout.on("data", (piece) => {
			said += piece;
			const found = /^ACCEPT .*:(\d+)$/m.exec(said)?.[1];
			if (found !== undefined) resolve(Number(found));
		});
	});
	const certificatePem = certificateFor("one", { notBefore: clock.at - 2 * day, notAfter: clock.at - day });
	const client = createApnsClient({
		host: "127.0.0.1",
		port,
		ca: server.certificatePem,
		certificatePem,
		keyPem,
		clock,
		log: keepingLog(),
	});
	t.after(() => client.close());
	const outcome = await client.push({ token: Buffer.from("0a", "hex"), magic: "M", topic, expiresAt });
	assert.equal(outcome.outcome, "sender-fault");
	assert.match(outcome.outcome === "sender-fault" ? outcome.reason : "", /ALERT_CERTIFICATE_EXPIRED$/);
});
