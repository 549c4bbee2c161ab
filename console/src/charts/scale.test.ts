import assert from "node:assert/strict";
import { test } from "node:test";
import { niceMaximum } from "./scale.ts";

test("an axis ends at a number that people count by, above everything that is drawn, and its marks are whole", () => {
	for (const largest of [0, 1, 2, 3, 7, 11, 99, 100, 101, 12_345]) {
		const end = niceMaximum(largest, 3);
		assert.ok(end >= largest && Number.isInteger(end / 3), `${largest} ${end}`);
		assert.ok(largest < 3 || end <= largest * 2, `${largest} ${end}`);
	}
	assert.equal(niceMaximum(0, 3), 3);
	assert.equal(niceMaximum(13, 3), 15);
});
