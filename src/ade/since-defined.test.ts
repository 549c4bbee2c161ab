import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultProfileSettings } from "./profile-settings.ts";
import { changedSinceDefined } from "./since-defined.ts";

const settings = { ...defaultProfileSettings, hiddenPanes: ["Siri", "TOS"], department: "Sales" };

test("what Apple knows otherwise is told, setting by setting; what is ours alone and an order of panes are not", () => {
	const definedAs = { name: "Office", settings };
	const now = { ...settings, hiddenPanes: ["TOS", "Siri"], nameTemplate: "{{SERIAL}}", description: "New", locked: true, department: "" };
	assert.deepEqual(changedSinceDefined({ name: "Office 2", settings: now, definedAs }), [
		{ setting: "name", before: "Office", after: "Office 2" },
		{ setting: "locked", before: false, after: true },
		{ setting: "department", before: "Sales", after: "" },
	]);
	assert.deepEqual(changedSinceDefined({ name: "Office", settings: { ...settings, hiddenPanes: [] }, definedAs }), [
		{ setting: "hiddenPanes", before: ["Siri", "TOS"], after: [] },
	]);
	assert.deepEqual(changedSinceDefined({ name: "Office", settings, definedAs }), []);
});

test("of a profile that Apple was never told nothing is compared", () => {
	assert.equal(changedSinceDefined({ name: "Office", settings, definedAs: null }), null);
});
