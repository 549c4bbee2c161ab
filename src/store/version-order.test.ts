import assert from "node:assert/strict";
import { test } from "node:test";
import { versionOrder } from "./version-order.ts";

test("versions sort as Apple counts them, and what is none has no place", () => {
	const sorted = ["9.10", "10.0", "10.0.1", "10.2", "10.10", "18.9.1", "18.10", "26.0"];
	const numbers = sorted.map((version) => versionOrder(version) ?? assert.fail(version));
	assert.deepEqual(
		numbers.toSorted((a, b) => a - b),
		numbers,
	);
	assert.equal(new Set(numbers).size, sorted.length);
	assert.equal(versionOrder("18.1 (22B83)"), versionOrder("18.1"));
	assert.deepEqual([versionOrder(null), versionOrder(""), versionOrder("beta"), versionOrder("1.2.3.4")], [null, null, null, null]);
});
