import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseCsv } from "./parse-csv.ts";

const fieldsOf = (text: string) => parseCsv(text).records.map((record) => record.fields);

test("plain records, with every kind of line end", () => {
	for (const end of ["\n", "\r\n", "\r"]) {
		assert.deepEqual(parseCsv(`a,b${end}c,${end}`), {
			records: [
				{ line: 1, fields: ["a", "b"] },
				{ line: 2, fields: ["c", ""] },
			],
			faults: [],
		});
	}
	assert.deepEqual(fieldsOf("a,b"), [["a", "b"]]);
	assert.deepEqual(fieldsOf(""), []);
});

test("quoted fields hold commas, quotes and line ends, and later lines keep their numbers", () => {
	assert.deepEqual(parseCsv('"x, ""y""","1\r\n2\n3"\r\nz,w'), {
		records: [
			{ line: 1, fields: ['x, "y"', "1\r\n2\n3"] },
			{ line: 4, fields: ["z", "w"] },
		],
		faults: [],
	});
	assert.deepEqual(fieldsOf('"",""""'), [["", '"']]);
});

test("empty lines and lines of commas are left out, and counted", () => {
	assert.deepEqual(parseCsv("a\n\n,,\n , \nb\n").records, [
		{ line: 1, fields: ["a"] },
		{ line: 5, fields: ["b"] },
	]);
});

test("faults name the line on which the record begins, and the lines after them are read", () => {
	assert.deepEqual(parseCsv('a\nb"c,d\n"e\nf"g\nh\n'), {
		records: [
			{ line: 1, fields: ["a"] },
			{ line: 5, fields: ["h"] },
		],
		faults: [
			{ line: 2, kind: "quote-inside" },
			{ line: 3, kind: "after-quote" },
		],
	});
});

test("a quote that is never closed ends the file", () => {
	assert.deepEqual(parseCsv('a\n"b\nc\n'), { records: [{ line: 1, fields: ["a"] }], faults: [{ line: 2, kind: "quote-never-closed" }] });
});

test("what was written by RFC 4180 is read as it was", () => {
	const field = fc.string({ unit: fc.constantFrom("a", "表", ",", '"', "\n", "\r", " ", ";"), maxLength: 6 });
	const record = fc.array(field, { minLength: 1, maxLength: 4 }).filter((fields) => fields.some((text) => text.trim() !== ""));
	fc.assert(
		fc.property(fc.array(record, { maxLength: 6 }), fc.constantFrom("\n", "\r\n"), (written, end) => {
			const text = written.map((fields) => fields.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")).join(end);
			const read = parseCsv(text);
			assert.deepEqual(
				read.records.map((one) => one.fields),
				written,
			);
			assert.deepEqual(read.faults, []);
		}),
	);
});

test("any text is read without an error, in lines that only grow", () => {
	fc.assert(
		fc.property(fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r"), maxLength: 40 }), (text) => {
			const lines = parseCsv(text).records.map((record) => record.line);
			assert.deepEqual(
				lines,
				[...new Set(lines)].sort((a, b) => a - b),
			);
		}),
	);
});
