import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSettings, defaultSettings, enrollingJourneys, type PlatformRestriction } from "./policy-settings.ts";

const restriction = (change: Partial<PlatformRestriction>) =>
	checkSettings("platform-restriction", { ...defaultSettings["platform-restriction"], ...change });

test("the defaults allow everything, and 15 devices", () => {
	assert.deepEqual(restriction({}), {
		ok: true,
		settings: { platformBlocked: false, personalBlocked: false, osMinimum: null, osMaximum: null },
	});
	assert.deepEqual(checkSettings("device-limit", defaultSettings["device-limit"]), { ok: true, settings: { limit: 15 } });
	assert.deepEqual(checkSettings("enrollment-type", defaultSettings["enrollment-type"]), {
		ok: true,
		settings: { allowed: enrollingJourneys },
	});
});

test("versions are taken as typed on any keyboard, and no text is no bound", () => {
	const checked = restriction({ osMinimum: " １７．５ ", osMaximum: "" });
	assert.deepEqual(checked, { ok: true, settings: { platformBlocked: false, personalBlocked: false, osMinimum: "17.5", osMaximum: null } });
});

for (const value of ["17.5.1.2", "v17", "17.x", "17..1", "17.5.1 (a)", "1234"]) {
	test(`${value} is no version of iOS`, () => {
		assert.deepEqual(restriction({ osMinimum: value }), {
			ok: false,
			problem: { kind: "os-version-malformed", field: "osMinimum", value },
		});
		assert.deepEqual(restriction({ osMaximum: value }), {
			ok: false,
			problem: { kind: "os-version-malformed", field: "osMaximum", value },
		});
	});
}

test("a minimum above the maximum admits nobody, and is refused", () => {
	assert.deepEqual(restriction({ osMinimum: "16.7.10", osMaximum: "16.7.9" }), {
		ok: false,
		problem: { kind: "os-range-empty", osMinimum: "16.7.10", osMaximum: "16.7.9" },
	});
	assert.equal(restriction({ osMinimum: "17.5", osMaximum: "17.5.0" }).ok, true);
});

test("a limit is a whole number from 1 to 15", () => {
	for (const limit of [1, 7, 15]) assert.equal(checkSettings("device-limit", { limit }).ok, true);
	for (const limit of [0, 16, -1, 1.5, Number.NaN]) {
		assert.deepEqual(checkSettings("device-limit", { limit }), {
			ok: false,
			problem: { kind: "limit-out-of-range", value: limit, from: 1, to: 15 },
		});
	}
});

test("an enrollment type allows at least one way, and only ways to enroll", () => {
	assert.deepEqual(checkSettings("enrollment-type", { allowed: ["ade-sign-in", "web", "web"] }), {
		ok: true,
		settings: { allowed: ["web", "ade-sign-in"] },
	});
	assert.deepEqual(checkSettings("enrollment-type", { allowed: [] }), {
		ok: false,
		problem: { kind: "journeys-missing", allowed: enrollingJourneys },
	});
	assert.equal(checkSettings("enrollment-type", { allowed: ["web", "renewal"] }).ok, false);
});
