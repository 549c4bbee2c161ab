import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseCsv } from "./parse-csv.ts";
import { csvLine, unguarded } from "./write-csv.ts";

test("what a spreadsheet would run stays text, also where it parts cells at semicolons or tabs, and then lines wherever one ends", () => {
	const cells = ["=1+1", "Sales;=cmd()", 'Sales;"=cmd()"', "a\t@SUM(1)", "＝1", "Sales;East", "-", "it's", "Sales\n=1", "a\r+1"];
	assert.deepEqual(
		cells.map((cell) => csvLine([cell]).trimEnd()),
		["'=1+1", "Sales;'=cmd()", `"Sales;'""=cmd()"""`, "a\t'@SUM(1)", "'＝1", "Sales;East", "'-", "it's", `"Sales\n'=1"`, `"a\r'+1"`],
	);
});

test("whatever a cell holds is read again as it was", () => {
	const odd = fc.string({ unit: fc.constantFrom("'", '"', ";", ",", "=", "+", "-", "\t", "＝", "a", " ", "\n"), maxLength: 12 });
	fc.assert(
		fc.property(fc.array(odd, { minLength: 1, maxLength: 4 }), (cells) => {
			for (const cell of cells) {
				const written = csvLine(["x", cell, "y"]);
				const { records } = parseCsv(written);
				assert.deepEqual(records[0]?.fields.map(unguarded), ["x", cell, "y"]);
			}
		}),
		{ numRuns: 2000 },
	);
});
