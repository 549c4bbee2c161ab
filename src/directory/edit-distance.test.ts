import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { editDistance } from "./edit-distance.ts";

const pairs: readonly (readonly [string, string, number])[] = [
	["taro", "taro", 0],
	["taro", "tarou", 1],
	["tarou", "taro", 1],
	["taro", "tano", 1],
	["taro", "atro", 1],
	["taro@contoso.com", "taro@contso.com", 1],
	["taro@contoso.com", "tarou@contso.com", 2],
	["taro", "hanako", 3],
	["", "ab", 2],
	["山田", "山本", 1],
	["𠮷野", "吉野", 1],
];
for (const [a, b, distance] of pairs) test(`${a} and ${b}: ${distance}`, () => assert.equal(editDistance(a, b, 2), distance));

test("it gives up above the most that is asked for", () => assert.equal(editDistance("abcdefgh", "stuvwxyz", 2), 3));

test("a giving up early changes no answer below it", () => {
	const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });
	fc.assert(fc.property(word, word, (a, b) => assert.equal(editDistance(a, b, 2), Math.min(editDistance(a, b, 20), 3))));
	fc.assert(fc.property(word, word, (a, b) => assert.equal(editDistance(a, b, 20), editDistance(b, a, 20))));
});
