import assert from "node:assert/strict";
import { test } from "node:test";
import type { AppleProfile } from "./profile.ts";
import { profileFaults } from "./profile-faults.ts";

const good: AppleProfile = {
	profile_name: "iPhones of the sales department",
	url: "https://mdm.example.jp/ade/enroll",
	is_supervised: true,
	is_mandatory: true,
	is_mdm_removable: true,
	await_device_configured: true,
	skip_setup_items: [],
};
const faults = (change: Partial<AppleProfile>) => profileFaults({ ...good, ...change });

test("each limit is met exactly", () => {
	assert.deepEqual(profileFaults(good), []);
	const limits = [
		["profile_name", 125],
		["department", 125],
		["support_phone_number", 50],
		["support_email_address", 250],
		["org_magic", 256],
	] as const;
	for (const [field, limit] of limits) {
		// Three bytes, two code units, one character.
		for (const character of ["x", "課", "😀"]) {
			assert.deepEqual(faults({ [field]: character.repeat(limit) }), [], field);
			assert.deepEqual(faults({ [field]: character.repeat(limit + 1) }), [{ field, kind: "too-long", limit }]);
		}
	}
});

test("addresses count as they go over the wire, encoded once", () => {
	for (const field of ["url", "configuration_web_url"] as const) {
		const start = "https://mdm.example.jp/";
		const room = 2000 - start.length;
		assert.deepEqual(faults({ [field]: start + "x".repeat(room) }), []);
		assert.deepEqual(faults({ [field]: `${start}%E8%AA%B2${"x".repeat(room - 9)}` }), []);
		assert.deepEqual(faults({ [field]: `${start}課${"x".repeat(room - 9)}` }), []);
		assert.deepEqual(faults({ [field]: `${start}課${"x".repeat(room - 8)}` }), [{ field, kind: "too-long", limit: 2000 }]);
		assert.deepEqual(faults({ [field]: "http://mdm.example.jp/" }), [{ field, kind: "not-https" }]);
	}
});

test("what must be there, and what goes together", () => {
	assert.deepEqual(faults({ profile_name: " ", url: "" }), [
		{ field: "profile_name", kind: "required" },
		{ field: "url", kind: "required" },
	]);
	assert.deepEqual(faults({ is_mdm_removable: false }), []);
	assert.deepEqual(faults({ is_mdm_removable: false, is_supervised: false }), [{ field: "is_mdm_removable", kind: "needs-supervised" }]);
});
