import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { assertLinear } from "../../../test/linear-time.ts";
import { authorizationHeader, parseAuthorization, signature, signatureBase } from "./oauth.ts";

const example = {
	method: "POST",
	url: "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
	parameters: [
		["realm", "Example"],
		["oauth_consumer_key", "9djdj82h48djs9d2"],
		["oauth_token", "kkk9d7dh3k39sjv7"],
		["oauth_signature_method", "HMAC-SHA1"],
		["oauth_timestamp", "137131201"],
		["oauth_nonce", "7d8f3e4a"],
		["oauth_signature", "bYT5CMsGcbgUdFHObYMEfcx6bsw="],
		["c2", ""],
		["a3", "2 q"],
	],
} as const;

test("the signature base string of RFC 5849, section 3.4.1.1", () => {
	assert.equal(
		signatureBase(example),
		"POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_" +
			"key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7",
	);
});

test("the signatures of RFC 5849: section 1.2, and section 3.1 as its erratum has it", () => {
	assert.equal(signature({ ...example, consumerSecret: "j49sk3j29djd", tokenSecret: "dh893hdasih9" }), "r6/TJjbCOr97/+UU0NsvSne7s5g=");
	const token = {
		method: "POST",
		url: "https://photos.example.net/token",
		parameters: [
			["oauth_consumer_key", "dpf43f3p2l4k3l03"],
			["oauth_token", "hh5s93j4hdidpola"],
			["oauth_signature_method", "HMAC-SHA1"],
			["oauth_timestamp", "137131201"],
			["oauth_nonce", "walatlh"],
			["oauth_verifier", "hfdp7dh39dks9884"],
		],
		consumerSecret: "kd94hf93k423kf44",
		tokenSecret: "hdhd0244k9j7ao03",
	} as const;
	assert.equal(signature(token), "gKgrFCywp7rO0OXSjdot/IHF7IU=");
});

test("the address counts as RFC 5849, section 3.4.1.2 has it", () => {
	const base = (url: string) => signatureBase({ method: "get", url, parameters: [] });
	assert.equal(base("HTTPS://Mdmenrollment.Apple.COM:443/session"), base("https://mdmenrollment.apple.com/session"));
	assert.equal(base("https://localhost:8443/session?"), "GET&https%3A%2F%2Flocalhost%3A8443%2Fsession&");
	assert.equal(base("https://localhost"), base("https://localhost/"));
});

/** The same thing from the RFC's words by other means: bytes instead of encodeURIComponent. */
function independently(url: string, parameters: readonly (readonly [string, string])[], secrets: readonly [string, string]): string {
	const percentEncode = (text: string) =>
		[...Buffer.from(text)]
			.map((octet) => {
				const character = String.fromCharCode(octet);
				return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${octet.toString(16).toUpperCase().padStart(2, "0")}`;
			})
			.join("");
	const pairs = parameters.map(([name, value]) => [Buffer.from(percentEncode(name)), Buffer.from(percentEncode(value))] as const);
	pairs.sort(([a, b], [c, d]) => Buffer.compare(a, c) || Buffer.compare(b, d));
	const text = pairs.map(([name, value]) => `${name.toString()}=${value.toString()}`).join("&");
	return createHmac("sha1", secrets.map(percentEncode).join("&"))
		.update(["GET", percentEncode(url), percentEncode(text)].join("&"))
		.digest("base64");
}

test("signs as an independent construction does, and the header says what was signed", () => {
	const text = fc.string({ unit: "grapheme", maxLength: 12 });
	fc.assert(
		fc.property(fc.array(fc.tuple(text, text), { maxLength: 6 }), text, text, (pairs, consumerSecret, tokenSecret) => {
			const parameters = pairs.filter(([name]) => name !== "realm" && name !== "oauth_signature");
			const url = "https://mdmenrollment.apple.com/session";
			assert.equal(
				signature({ method: "GET", url, parameters, consumerSecret, tokenSecret }),
				independently(url, parameters, [consumerSecret, tokenSecret]),
			);
		}),
	);
	fc.assert(
		fc.property(text, text, fc.nat(), (consumerKey, nonce, timestamp) => {
			const token = { consumerKey, consumerSecret: "s&", accessToken: "AT_+ü", accessSecret: "ä" };
			const request = { method: "GET", url: "https://mdmenrollment.apple.com/session" };
			const parsed = parseAuthorization(authorizationHeader({ ...request, token, nonce, timestamp, realm: "ADM" }));
			assert.ok(parsed instanceof Map);
			const secrets = { consumerSecret: token.consumerSecret, tokenSecret: token.accessSecret };
			assert.equal(parsed.get("realm"), "ADM");
			assert.equal(parsed.get("oauth_consumer_key"), consumerKey);
			assert.equal(parsed.get("oauth_signature"), signature({ ...request, parameters: parsed, ...secrets }));
		}),
	);
});

test("headers: what others write is read, what comes twice is told apart, what is none is none", () => {
	const read = (header: string) => parseAuthorization(header);
	assert.deepEqual(
		[...(read('oauth a="1",b="%20", c=""') as Map<string, string>)],
		[
			["a", "1"],
			["b", " "],
			["c", ""],
		],
	);
	assert.equal(read('OAuth a="1", %61="2"'), "duplicate");
	for (const none of [
		"",
		"OAuth",
		"OAuth ",
		'Bearer a="1"',
		"OAuth a=1",
		'OAuth a="1" b="2"',
		'OAuth a="%zz"',
		`OAuth a="${"x".repeat(9000)}"`,
	]) {
		assert.equal(read(none), null, none.slice(0, 20));
	}
});

test("reads headers in linear time, whatever they are", () => {
	fc.assert(fc.property(fc.string(), (text) => void parseAuthorization(`OAuth ${text}`)));
	const part = 'a="';
	assertLinear("an open quote", 8000, (size) => () => {
		for (let count = 0; count < 200; count++) parseAuthorization(`OAuth ${part.repeat(size / part.length)}`);
	});
});
