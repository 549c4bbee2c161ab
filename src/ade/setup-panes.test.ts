import assert from "node:assert/strict";
import { test } from "node:test";
import { compareVersions } from "../evidence/version.ts";
import { isKnownPane, type SetupPane, setupPanes, spellPanes } from "./setup-panes.ts";

test("keys are spelled as Apple spells them, once each; those that nobody knows yet are kept as they are", () => {
	assert.deepEqual(spellPanes(["passcode", " imessageandfacetime ", "Passcode", "Telepathy", "tos"]), [
		"Passcode",
		"iMessageAndFaceTime",
		"Telepathy",
		"TOS",
	]);
	assert.equal(isKnownPane("Telepathy"), false);
	assert.equal(isKnownPane("toString"), false);
	assert.equal(isKnownPane("TOS"), true);
});

test("a pane is gone only after it was there", () => {
	for (const [key, pane] of Object.entries<SetupPane>(setupPanes)) {
		assert.notEqual(compareVersions(pane.since, "7.0"), null, key);
		if (pane.gone !== undefined) assert.equal(compareVersions(pane.since, pane.gone), -1, key);
	}
});
