import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { oauthHeader } from "./test-client.ts";
import { startTestStandIn, testKeyPair } from "./test-stand-in.ts";

const good = { "User-Agent": "test-client/1", "X-Server-Protocol-Version": "10", "Content-Type": "application/json;charset=UTF8" };
const minute = 60_000;

test("a request for a session is verified in full", async (t) => {
	const { url, client, token, clock, apple, server, word } = await startTestStandIn(t);
	const ask = async (change: Parameters<typeof oauthHeader>[3] = {}, from = token, at = clock.ms) =>
		word(await client.send("GET", "/session", { ...good, Authorization: oauthHeader(`${url}/session`, from, at, change) }));
	const set = (name: string, value: string) => (all: Map<string, string>) => void all.set(name, value);

	assert.equal(await ask(), "200");
	assert.equal(await ask({ after: set("realm", "ADM") }), "200", "the realm is not signed");
	assert.equal(await ask({ before: (all) => void all.delete("oauth_version") }), "200");

	assert.equal(word(await client.send("GET", "/session", good)), "400 parameter_absent");
	assert.equal(word(await client.send("GET", "/session", { ...good, Authorization: "Basic YTpi" })), "400 parameter_rejected");
	for (const name of ["oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_timestamp", "oauth_nonce"]) {
		assert.equal(await ask({ before: (all) => void all.delete(name) }), "400 parameter_absent", name);
	}
	assert.equal(await ask({ after: (all) => void all.delete("oauth_signature") }), "400 parameter_absent");
	assert.equal(await ask({ before: set("oauth_callback", "oob") }), "400 parameter_rejected");
	assert.equal(await ask({ after: set("realm", "other") }), "400 parameter_rejected");
	assert.equal(await ask({ before: set("oauth_timestamp", "soon") }), "400 parameter_rejected");
	assert.equal(await ask({ before: set("oauth_signature_method", "PLAINTEXT") }), "400 signature_method_rejected");
	assert.equal(await ask({ before: set("oauth_signature_method", "HMAC-SHA256") }), "400 signature_method_rejected");
	assert.equal(await ask({ before: set("oauth_version", "2.0") }), "400 version_rejected");
	const twice = `${oauthHeader(`${url}/session`, token, clock.ms)}, oauth_nonce="${randomUUID()}"`;
	assert.equal(word(await client.send("GET", "/session", { ...good, Authorization: twice })), "400 parameter_rejected");

	assert.equal(await ask({}, { ...token, consumer_key: "CK_other" }), "401 consumer_key_unknown");
	assert.equal(await ask({}, { ...token, access_token: "AT_other" }), "401 token_rejected");
	assert.equal(await ask({}, { ...token, access_secret: "AS_other" }), "401 signature_invalid");
	assert.equal(await ask({}, { ...token, consumer_secret: "CS_other" }), "401 signature_invalid");
	assert.equal(await ask({ after: set("oauth_nonce", "changed") }), "401 signature_invalid");
	assert.equal(await ask({}, token, clock.ms - 6 * minute), "401 timestamp_refused");
	assert.equal(await ask({}, token, clock.ms + 6 * minute), "401 timestamp_refused");
	assert.equal(await ask({}, token, clock.ms - 4 * minute), "200");

	const replayed = { ...good, Authorization: oauthHeader(`${url}/session`, token, clock.ms) };
	assert.equal(word(await client.send("GET", "/session", replayed)), "200");
	assert.equal(word(await client.send("GET", "/session", replayed)), "401 nonce_used");
	clock.ms += 11 * minute;
	assert.equal(
		word(await client.send("GET", "/session", replayed)),
		"401 timestamp_refused",
		"when the nonce is forgotten, the time protects",
	);

	const other = apple.addServer({ name: "Osaka" });
	other.uploadPublicKey(testKeyPair().certificatePem);
	const mixed = { ...token, access_token: testKeyPair().open(other.downloadToken()).access_token };
	assert.equal(await ask({}, mixed), "401 token_rejected", "a token of another server");
	assert.equal(server.sessionsOpened, 5);
});

test("a token that expired, or of which a newer one was downloaded, is void, and so are its sessions", async (t) => {
	const { client, clock, server, token, ask, url, word } = await startTestStandIn(t);
	const session = async (from: typeof token) =>
		word(await client.send("GET", "/session", { ...good, Authorization: oauthHeader(`${url}/session`, from, clock.ms) }));
	assert.equal(word(await ask("GET", "/account")), "200");
	const newer = testKeyPair().open(server.downloadToken({ validFor: 10 * minute }));
	assert.equal(newer.consumer_key, token.consumer_key, "it is the same server");
	assert.notEqual(newer.access_token, token.access_token);
	assert.equal(word(await ask("GET", "/account")), "401 UNAUTHORIZED");
	assert.equal(await session(token), "401 token_rejected");
	assert.equal(await session(newer), "200");
	clock.ms += 10 * minute;
	assert.equal(await session(newer), "401 token_expired");
});

test("the token's file opens in each form in which Apple has given it", async (t) => {
	const { server } = await startTestStandIn(t);
	for (const ber of [true, false]) {
		for (const cipher of ["aes-128-cbc", "aes-256-cbc", "des-ede3-cbc"] as const) {
			const file = server.downloadToken({ ber, cipher });
			assert.match(file, /^Content-Type: application\/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data\r\n/);
			const fields = testKeyPair().open(file);
			assert.equal(fields.consumer_key, server.consumerKey);
			assert.equal(fields.access_token_expiry, "2027-06-01T00:00:00Z");
		}
	}
	assert.throws(() => server.uploadPublicKey("no certificate"), RangeError);
});

test("a session ends after its time, and is replaced on the way", async (t) => {
	const { ask, client, clock, token, server, word, fresh } = await startTestStandIn(t, {
		sessions: { rotateEvery: 3, lifetime: 5 * minute },
	});
	const first = await client.session(token, clock.ms);
	const held = { id: first };
	for (let i = 0; i < 3; i++) assert.equal(word(await client.call(held, "GET", "/account")), "200");
	assert.notEqual(held.id, first);
	assert.equal(word(await client.call({ id: first }, "GET", "/account")), "200", "the old one is good until the new one is used");
	assert.equal(word(await client.call({ ...held }, "GET", "/account")), "200");
	assert.equal(word(await client.call({ id: first }, "GET", "/account")), "401 UNAUTHORIZED");

	for (let i = 0; i < 10; i++) assert.equal(word(await ask("GET", "/account")), "200");
	clock.ms += 5 * minute;
	assert.equal(word(await ask("GET", "/account")), "401 UNAUTHORIZED");
	fresh();
	assert.equal(word(await ask("GET", "/account")), "200");
	server.endSessions();
	assert.equal(word(await ask("GET", "/account")), "401 UNAUTHORIZED");
	assert.equal(server.sessionsOpened, 3);
});

test("what Apple demands of every request is demanded", async (t) => {
	const { client, clock, token, word } = await startTestStandIn(t);
	const session = { id: await client.session(token, clock.ms) };
	const ask = async (headers: Readonly<Record<string, string | undefined>>, method = "GET", path = "/account", body?: unknown) =>
		word(await client.call({ ...session }, method, path, body, headers));
	assert.equal(await ask({}), "200");
	assert.equal(await ask({ "User-Agent": undefined }), "400 USER_AGENT_MISSING");
	assert.equal(await ask({ "User-Agent": " " }), "400 USER_AGENT_MISSING");
	for (const agent of ["node", "undici", "curl/8.5.0", "Go-http-client/1.1", "x".repeat(300)]) {
		assert.equal(await ask({ "User-Agent": agent }), "400 USER_AGENT_INVALID", agent);
	}
	assert.equal(await ask({ "User-Agent": "nanodep-g-o-dep/0" }), "200");
	assert.equal(await ask({ "X-ADM-Auth-Session": undefined }), "401 UNAUTHORIZED");
	assert.equal(await ask({ "X-ADM-Auth-Session": "made-up" }), "401 UNAUTHORIZED");
	assert.equal(await ask({ "Content-Type": "text/plain" }, "POST", "/server/devices", {}), "415 UNSUPPORTED_MEDIA_TYPE");
	assert.equal(await ask({ "Content-Type": undefined }, "GET", "/session"), "415 UNSUPPORTED_MEDIA_TYPE");
	assert.equal(await ask({}, "POST", "/account"), "405 METHOD_NOT_ALLOWED");
	assert.equal(await ask({}, "GET", "/devices/assign"), "404 NOT_FOUND");
	for (const body of [[], null, "text"]) assert.equal(await ask({}, "POST", "/server/devices", body), "400 MALFORMED_REQUEST_BODY");
	const headers = { ...good, "X-ADM-Auth-Session": session.id };
	assert.equal(word(await client.send("POST", "/server/devices", headers, '{"limit":')), "400 MALFORMED_REQUEST_BODY");
});

test("a session that is not known can be answered as Apple's own simulator does", async (t) => {
	const { client, word } = await startTestStandIn(t, { unknownSession: "FORBIDDEN", errorForm: "quoted" });
	assert.equal(word(await client.call({ id: "made-up" }, "GET", "/account")), '403 "FORBIDDEN"');
});

test("a server that is gone, an administrator that is gone and terms that wait stop everything", async (t) => {
	const { apple, ask, client, clock, server, token, word } = await startTestStandIn(t);
	server.addDevices({ count: 50, seed: "T" });
	assert.equal(word(await ask("GET", "/account")), "200");

	server.newTerms({ afterPages: 2 });
	const first = await ask("POST", "/server/devices", { limit: 10 });
	const second = await ask("POST", "/server/devices", { limit: 10, cursor: first.json["cursor"] });
	assert.equal(word(second), "200");
	assert.equal(word(await ask("POST", "/server/devices", { limit: 10, cursor: second.json["cursor"] })), "403 T_C_NOT_SIGNED");
	assert.equal(await client.session(token, clock.ms), "", "nor is there a session");
	apple.acceptTerms();
	assert.equal(word(await ask("POST", "/server/devices", { limit: 10, cursor: second.json["cursor"] })), "200");

	server.deleteAdmin();
	assert.equal(word(await ask("GET", "/account")), "403 ACCESS_DENIED");
	const other = apple.addServer({ name: "Osaka" });
	other.uploadPublicKey(testKeyPair().certificatePem);
	const session = { id: await client.session(testKeyPair().open(other.downloadToken()), clock.ms) };
	assert.equal(word(await client.call(session, "GET", "/account")), "200");
	other.remove();
	assert.equal(word(await client.call(session, "GET", "/account")), "403 ACCESS_DENIED");
});
