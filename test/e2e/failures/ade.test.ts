import assert from "node:assert/strict";
import { test } from "node:test";
import { doorTable, healthTable } from "../../../src/checks/index.ts";
import { silentDevices } from "./ade-device-scenarios.ts";
import { healingScenarios } from "./ade-healing-scenarios.ts";
import { profileScenarios } from "./ade-profile-scenarios.ts";
import { refusedPhones } from "./ade-refused-scenarios.ts";
import { tokenScenarios } from "./ade-token-scenarios.ts";

/** Of the doors for phones in Setup Assistant what no other door has. */
function onlyInSetupAssistant(): readonly string[] {
	const codesOf = (wanted: (step: string) => boolean) =>
		Object.entries(doorTable).flatMap(([step, rules]) => (wanted(step) ? rules.map(({ code }) => code as string) : []));
	const elsewhere = new Set(codesOf((step) => !step.startsWith("ade-")));
	return codesOf((step) => step.startsWith("ade-")).filter((code) => !elsewhere.has(code));
}

test("every failure of Automated Device Enrollment is played from its cause to the phone that enrolls", () => {
	const played = new Set<string>(
		[...tokenScenarios, ...healingScenarios, ...profileScenarios, ...silentDevices, ...refusedPhones].map(({ code }) => code),
	);
	const known = new Set([
		...Object.entries(healthTable).flatMap(([subject, rules]) =>
			subject.startsWith("ade-") ? rules.map(({ code }) => code as string) : [],
		),
		...onlyInSetupAssistant(),
		// Of every door, with words of its own in Setup Assistant.
		"platform-blocked",
		"os-too-old",
	]);
	assert.deepEqual([...known].filter((code) => !played.has(code)).sort(), []);
	assert.deepEqual([...played].filter((code) => !known.has(code)).sort(), [], "a scenario of a failure that is no more");
});
