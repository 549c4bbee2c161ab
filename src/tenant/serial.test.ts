import assert from "node:assert/strict";
import { test } from "node:test";
import { normaliseSerial, serialFault } from "./serial.ts";

test("spaces, periods, case and width are no part of a serial number", () => {
	assert.equal(normaliseSerial(" c39.vk 123-g5mn "), "C39VK123-G5MN");
	assert.equal(normaliseSerial("ｆ２ｌｘ７０ａｂｇ５ｍｎ"), "F2LX70ABG5MN");
	assert.equal(normaliseSerial("\ufeffF2LX70ABG5MN\u3000"), "F2LX70ABG5MN");
});

const serials: readonly (readonly [string, ReturnType<typeof serialFault>])[] = [
	["F2LX70ABG5MN", null],
	["DX3T10ABCD", null],
	["", "missing"],
	["ABC", "malformed"],
	["F2LX70-ABG5MN", "malformed"],
	["ＡＢＣ", "malformed"],
	["353879234252633", "imei"],
	["35387923425263", "imei"],
];
for (const [serial, fault] of serials)
	test(`${serial || "nothing"}: ${fault ?? "may be one"}`, () => assert.equal(serialFault(serial), fault));
