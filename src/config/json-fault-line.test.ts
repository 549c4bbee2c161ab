import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonFaultLine } from "./json-fault-line.ts";

test("the line of the first mistake", () => {
	for (const [text, line] of [
		["", 1],
		["{", 1],
		['{\n\t"a": 1,\n}', 3],
		['{\n\t"a": no,\n\t"b": 1\n}', 2],
		['{\n\t"a": 1,\n\t"b": \'x\'\n}', 3],
		['{\n\t"a": 1\n\t"b": 2\n}', 3],
		['{\n\t"a": "one\n"\n}', 2],
		['{\n\t"a": 1\n', 3],
		["{}\n// done", 2],
	] as const)
		assert.equal(jsonFaultLine(text), line, text);
});
