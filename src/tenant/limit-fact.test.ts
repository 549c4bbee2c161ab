import assert from "node:assert/strict";
import { test } from "node:test";
import { type CountableDevice, countedDevices } from "./limit-fact.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = 1_000 * day;

const device = (change: Partial<CountableDevice>): CountableDevice => ({
	id: "d",
	name: "Taro's iPhone",
	label: null,
	serial: "F2LX70ABG5MN",
	product: "iPhone15,2",
	state: "managed",
	enrolledAt: now - 200 * day,
	lastSeenAt: now - hour,
	...change,
});

const rules: readonly (readonly [string, Partial<CountableDevice>, boolean])[] = [
	["managed, seen today", {}, true],
	["managed, seen exactly 90 days ago", { lastSeenAt: now - 90 * day }, true],
	["managed, seen more than 90 days ago", { lastSeenAt: now - 90 * day - 1 }, false],
	["managed, enrolled 89 days ago and not back since", { enrolledAt: now - 89 * day, lastSeenAt: null }, true],
	["managed, enrolled 91 days ago and not back since", { enrolledAt: now - 91 * day, lastSeenAt: null }, false],
	["pending for 24 hours", { state: "pending", enrolledAt: now - 24 * hour, lastSeenAt: null }, true],
	["pending for longer", { state: "pending", enrolledAt: now - 24 * hour - 1, lastSeenAt: now }, false],
	["to be retired, and not retired yet", { state: "retire-pending" }, false],
	["to be wiped, and not wiped yet", { state: "wipe-pending" }, false],
	["retired", { state: "retired" }, false],
	["wiped", { state: "wiped" }, false],
	["unenrolled by its user", { state: "unenrolled" }, false],
	["replaced by a newer enrollment", { state: "replaced" }, false],
];
for (const [name, change, counts] of rules) {
	test(`${name}: ${counts ? "counts" : "does not count"}`, () =>
		assert.equal(countedDevices([device(change)], now).length, counts ? 1 : 0));
}

test("stale is what was not seen for 30 days", () => {
	const stale = (lastSeenAt: number) => countedDevices([device({ lastSeenAt })], now).map((one) => one.stale);
	assert.deepEqual(stale(now - 30 * day), [true]);
	assert.deepEqual(stale(now - 30 * day + 1), [false]);
});

test("those longest out of contact come first: they are the ones to remove", () => {
	const counted = countedDevices(
		[
			device({ id: "today" }),
			device({ id: "b", lastSeenAt: now - 40 * day }),
			device({ id: "never-back", enrolledAt: now - 50 * day, lastSeenAt: null }),
			device({ id: "a", lastSeenAt: now - 40 * day }),
		],
		now,
	);
	assert.deepEqual(
		counted.map((one) => one.id),
		["never-back", "a", "b", "today"],
	);
});

test("a device without a name is called by what is known of it", () => {
	const name = (change: Partial<CountableDevice>) => countedDevices([device({ name: null, ...change })], now)[0]?.name;
	assert.equal(name({}), "iPhone 14 Pro");
	assert.equal(name({ label: "", name: "  " }), "iPhone 14 Pro", "a name of nothing but space is none");
	assert.equal(name({ product: null }), "F2LX70ABG5MN");
	assert.equal(name({ product: null, serial: null }), "d");
});
