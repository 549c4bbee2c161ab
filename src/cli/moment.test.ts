import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMoment } from "./moment.ts";

const now = new Date(2026, 3, 1, 9, 30).getTime();
const local = (...parts: [number, number, number, number?, number?]) => new Date(...parts).getTime();

test("times as people type them", () => {
	for (const [typed, at] of [
		["2h", now + 7_200_000],
		["+30m", now + 1_800_000],
		["３日", now + 259_200_000],
		["18:00", local(2026, 3, 1, 18, 0)],
		["９：００", local(2026, 3, 2, 9, 0)],
		["2026-08-01", local(2026, 7, 1)],
		["2026/8/1 18:00", local(2026, 7, 1, 18, 0)],
		["2026-08-01T18:00", local(2026, 7, 1, 18, 0)],
		["2026-08-01T18:00:00+09:00", Date.UTC(2026, 7, 1, 9)],
		["2026-08-01T09:00Z", Date.UTC(2026, 7, 1, 9)],
	] as const)
		assert.equal(parseMoment(typed, now), at, typed);
});

test("what is no time is none", () => {
	for (const typed of ["", "soon", "25:00", "18:60", "2026-02-30", "2026-13-01", "2026-08-01 24:00", "99999h", "2"]) {
		assert.equal(parseMoment(typed, now), undefined, typed);
	}
});
