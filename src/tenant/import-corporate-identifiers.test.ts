import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { identifierCsvLimits, parseIdentifiersCsv } from "./import-corporate-identifiers.ts";

const parse = (text: string) => parseIdentifiersCsv(Buffer.from(text));
const kinds = (text: string) => parse(text).problems.map(({ line, kind }) => `${line} ${kind}`);

test("serials with and without details; periods and spaces go", () => {
	assert.deepEqual(parse('\ufefff2lx.70 abg5mn,"Reception, 1F"\r\nDX3T10ABCD\r\nC02XK1ABCDEF,\r\n'), {
		rows: [
			{ line: 1, serial: "F2LX70ABG5MN", details: "Reception, 1F" },
			{ line: 2, serial: "DX3T10ABCD", details: "" },
			{ line: 3, serial: "C02XK1ABCDEF", details: "" },
		],
		problems: [],
	});
});

test("details in Shift_JIS", () => {
	const bytes = Buffer.concat([Buffer.from("DX3T10ABCD,"), Buffer.from([0x95, 0x5c])]);
	assert.deepEqual(parseIdentifiersCsv(bytes).rows, [{ line: 1, serial: "DX3T10ABCD", details: "表" }]);
});

const files: readonly (readonly [string, string, readonly string[]])[] = [
	["an empty file", "", ["null file-empty"]],
	["a header", "serial,details\nDX3T10ABCD,\n", ["1 header-not-wanted"]],
	["a Japanese header", "シリアル番号,詳細\nDX3T10ABCD,\n", ["1 header-not-wanted"]],
	["a comma too many", "DX3T10ABCD,Reception,1F\n", ["1 wrong-number-of-fields"]],
	["an IMEI", "DX3T10ABCD\n35 387923 425263 3,x\n", ["2 serial-malformed"]],
	["no serial", "DX3T10ABCD\n,Reception\n", ["2 serial-malformed"]],
	["overlong details", `DX3T10ABCD,${"あ".repeat(129)}\n`, ["1 details-too-long"]],
	["a broken quote", 'DX3T10ABCD,a"b\nF2LX70ABG5MN,x\n', ["1 quote-inside"]],
];
for (const [name, text, expected] of files) test(`${name}: ${expected.join(", ")}`, () => assert.deepEqual(kinds(text), expected));

test("details of 128 characters fit", () => assert.deepEqual(kinds(`DX3T10ABCD,${"あ".repeat(128)}`), []));

test("a serial that stands twice names both lines, however it is written", () => {
	assert.deepEqual(parse("DX3T10ABCD,a\nF2LX70ABG5MN,b\ndx3t.10abcd,c\n").problems, [
		{ line: 3, kind: "serial-twice", serial: "DX3T10ABCD", firstLine: 1 },
	]);
});

test("the limits are told", () => {
	const { rows, bytes } = identifierCsvLimits;
	assert.deepEqual(parse("DX3T10ABCD\n".repeat(rows + 1)).problems, [{ line: null, kind: "too-many-rows", rows: rows + 1, limit: rows }]);
	assert.deepEqual(parseIdentifiersCsv(new Uint8Array(bytes + 1)).problems, [
		{ line: null, kind: "file-too-large", bytes: bytes + 1, limit: bytes },
	]);
	const many = Array.from({ length: rows }, (_, i) => `SERIAL${i + 10_000}`).join("\n");
	assert.equal(parse(many).rows.length, rows);
});
