import assert from "node:assert/strict";
import { test } from "node:test";
import { assertLinear } from "./linear-time.ts";

test("work that grows with its input is told from work that grows with its square", () => {
	let sum = 0;
	const steps = (count: number) => () => {
		for (let at = 0; at < count; at++) sum = (sum + at) % 1013;
	};
	assertLinear("linear", 4_000_000, steps);
	assert.throws(() => assertLinear("quadratic", 12_000, (size) => steps(size * size)), /quadratic: .* ms for an eighth of it/);
});
