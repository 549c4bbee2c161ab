import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "./pace.ts";

test("so many in a minute, each caller for themselves, and then again", () => {
	const pace = new Pace(2);
	assert.deepEqual(
		[0, 10_000, 20_000].map((now) => pace.next("a", now)),
		[null, null, 60_000],
	);
	assert.equal(pace.next("b", 20_000), null);
	assert.equal(pace.next("a", 60_001), null);
	assert.equal(pace.next("a", 60_002), 70_000);
});

test("a clock that was set back keeps nobody waiting", () => {
	const pace = new Pace(1);
	assert.equal(pace.next("a", 1_000_000), null);
	assert.equal(pace.next("a", 5), null);
});
