import assert from "node:assert/strict";
import { test } from "node:test";
import type { AssignmentResult } from "../protocol/ade/device.ts";
import { afterAssigning } from "./after-assigning.ts";

const minute = 60_000;
const now = 1_000_000;
const rows: readonly (readonly [AssignmentResult, number, number | null, number | null])[] = [
	["SUCCESS", 0, null, null],
	["SUCCESS", 2, 30 * minute, null],
	["NOT_ACCESSIBLE", 0, null, null],
	["FAILED", 0, null, 10 * minute],
	["FAILED", 1, null, 60 * minute],
	["FAILED", 2, null, null],
	["MISSING", 0, 30 * minute, 10 * minute],
	["MISSING", 7, null, null],
	["THROTTLED", 0, null, 60 * minute],
	["THROTTLED", 0, 30 * minute, 30 * minute],
	["THROTTLED", 5, 90 * minute, 90 * minute],
	["THROTTLED", 0, 0, minute],
];
for (const [result, tries, retryAfterMs, pause] of rows) {
	const named = retryAfterMs === null ? "no time" : `${retryAfterMs / minute} minutes`;
	test(`${result} after ${tries} failures, Apple naming ${named}: ${pause === null ? "nothing more" : `again in ${pause / minute} minutes`}`, () => {
		const after = afterAssigning(result, { tries, retryAfterMs, now });
		assert.equal(after.assignAt, pause === null ? null : now + pause);
		assert.equal(after.throttledUntil, result === "THROTTLED" ? after.assignAt : null);
	});
}
