import assert from "node:assert/strict";
import { test } from "node:test";
import { asLanguage, chooseLanguage } from "./language.ts";

test("language: the address goes before the cookie, the cookie before the phone's setting", () => {
	assert.equal(chooseLanguage("ja", "en", "en"), "ja");
	assert.equal(chooseLanguage(undefined, "ja", "en-US"), "ja");
	assert.equal(chooseLanguage(undefined, undefined, "ja-JP,ja;q=0.9,en;q=0.8"), "ja");
	assert.equal(chooseLanguage("klingon", "<script>", undefined), "en");
});

test("language: weights of Accept-Language", () => {
	const cases: readonly [string, string][] = [
		["en;q=0.5, ja;q=0.9", "ja"],
		["en, ja", "en"],
		["fr, ja;q=0.3, en;q=0.2", "ja"],
		["ja;q=0, en;q=0.1", "en"],
		["ja;q=0", "en"],
		["fr-FR, de", "en"],
		["JA-jp", "ja"],
		["*", "en"],
		[",;q=,ja;q=nonsense", "ja"],
	];
	for (const [header, expected] of cases) assert.equal(chooseLanguage(undefined, undefined, header), expected, header);
});

test("language: what is not a language of ours is none", () => {
	for (const value of [undefined, null, 1, "", "jam", "jap", "en_US", ["ja"]]) assert.equal(asLanguage(value), undefined);
});
