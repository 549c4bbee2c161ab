import assert from "node:assert/strict";
import { test } from "node:test";
import { relativeTime } from "./relative-time.ts";

test("how long ago, in whole steps and the language's own words", () => {
	const hour = 3_600_000;
	for (const [at, en, ja] of [
		[0, "now", "今"],
		[-59_000, "now", "今"],
		[-11 * 60_000, "11 min. ago", "11分前"],
		[-23.9 * hour, "23 hr. ago", "23時間前"],
		[-30 * hour, "1 day ago", "1日前"],
		[-90 * 24 * hour, "90 days ago", "90日前"],
		[2 * hour, "in 2 hr.", "2時間後"],
	] as const) {
		assert.deepEqual([relativeTime(at, 0, "en"), relativeTime(at, 0, "ja")], [en, ja]);
	}
});
