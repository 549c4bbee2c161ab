import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { normaliseUpn, upnFault, upnLocalPart, upnSuffix } from "./upn.ts";

const same: readonly (readonly [string, string])[] = [
	[" Taro.Yamada@Contoso.COM ", "taro.yamada@contoso.com"],
	["ｔａｒｏ＠ｃｏｎｔｏｓｏ．ｃｏｍ", "taro@contoso.com"],
	["\u3000taro@contoso。jp\u3000", "taro@contoso.jp"],
	["taro@contoso.com\u200b", "taro@contoso.com"],
	["\ufefftaro@contoso.com", "taro@contoso.com"],
	["taro@例え.jp", "taro@xn--r8jz45g.jp"],
	["taro @ contoso.com", "taro@contoso.com"],
	["TARO", "taro"],
];
for (const [typed, kept] of same) test(`${JSON.stringify(typed)} is ${kept}`, () => assert.equal(normaliseUpn(typed), kept));

test("normalising twice changes nothing", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary", maxLength: 30 }), (typed) => {
			const once = normaliseUpn(typed);
			assert.equal(normaliseUpn(once), once);
		}),
		{ numRuns: 500, seed: 1 },
	);
});

test("the parts of a name", () => {
	assert.equal(upnSuffix("a@b@contoso.com"), "contoso.com");
	assert.equal(upnLocalPart("a@b@contoso.com"), "a@b");
	assert.equal(upnSuffix("taro"), "");
});

const faults: readonly (readonly [string, ReturnType<typeof upnFault>])[] = [
	["taro.yamada@contoso.com", null],
	["o'neil_x-1@contoso.co.jp", null],
	["山田@contoso.com", null],
	["taro", "no-suffix"],
	["taro@", "suffix-not-a-domain"],
	["taro@contoso", "suffix-not-a-domain"],
	["@contoso.com", "local-part-empty"],
	["ta ro@contoso.com", "local-part-characters"],
	["taro.@contoso.com", "local-part-characters"],
	["ta..ro@contoso.com", "local-part-characters"],
	["contoso\\taro@contoso.com", "local-part-characters"],
	["a@b@contoso.com", "local-part-characters"],
	[`${"a".repeat(65)}@contoso.com`, "too-long"],
];
for (const [upn, fault] of faults) test(`${upn}: ${fault ?? "sound"}`, () => assert.equal(upnFault(upn), fault));
