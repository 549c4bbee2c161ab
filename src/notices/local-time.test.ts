import assert from "node:assert/strict";
import { test } from "node:test";
import { isWithin, localDay } from "./local-time.ts";

const night = { from: 22 * 60, to: 7 * 60 };

test("hours over midnight and hours within a day, their beginning in and their end out", () => {
	const within = (hours: typeof night, clock: string) => isWithin(hours, Date.parse(`2026-01-15T${clock}:00+09:00`), "Asia/Tokyo");
	for (const clock of ["22:00", "23:59", "00:00", "06:59"]) assert.equal(within(night, clock), true, clock);
	for (const clock of ["21:59", "07:00", "12:00"]) assert.equal(within(night, clock), false, clock);
	const noon = { from: 12 * 60, to: 13 * 60 };
	for (const [clock, inside] of [
		["11:59", false],
		["12:00", true],
		["12:59", true],
		["13:00", false],
	] as const)
		assert.equal(within(noon, clock), inside, clock);
});

test("quiet hours end by the clock on the wall in the nights in which it is changed", () => {
	// Berlin: forward on 29 March 2026 at 02:00 (01:00 UTC), back on 25 October 2026 at 03:00 (01:00 UTC).
	const end = (from: number) => {
		let at = from;
		while (isWithin(night, at, "Europe/Berlin")) at += 60_000;
		return new Date(at).toISOString();
	};
	assert.equal(end(Date.parse("2026-03-28T22:00:00Z")), "2026-03-29T05:00:00.000Z");
	assert.equal(end(Date.parse("2026-10-24T21:00:00Z")), "2026-10-25T06:00:00.000Z");
});

test("the latest day moves on once a day, also where its minute comes twice or never", () => {
	for (const [from, beginsAt] of [
		["2026-03-27T00:00:00Z", 150],
		["2026-10-23T00:00:00Z", 150],
		["2026-10-23T00:00:00Z", 540],
		["2026-03-27T00:00:00Z", 0],
	] as const) {
		const days: string[] = [];
		for (let at = Date.parse(from), end = at + 5 * 24 * 3600_000; at < end; at += 5 * 60_000) {
			const day = localDay(at, beginsAt, "Europe/Berlin");
			if (day > (days.at(-1) ?? "")) days.push(day);
		}
		const all = days.map((one) => Date.parse(one) / (24 * 3600_000));
		assert.deepEqual(
			all,
			all.map((_, n) => (all[0] ?? 0) + n),
		);
		assert.ok(days.length >= 5 && days.length <= 6);
	}
	assert.equal(localDay(Date.parse("2026-01-01T08:59:00+09:00"), 540, "Asia/Tokyo"), "2025-12-31");
	assert.equal(localDay(Date.parse("2026-01-01T09:00:00+09:00"), 540, "Asia/Tokyo"), "2026-01-01");
});
