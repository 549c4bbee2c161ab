import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { type TestContext, test } from "node:test";
import type { AdeStandInServer } from "../../simulator/ade/server.ts";
import { createAdeStandIn } from "../../simulator/ade/stand-in.ts";
import { createKeyPair, deleteKeyPair, forgetOldPairs, keyPairPem, listKeyPairs, waitingPairLimit } from "../../src/ade/key-pairs.ts";
import type { AdeToken } from "../../src/ade/ports.ts";
import { createProfile, setDefaultProfile } from "../../src/ade/profiles.ts";
import { renewToken } from "../../src/ade/renew-token.ts";
import { openTokenSecrets } from "../../src/ade/token-secrets.ts";
import { changeToken, deleteToken, findToken } from "../../src/ade/tokens.ts";
import { uploadToken } from "../../src/ade/upload-token.ts";
import type { Outcome } from "../../src/evidence/outcome.ts";
import { buildServerTokenFile } from "../../src/protocol/ade/build-server-token.ts";
import { buildEnvelopedData } from "../../src/protocol/cms/build-enveloped-data.ts";
import { openTestStore, randomness, sealer } from "../devices/device-fixture.ts";
import { testClock } from "./apple-fixture.ts";

const day = 24 * 3600_000;
const year = 365 * day;

async function setUp(t: TestContext) {
	const store = await openTestStore(t);
	const clock = testClock();
	const apple = createAdeStandIn({ now: clock.now });
	t.after(() => apple.stop());
	const options = { sealer, clock, randomness };
	const newPair = async (forToken: string | null = null) =>
		done(await createKeyPair(store, { ...options, organization: "株式会社サンプル", forToken }));
	/** A virtual server with our newest certificate. */
	const newServer = async (name: string) => {
		const made = await newPair();
		const server = apple.addServer({ name });
		server.uploadPublicKey(made.pem);
		return { server, pair: made.pair };
	};
	const upload = (name: string, file: string | Uint8Array, appleId?: string) =>
		uploadToken(store, { name, file: Buffer.from(file), ...(appleId === undefined ? {} : { appleId }) }, options);
	const renew = (token: string, file: string | Uint8Array, more: { appleId?: string; confirmAnotherServer?: boolean } = {}) =>
		renewToken(store, { token, file: Buffer.from(file), ...more }, options);
	const pairs = async () => (await listKeyPairs(store.read)).map(({ pair, state }) => `${pair.id} ${state}`);
	return { store, clock, apple, newPair, newServer, upload, renew, pairs };
}

/** The database gives bytes of another class. */
const plain = (token: AdeToken | undefined) => token && { ...token, secrets: Buffer.from(token.secrets).toString("hex") };

function done<T, P extends { readonly kind: string }>(outcome: Outcome<T, P>): T {
	if (!outcome.ok) assert.fail(`refused: ${JSON.stringify(outcome.problem)}`);
	return outcome;
}

function problem<P extends { readonly kind: string }>(outcome: Outcome<object, P>): P {
	if (outcome.ok) assert.fail("was not refused");
	return outcome.problem;
}

/** Adds devices at Apple and writes them down as a first fetch does. */
async function fetched(store: Awaited<ReturnType<typeof openTestStore>>, tokenId: string, server: AdeStandInServer, now: number) {
	const serials = server.addDevices({ count: 3, seed: "T" });
	const nothing = { model: null, description: null, color: null, assetTag: null, family: null, os: null, profileUuid: null } as const;
	const times = { profileAssignedAt: null, profilePushedAt: null, serverAssignedAt: now, opAt: null, migrationDeadlineAt: null } as const;
	const devices = serials.map(
		(serial) => ({ serial, ...nothing, ...times, profileStatus: "empty", serverAssignedBy: null, op: null }) as const,
	);
	await store.write((stores) => stores.adeDevices.applyPage(tokenId, devices, { generation: 1, now }));
	return serials;
}

test("key pair, token, upload: the certificate is one that openssl reads, and the token finds its key", async (t) => {
	const { store, clock, newPair, newServer, upload, pairs } = await setUp(t);
	const other = await newPair();
	const { server, pair } = await newServer("Head office");
	const text = execFileSync("openssl", ["x509", "-noout", "-subject", "-issuer", "-text"], { input: keyPairPem(pair) }).toString();
	assert.match(text, /RSA Public-Key: \(2048 bit\)|Public-Key: \(2048 bit\)/);
	const certificate = new X509Certificate(pair.certificate);
	assert.ok(certificate.verify(certificate.publicKey));
	assert.ok(Date.parse(certificate.validTo) > clock.at + year);
	assert.ok(!Buffer.from(pair.key).includes("PRIVATE"));

	const { token } = done(await upload(" Head  office ", server.downloadToken(), "mdm@example.jp"));
	assert.deepEqual(plain(await store.read.adeTokens.byName("head OFFICE")), plain(token));
	assert.deepEqual([token.name, token.appleId, token.keyPairId], ["Head office", "mdm@example.jp", pair.id]);
	assert.deepEqual([token.consumerKey, token.expiresAt], [server.consumerKey, clock.at + year]);
	assert.deepEqual([token.cursor, token.mode, token.account, token.lastTriedAt], [null, "sync", null, null]);
	assert.deepEqual(await pairs(), [`${pair.id} in-use`, `${other.pair.id} waiting`].sort(byNewest(await listKeyPairs(store.read))));

	const secrets = openTokenSecrets(sealer, token);
	assert.equal(secrets.consumerKey, server.consumerKey);
	const stored = Buffer.from(token.secrets);
	for (const secret of [secrets.accessSecret, secrets.consumerSecret]) assert.ok(!stored.includes(secret));
});

const byNewest = (listed: Awaited<ReturnType<typeof listKeyPairs>>) => (a: string, b: string) =>
	listed.findIndex(({ pair }) => a.startsWith(pair.id)) - listed.findIndex(({ pair }) => b.startsWith(pair.id));

test("each thing that is no token of ours is told by what it is", async (t) => {
	const { newServer, newPair, upload, clock, store } = await setUp(t);
	const { server, pair } = await newServer("Head office");
	const file = server.downloadToken();
	const good = { consumerKey: "CK", consumerSecret: "CS", accessToken: "AT", accessSecret: "AS", expiresAt: clock.at + year };
	const enclosing = (text: string) =>
		Buffer.from(buildEnvelopedData({ content: Buffer.from(text), recipients: [pair.certificate], cipher: "aes-256-cbc" }));
	const told = async (bytes: string | Uint8Array) => problem(await upload("Any", bytes));

	assert.equal((await told("")).kind, "ade-token-file-empty");
	assert.equal((await told(Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]))).kind, "ade-token-file-not-a-token");
	assert.equal((await told("<!DOCTYPE html><title>Sign in</title>")).kind, "ade-token-file-not-a-token");
	assert.equal((await told(keyPairPem(pair))).kind, "ade-token-file-is-certificate");
	assert.equal((await told(pair.certificate)).kind, "ade-token-file-is-certificate");
	assert.equal((await told(file.slice(0, file.length / 2))).kind, "ade-token-file-cut-short");
	assert.equal((await told(enclosing("hello"))).kind, "ade-token-file-damaged");
	const withoutSecret = '-----BEGIN MESSAGE-----{"consumer_key":"a","consumer_secret":"b","access_token":"c"}-----END MESSAGE-----';
	assert.deepEqual(await told(enclosing(withoutSecret)), { kind: "ade-token-field-missing", field: "access_secret" });
	const expired = buildServerTokenFile({ ...good, expiresAt: clock.at }, { certificate: pair.certificate });
	assert.deepEqual(await told(expired), { kind: "ade-token-file-expired", expiredAt: clock.at });

	const { pair: lost } = await newPair();
	const forLost = buildServerTokenFile(good, { certificate: lost.certificate });
	done(await store.write((stores) => deleteKeyPair(stores, lost.id)));
	assert.deepEqual(await told(forLost), { kind: "ade-token-file-wrong-key-pair", waiting: 1 });

	assert.equal(await store.read.adeTokens.count(), 0);
	done(await upload("Any", file.replace(/[\s\S]*?\r\n\r\n/, "")));
});

test("names: missing, too long, taken in any case; a token that is held already, and one of a server that is", async (t) => {
	const { newServer, upload } = await setUp(t);
	const { server } = await newServer("One");
	const file = server.downloadToken();
	assert.equal(problem(await upload("  ", file)).kind, "ade-token-name-missing");
	assert.deepEqual(problem(await upload("x".repeat(129), file)), { kind: "ade-token-name-too-long", limit: 128, length: 129 });
	done(await upload("Sales", file));
	const { server: second } = await newServer("Two");
	assert.deepEqual(problem(await upload("SALES", second.downloadToken())), { kind: "ade-token-name-taken", name: "SALES" });
	assert.deepEqual(problem(await upload("Again", file)), { kind: "ade-token-already-held", token: "Sales" });
	assert.deepEqual(problem(await upload("Again", server.downloadToken())), { kind: "ade-token-renew-instead", token: "Sales" });
	done(await upload("Factory", second.downloadToken()));
});

test("a renewal keeps the cursor and the default profile, asks for the account again and forgets what was held against it", async (t) => {
	const { store, clock, newServer, upload, renew } = await setUp(t);
	const { server } = await newServer("One");
	const { token } = done(await upload("Sales", server.downloadToken(), "old@example.jp"));
	const refusal = {
		kind: "unauthorized",
		status: 401,
		said: "token_rejected",
		retryAfterMs: null,
		skewMs: 0,
		since: 1,
		at: 2,
		during: "sync",
	} as const;
	const lived = {
		cursor: "C1",
		cursorAt: clock.at,
		accountAt: clock.at,
		lastSuccessAt: clock.at,
		lastTriedAt: clock.at,
		failures: 3,
		retryAt: clock.at + day,
	};
	await store.write((stores) => stores.adeTokens.update(token.id, { ...lived, refusal, lastFullAt: clock.at, generation: 4 }));
	clock.at += 300 * day;
	// Apple goes on encrypting to the certificate that it has: the same pair opens it.
	const renewed = done(await renew("sales", server.downloadToken(), { appleId: "new@example.jp" }));
	assert.deepEqual(renewed.warnings, [{ kind: "ade-token-other-apple-id", before: "old@example.jp", after: "new@example.jp" }]);
	const after = await store.read.adeTokens.byId(token.id);
	assert.ok(after);
	assert.deepEqual(plain(after), plain(renewed.token));
	assert.deepEqual([after.cursor, after.generation, after.lastSuccessAt], ["C1", 4, lived.lastSuccessAt]);
	assert.deepEqual([after.accountAt, after.refusal, after.failures, after.retryAt, after.lastTriedAt], [null, null, 0, null, null]);
	assert.deepEqual([after.uploadedAt, after.expiresAt, after.createdAt], [clock.at, clock.at + year, token.createdAt]);
	assert.notEqual(openTokenSecrets(sealer, after).accessToken, openTokenSecrets(sealer, token).accessToken);
});

test("a renewal with the token in use, with an older one and with one of another server is refused; the last unless confirmed", async (t) => {
	const { store, clock, newServer, upload, renew } = await setUp(t);
	const { server } = await newServer("One");
	const yesterday = server.downloadToken();
	clock.at += day;
	const today = server.downloadToken();
	const { token } = done(await upload("Sales", today));
	assert.deepEqual(problem(await renew("Sales", today)), { kind: "ade-token-already-held", token: "Sales" });
	const heldExpiresAt = clock.at + year;
	assert.deepEqual(problem(await renew("Sales", yesterday)), { kind: "ade-token-older", expiresAt: heldExpiresAt - day, heldExpiresAt });
	assert.deepEqual(problem(await renew("Nobody", today)), { kind: "ade-token-unknown", token: "Nobody", known: ["Sales"] });

	await store.write((stores) => stores.adeTokens.update(token.id, { cursor: "C1", mode: "fetch", lastFullAt: clock.at }));
	await fetched(store, token.id, server, clock.at);
	const { server: stranger } = await newServer("Two");
	const foreign = stranger.downloadToken();
	assert.deepEqual(problem(await renew("Sales", foreign)), {
		kind: "ade-token-another-server",
		token: "Sales",
		serverName: null,
		devices: 3,
	});
	const { token: after, warnings } = done(await renew("Sales", foreign, { confirmAnotherServer: true }));
	assert.deepEqual(warnings, [{ kind: "ade-token-other-server", serverName: null, devices: 3 }]);
	assert.deepEqual([after.consumerKey, after.cursor, after.mode, after.lastFullAt], [stranger.consumerKey, null, "sync", null]);

	done(await upload("Factory", server.downloadToken()));
	assert.deepEqual(problem(await renew("Factory", stranger.downloadToken(), { confirmAnotherServer: true })), {
		kind: "ade-token-renew-instead",
		token: "Sales",
	});
});

test("the pair of before stays until the renewed token has worked; one that was passed over goes with it, one made later waits", async (t) => {
	const { store, clock, newServer, newPair, upload, renew, pairs } = await setUp(t);
	const { server, pair: first } = await newServer("One");
	const { token } = done(await upload("Sales", server.downloadToken()));
	clock.at += 1000;
	const passedOver = await newPair(token.id);
	clock.at += 1000;
	const second = await newPair(token.id);
	clock.at += 1000;
	const later = await newPair(token.id);
	server.uploadPublicKey(second.pem);
	done(await renew("Sales", server.downloadToken()));
	assert.deepEqual(await pairs(), [`${later.pair.id} waiting`, `${second.pair.id} in-use`, `${passedOver.pair.id} old`, `${first.id} old`]);
	for (const id of [second.pair.id, first.id])
		assert.deepEqual(problem(await store.write((stores) => deleteKeyPair(stores, id))), { kind: "ade-key-pair-in-use", token: "Sales" });

	// Apple never took the new certificate for good: the old one must still open what comes.
	server.uploadPublicKey(keyPairPem(first));
	done(await renew("Sales", server.downloadToken()));
	server.uploadPublicKey(second.pem);
	done(await renew("Sales", server.downloadToken()));

	assert.equal(await store.write((stores) => forgetOldPairs(stores, token.id)), 2);
	assert.deepEqual(await pairs(), [`${later.pair.id} waiting`, `${second.pair.id} in-use`]);
});

test("so many pairs wait and no more, for each token on its own; one that waits can be deleted", async (t) => {
	const { store, clock } = await setUp(t);
	const row = (n: number) => ({ id: `p${n}`, certificate: Buffer.of(1), key: Buffer.of(1), createdAt: n, forToken: null });
	await store.write(async (stores) => {
		for (let n = 0; n < waitingPairLimit; n++) await stores.adeKeyPairs.insert(row(n));
	});
	const make = (forToken: string | null) => createKeyPair(store, { sealer, clock, randomness, organization: "", forToken });
	assert.deepEqual(problem(await make(null)), { kind: "ade-key-pairs-too-many", limit: waitingPairLimit });
	done(await make("another"));
	assert.deepEqual(problem(await store.write((stores) => deleteKeyPair(stores, "nobody"))), {
		kind: "ade-key-pair-unknown",
		keyPair: "nobody",
	});
	done(await store.write((stores) => deleteKeyPair(stores, "p3")));
	done(await make(null));
});

test("one certificate may serve two servers at Apple: deleting one token leaves the other its key", async (t) => {
	const { store, clock, apple, newServer, upload, renew, pairs } = await setUp(t);
	const { server: one, pair } = await newServer("One");
	const two = apple.addServer({ name: "Two" });
	two.uploadPublicKey(keyPairPem(pair));
	done(await upload("One", one.downloadToken()));
	done(await upload("Two", two.downloadToken()));
	done(await store.write((stores) => deleteToken(stores, "One")));
	assert.deepEqual(await pairs(), [`${pair.id} in-use`]);
	clock.at += day;
	done(await renew("Two", two.downloadToken()));
	done(await store.write((stores) => deleteToken(stores, "Two")));
	assert.deepEqual(await pairs(), []);
});

test("a token is deleted only when it has no devices and no profiles, and its keys go with it", async (t) => {
	const { store, clock, newServer, upload, pairs } = await setUp(t);
	const { server } = await newServer("One");
	const { token } = done(await upload("Sales", server.downloadToken()));
	const serials = await fetched(store, token.id, server, clock.at);
	const context = { publicUrl: "https://mdm.example.jp", now: clock.at, randomness };
	const { profile } = done(await store.write((stores) => createProfile(stores, { token, name: "Phones", settings: {} }, context)));
	await store.write((stores) => setDefaultProfile(stores, token, profile, clock.at));
	await store.write((stores) => stores.adeDevices.chooseProfile(token.id, serials.slice(0, 1), profile.id, clock.at));
	const remove = () => store.write((stores) => deleteToken(stores, "sales"));
	assert.deepEqual(problem(await remove()), { kind: "ade-token-in-use", token: "Sales", devices: 3, wanting: 1, profiles: 1 });

	await store.write((stores) => stores.adeDevices.removeMissing(token.id, 2, clock.at));
	assert.deepEqual(problem(await remove()), { kind: "ade-token-in-use", token: "Sales", devices: 0, wanting: 0, profiles: 1 });
	await store.write((stores) => stores.adeProfiles.delete(profile.id));
	done(await remove());
	assert.equal(await store.read.adeTokens.count(), 0);
	assert.deepEqual(await pairs(), []);
	assert.equal(problem(await remove()).kind, "ade-token-unknown");
});

test("a token's name and Apple Account can be changed; a name is one token's", async (t) => {
	const { store, newServer, upload } = await setUp(t);
	const { token } = done(await upload("One", (await newServer("1")).server.downloadToken(), "a@example.jp"));
	done(await upload("Two", (await newServer("2")).server.downloadToken()));
	const change = (change: { name?: string; appleId?: string }) => store.write((stores) => changeToken(stores, { token: token.id, change }));
	assert.deepEqual(problem(await change({ name: "two" })), { kind: "ade-token-name-taken", name: "two" });
	assert.equal(done(await change({ name: "ONE" })).after.name, "ONE");
	assert.equal(done(await change({ appleId: "b@example.jp" })).after.appleId, "b@example.jp");
	assert.equal(done(await change({ appleId: " " })).after.appleId, null);
	assert.equal(done(await findToken(store.read, "one")).token.appleId, null);
});

test("there are 2000 tokens at most", async (t) => {
	const { store, newServer, upload } = await setUp(t);
	const { token } = done(await upload("0", (await newServer("1")).server.downloadToken()));
	const file = (await newServer("2")).server.downloadToken();
	await store.write(async (stores) => {
		for (let n = 1; n < 2000; n++) await stores.adeTokens.insert({ ...token, id: `t${n}`, name: `n${n}`, consumerKey: `k${n}` });
	});
	assert.deepEqual(problem(await upload("One more", file)), { kind: "ade-tokens-too-many", limit: 2000 });
	await store.write((stores) => stores.adeTokens.delete("t1"));
	done(await upload("One more", file));
});
