import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, before, test } from "node:test";
import type { ProviderFault } from "../../src/directory/ports.ts";
import { createSignInProvider, type ProviderSettings } from "../../src/openid/provider.ts";
import { openSmallProvider, type SmallProvider, type Wrong } from "./small-provider.ts";

let there: SmallProvider;

before(async () => {
	there = await openSmallProvider({
		preferred_username: "ＨＡＮＡ＠contoso.example",
		email: "hana@contoso.example",
		email_verified: true,
		name: "佐藤 花子",
	});
});
afterEach(() => {
	there.wrong = {};
});
after(() => there.stop());

const redirectUri = "https://enroll.example/ade/provider";

function client(change: Partial<ProviderSettings> = {}) {
	const { issuer, ca } = there;
	const settings = { issuer, ca, clientId: "genkan", clientSecret: "s3cret", userClaim: "preferred_username", redirectUri, ...change };
	return createSignInProvider(settings, { clock: { now: Date.now }, randomness: { bytes: randomBytes } });
}

/** There and back. */
async function round(of = client(), changed: (query: string) => string = (query) => query) {
	const begun = await of.begin("ja");
	if (!begun.ok) return begun;
	return of.finish(changed(await there.visit(begun.url)), { ...begun.secrets, state: begun.state });
}

test("a person is named by the claim of the settings, as the provider writes it", async () => {
	assert.deepEqual(await round(), { ok: true, username: "ＨＡＮＡ＠contoso.example" });
	assert.deepEqual(await round(client({ userClaim: "email" })), { ok: true, username: "hana@contoso.example" });
});

test("the request has PKCE by S256, its own state and nonce each time, and the person's language", async () => {
	const of = client();
	const [one, two] = [await of.begin("ja"), await of.begin("en")];
	assert.ok(one.ok && two.ok);
	const query = new URL(one.url).searchParams;
	assert.deepEqual(
		["response_type", "client_id", "redirect_uri", "scope", "code_challenge_method", "ui_locales"].map((name) => query.get(name)),
		["code", "genkan", redirectUri, "openid profile email", "S256", "ja"],
	);
	assert.equal(query.get("state"), one.state);
	assert.equal(query.get("nonce"), one.secrets.nonce);
	assert.ok(!one.url.includes(one.secrets.verifier));
	for (const name of ["state", "nonce", "code_challenge"]) assert.notEqual(query.get(name), new URL(two.url).searchParams.get(name));
});

test("a client with a secret shows it as the provider wants it; a public one has PKCE alone", async () => {
	await round();
	assert.match(there.asked?.authorization ?? "", /^Basic /);
	there.wrong = { metadata: { token_endpoint_auth_methods_supported: ["client_secret_post"] } };
	await round(client());
	assert.deepEqual([there.asked?.authorization, there.asked?.form.get("client_secret")], [undefined, "s3cret"]);
	there.wrong = { metadata: { token_endpoint_auth_methods_supported: ["none"] } };
	assert.ok((await round(client({ clientSecret: null }))).ok);
	assert.deepEqual(
		[there.asked?.authorization, there.asked?.form.get("client_id"), there.asked?.form.has("client_secret")],
		[undefined, "genkan", false],
	);
});

const hour = 3600;
const past = Math.floor(Date.now() / 1000) - hour;

const wrongs: readonly (readonly [string, Wrong, ProviderFault])[] = [
	["another nonce", { claims: { nonce: "other" } }, "nonce"],
	["no nonce", { claims: { nonce: undefined } }, "nonce"],
	["another audience", { claims: { aud: "other" } }, "audience"],
	["one more audience", { claims: { aud: ["genkan", "other"] } }, "audience"],
	["another authorized party", { claims: { azp: "other" } }, "audience"],
	["another issuer", { claims: { iss: "https://other.example" } }, "issuer"],
	["another issuer's discovery document", { metadata: { issuer: "https://other.example" } }, "issuer"],
	["a signature by another key", { signature: "other-key" }, "signature"],
	["no signature (alg: none)", { signature: "none" }, "signature"],
	[
		"alg: none that the provider itself announces",
		{ signature: "none", metadata: { id_token_signing_alg_values_supported: ["none"] } },
		"signature",
	],
	[
		"a signature with the client secret",
		{ signature: "hs256", metadata: { id_token_signing_alg_values_supported: ["HS256"] } },
		"signature",
	],
	["an ID token that has run out", { claims: { exp: past, iat: past - hour } }, "expired"],
	["no expiry", { claims: { exp: undefined } }, "not-understood"],
	["no name", { claims: { preferred_username: undefined } }, "no-name"],
	["a name that is no text", { claims: { preferred_username: 7 } }, "no-name"],
	["another state", { state: "other" }, "state"],
	["a refused code", { answers: { "/token": { status: 400, body: '{"error":"invalid_grant"}' } } }, "refused"],
	["an unknown client", { answers: { "/token": { status: 400, body: '{"error":"invalid_client"}' } } }, "client-refused"],
	["HTML in place of tokens", { answers: { "/token": { status: 200, type: "text/html", body: "<html>" } } }, "not-understood"],
	["tokens that are no JSON", { answers: { "/token": { status: 200, body: "{" } } }, "not-understood"],
	["no ID token", { answers: { "/token": { status: 200, body: '{"access_token":"a","token_type":"Bearer"}' } } }, "not-understood"],
	["a failing key set", { answers: { "/keys": { status: 500, body: "" } } }, "not-understood"],
	["a failing discovery", { answers: { "/.well-known/openid-configuration": { status: 500, body: "" } } }, "not-understood"],
	["an address that is none", { metadata: { authorization_endpoint: "::" } }, "not-understood"],
	[
		"a redirect in place of the discovery document",
		{ answers: { "/.well-known/openid-configuration": { status: 302, body: "" } } },
		"not-understood",
	],
	["silence at the token endpoint", { answers: { "/token": "silence" } }, "unreachable"],
	["silence at discovery", { answers: { "/.well-known/openid-configuration": "silence" } }, "unreachable"],
];

for (const [name, wrong, fault] of wrongs) {
	test(`a provider with ${name} vouches for nobody`, async () => {
		there.wrong = wrong;
		assert.deepEqual(await round(client({ timeout: fault === "unreachable" ? 200 : 10_000 })), { ok: false, fault });
	});
}

test("what is not there is looked for at the userinfo endpoint, of the same person only", async () => {
	there.wrong = { claims: { preferred_username: undefined }, userinfo: { preferred_username: "hana@contoso.example" } };
	assert.deepEqual(await round(), { ok: true, username: "hana@contoso.example" });
	there.wrong = { ...there.wrong, userinfo: { sub: "2", preferred_username: "hana@contoso.example" } };
	assert.deepEqual(await round(), { ok: false, fault: "not-understood" });
});

test("an address that the provider itself has not looked at names nobody", async () => {
	for (const email_verified of [false, "false", undefined, null, 1]) {
		there.wrong = { claims: { email_verified } };
		assert.deepEqual(await round(client({ userClaim: "email" })), { ok: false, fault: "email-not-verified" });
	}
	const proven = { ok: true, username: "hana@contoso.example" } as const;
	for (const wrong of [
		{ claims: { email_verified: "true" } },
		{ claims: { email_verified: undefined }, userinfo: { email_verified: true } },
	]) {
		there.wrong = wrong;
		assert.deepEqual(await round(client({ userClaim: "email" })), proven);
	}
});

test("a person who stops there, and an answer without a code", async () => {
	assert.deepEqual(await round(client(), (query) => `error=access_denied&${query.replace(/code=[^&]*&/, "")}`), {
		ok: false,
		fault: "refused",
	});
	assert.deepEqual(await round(client(), (query) => query.replace(/code=[^&]*/, "")), { ok: false, fault: "not-understood" });
});

test("a provider that is not there, or whose certificate nobody vouches for, is not reached", async () => {
	assert.deepEqual(await client({ issuer: "https://localhost:1" }).begin("en"), { ok: false, fault: "unreachable" });
	assert.deepEqual(await client({ ca: null }).begin("en"), { ok: false, fault: "unreachable" });
});

test("a provider that was away is asked again", async () => {
	const of = client();
	there.wrong = { answers: { "/.well-known/openid-configuration": { status: 500, body: "" } } };
	assert.equal((await round(of)).ok, false);
	there.wrong = {};
	assert.equal((await round(of)).ok, true);
});
