import { silentDevices } from "./ade-device-scenarios.ts";
import { healingScenarios } from "./ade-healing-scenarios.ts";
import { profileScenarios } from "./ade-profile-scenarios.ts";
import { refusedPhones } from "./ade-refused-scenarios.ts";
import { tokenScenarios } from "./ade-token-scenarios.ts";
import { deviceScenarios } from "./device-scenarios.ts";
import { outsideScenarios } from "./outside-scenarios.ts";
import { ownWorldScenarios } from "./own-world-scenarios.ts";
import { personScenarios } from "./person-scenarios.ts";
import { reportedScenarios } from "./reported-scenarios.ts";
import { silenceScenarios } from "./silence-scenarios.ts";
import { tenantScenarios } from "./tenant-scenarios.ts";

/** Everything that is played in this folder: the code, and what happens. */
export const allScenarios: readonly { readonly code: string; readonly when: string }[] = [
	...tenantScenarios,
	...personScenarios,
	...deviceScenarios,
	...silenceScenarios,
	...reportedScenarios,
	...outsideScenarios,
	...ownWorldScenarios,
	...tokenScenarios,
	...healingScenarios,
	...profileScenarios,
	...silentDevices,
	...refusedPhones,
];

/** What is never the name of a failure, but stands beside one: judged where its silence is played. */
export const candidates: ReadonlySet<string> = new Set(silenceScenarios.flatMap(({ beside = {} }) => Object.keys(beside)));

/** Played all the same, but by other tests: file, and why it stands there. */
export const playedElsewhere: Readonly<Record<string, string>> = {
	"stuck-at-configuration": "test/e2e/ade-silence.test.ts",
	"user-did-not-finish": "test/e2e/silence.test.ts",
	"push-certificate-expiring": "test/cli/doctor.test.ts",
	"organization-name-unusual": "test/cli/doctor.test.ts",
	"licences-running-out": "test/cli/doctor.test.ts",
	"restrictions-admit-nobody": "test/cli/doctor.test.ts",
	"restrictions-contradict": "test/cli/doctor.test.ts",
	"identities-expiring": "test/cli/doctor.test.ts",
};
