import assert from "node:assert/strict";
import { test } from "node:test";
import { systemRandomness } from "../domain.ts";
import { newId } from "./record.ts";

test("ids grow with time and within a millisecond, and are of version 7", () => {
	const clock = { at: 1_800_000_000_000, now: () => clock.at };
	const ids = Array.from({ length: 3000 }, (_, n) => {
		if (n % 1000 === 0) clock.at++;
		return newId(clock, systemRandomness);
	});
	assert.deepEqual(ids, ids.toSorted());
	assert.equal(new Set(ids).size, ids.length);
	for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	assert.equal(Number.parseInt((ids[0] ?? "").replaceAll("-", "").slice(0, 12), 16), 1_800_000_000_001);
});
