import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalDomain } from "./domain-name.ts";

const good: readonly (readonly [string, string])[] = [
	["contoso.com", "contoso.com"],
	[" CONTOSO.com. ", "contoso.com"],
	["ｃｏｎｔｏｓｏ．ｃｏｍ", "contoso.com"],
	["contoso。jp", "contoso.jp"],
	["例え.jp", "xn--r8jz45g.jp"],
	["xn--r8jz45g.jp", "xn--r8jz45g.jp"],
	["a.b.c.example", "a.b.c.example"],
];
for (const [typed, kept] of good) {
	test(`${JSON.stringify(typed)} is kept as ${kept}`, () => assert.equal(canonicalDomain(typed), kept));
}

const bad = [
	"",
	"localhost",
	"contoso",
	"a..b",
	".com",
	"-a.com",
	"a-.com",
	"a_b.com",
	"a b.com",
	"a/b.com",
	"https://contoso.com",
	"taro@contoso.com",
];
for (const typed of [
	...bad,
	"127.0.0.1",
	"127.1",
	"contoso.com:443",
	"ex%41mple.com",
	`${"a".repeat(64)}.com`,
	"[::1]",
	`${"abc.".repeat(70)}com`,
]) {
	test(`${JSON.stringify(typed)} is no domain`, () => assert.equal(canonicalDomain(typed), null));
}
