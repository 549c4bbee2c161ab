import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { decodeText } from "./decode-text.ts";

test("UTF-8, with and without BOM", () => {
	assert.deepEqual(decodeText(Buffer.from("表,髙")), { ok: true, text: "表,髙", encoding: "utf-8" });
	assert.deepEqual(decodeText(Buffer.from("\ufeffupn")), { ok: true, text: "upn", encoding: "utf-8" });
	assert.deepEqual(decodeText(Buffer.alloc(0)), { ok: true, text: "", encoding: "utf-8" });
});

test("Shift_JIS, where the second byte of 表 is a backslash and 髙 is an extension of Windows", () => {
	assert.deepEqual(decodeText(Buffer.from([0x95, 0x5c, 0x2c, 0xfb, 0xfc, 0x2c, 0xb1, 0x5c])), {
		ok: true,
		text: "表,髙,ｱ\\",
		encoding: "shift_jis",
	});
});

const faults: readonly (readonly [string, Uint8Array, string])[] = [
	["UTF-16", Buffer.from("\ufeffupn", "utf16le"), "utf-16"],
	["a workbook", Buffer.from("PK\u0003\u0004xl"), "workbook"],
	["UTF-16 without BOM", Buffer.from("upn", "utf16le"), "binary"],
	["ISO-2022-JP", Buffer.from("\u001b$BI=\u001b(B"), "iso-2022-jp"],
	["neither encoding", Buffer.from([0x61, 0x95]), "encoding"],
	["a UTF-8 BOM before other bytes", Buffer.from([0xef, 0xbb, 0xbf, 0x95, 0x5c]), "encoding"],
];
for (const [name, bytes, fault] of faults) test(`${name} is told apart`, () => assert.deepEqual(decodeText(bytes), { ok: false, fault }));
