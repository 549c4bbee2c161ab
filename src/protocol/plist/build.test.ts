import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as oracle from "plist";
import { APPLE_HEADER, buildPlist } from "./build.ts";
import { parsePlist } from "./parse.ts";
import { newPlistDict, PlistReal, type PlistValue } from "./value.ts";
import { escapeXml, forbiddenCharacter, plistText } from "./xml-text.ts";

const text = fc.string({ unit: "binary", maxLength: 30 }).map(plistText);
const date = fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true });

/** Null-prototype dictionaries, as the parser gives them; `leaf` makes what stands at the ends. */
function anyPlist(leaf: fc.Arbitrary<PlistValue>, key: fc.Arbitrary<string>): fc.Arbitrary<PlistValue> {
	return fc.letrec<{ value: PlistValue }>((tie) => ({
		value: fc.oneof(
			{ depthSize: "small", withCrossShrink: true },
			leaf,
			fc.array(tie("value"), { maxLength: 5 }),
			fc.uniqueArray(fc.tuple(key, tie("value")), { maxLength: 5, selector: ([name]) => name }).map((entries) => {
				const dict = newPlistDict();
				for (const [name, value] of entries) dict[name] = value;
				return dict;
			}),
		),
	})).value;
}

test("what is built parses back to itself", () => {
	const leaf = fc.oneof(
		text,
		fc.boolean(),
		fc.maxSafeInteger().map((value) => value + 0),
		fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
		fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
		fc.double().map((value) => new PlistReal(value)),
		date.map((value) => new Date(Math.trunc(value.getTime() / 1000) * 1000)),
		fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
	);
	fc.assert(
		fc.property(anyPlist(leaf, fc.oneof(text, fc.constantFrom("__proto__", "constructor", "0", ""))), (value) => {
			assert.deepEqual(parsePlist(buildPlist(value)), value);
		}),
		{ numRuns: 500 },
	);
});

test("an independent parser reads what is built, and what it builds is read", () => {
	const plain = fc.string({ unit: fc.constantFrom("a", "Z", "0", "<", "&", ">", '"', "'", "é", "日", "😀"), minLength: 1, maxLength: 12 });
	const leaf = fc.oneof(
		plain,
		fc.boolean(),
		fc.integer(),
		date.map((value) => new Date(Math.trunc(value.getTime() / 1000) * 1000)),
		fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
	);
	const name = fc.string({ unit: fc.constantFrom("a", "B", "&", "日"), minLength: 1, maxLength: 8 });
	fc.assert(
		fc.property(anyPlist(leaf, name), (value) => {
			assert.deepEqual(simple(oracle.parse(buildPlist(value).toString())), simple(value));
			assert.deepEqual(simple(parsePlist(Buffer.from(oracle.build(value as oracle.PlistValue)))), simple(value));
		}),
		{ numRuns: 200 },
	);
});

/** The same value with plain prototypes and hexadecimal for bytes. */
function simple(value: unknown): unknown {
	if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
	if (value instanceof Date || typeof value !== "object" || value === null) return value;
	if (Array.isArray(value)) return value.map(simple);
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, simple(inner)]));
}

test("the document is Apple's, byte for byte", () => {
	assert.equal(
		buildPlist({ A: "<&>\r", B: [1, true, new PlistReal(2)], C: Buffer.from("hi"), D: new Date(999), E: {}, F: [] }).toString(),
		`${APPLE_HEADER}<plist version="1.0">\n<dict>\n<key>A</key>\n<string>&lt;&amp;&gt;&#13;</string>\n<key>B</key>\n<array>\n<integer>1</integer>\n<true/>\n` +
			"<real>2</real>\n</array>\n<key>C</key>\n<data>aGk=</data>\n<key>D</key>\n<date>1970-01-01T00:00:00Z</date>\n<key>E</key>\n<dict/>\n<key>F</key>\n<array/>\n</dict>\n</plist>\n",
	);
});

test("what has no property list form is a bug and throws", () => {
	const cycle: PlistValue[] = [];
	cycle.push(cycle);
	const wrong: unknown[] = [
		undefined,
		null,
		1.5,
		2 ** 53,
		2n ** 64n,
		-(2n ** 63n) - 1n,
		new Date(Number.NaN),
		new Date(8.64e15),
		"\u0000",
		"\ud800",
		"\ufffe",
		{ "\u0001": 1 },
		{ a: undefined },
		cycle,
		Symbol.iterator,
	];
	for (const value of wrong) assert.throws(() => buildPlist(value as PlistValue));
});

test("outside text is made fit, and fit text is left alone", () => {
	assert.equal(plistText("a\u0000b\ud800c\uffff\t\r\n😀"), "a\ufffdb\ufffdc\ufffd\t\r\n😀");
	fc.assert(
		fc.property(fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }), (outside) => {
			const fit = plistText(outside);
			assert.equal(plistText(fit), fit);
			assert.equal(forbiddenCharacter(fit), -1);
			assert.doesNotThrow(() => escapeXml(fit));
		}),
	);
});
