import assert from "node:assert/strict";
import { test } from "node:test";
import { capabilitiesText, parseCapabilities } from "./capabilities.ts";

test("says a capability a line, SHA-384 among them", () => {
	assert.deepEqual(capabilitiesText().split("\n"), [
		"AES",
		"DES3",
		"POSTPKIOperation",
		"Renewal",
		"SCEPStandard",
		"SHA-256",
		"SHA-384",
		"SHA-512",
		"",
	]);
});

test("leaves out what is not offered", () => {
	const getOnly = capabilitiesText(new Set(["POSTPKIOperation"]));
	assert.ok(!getOnly.includes("POST") && !getOnly.includes("SCEPStandard"));
	assert.deepEqual(parseCapabilities(getOnly), { aes: true, des3: true, post: false, renewal: true, hash: "sha512" });
	assert.equal(parseCapabilities(capabilitiesText(new Set(["Renewal"]))).renewal, false);
});

test("a client reads its own authority", () => {
	assert.deepEqual(parseCapabilities(capabilitiesText()), { aes: true, des3: true, post: true, renewal: true, hash: "sha512" });
});

test("SCEPStandard stands for AES, SHA-256 and POST; case and line ends do not matter", () => {
	assert.deepEqual(parseCapabilities("scepstandard\r\n"), { aes: true, des3: false, post: true, renewal: false, hash: "sha256" });
	assert.deepEqual(parseCapabilities("\tsha-256 \rDES3"), { aes: false, des3: true, post: false, renewal: false, hash: "sha256" });
});

test("an empty answer or a page of HTML offers nothing", () => {
	const nothing = { aes: false, des3: false, post: false, renewal: false, hash: "sha1" };
	assert.deepEqual(parseCapabilities(""), nothing);
	assert.deepEqual(parseCapabilities("<html>AES</html>"), nothing);
});
