import { silentDevices } from "./ade-device-scenarios.ts";
import { healingScenarios } from "./ade-healing-scenarios.ts";
import { profileScenarios } from "./ade-profile-scenarios.ts";
import { heldPhones, refusedPhones } from "./ade-refused-scenarios.ts";
import { tokenScenarios } from "./ade-token-scenarios.ts";
import { deviceScenarios } from "./device-scenarios.ts";
import { organizationScenarios } from "./organization-scenarios.ts";
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
	...organizationScenarios,
	...outsideScenarios,
	...ownWorldScenarios,
	...tokenScenarios,
	...healingScenarios,
	...profileScenarios,
	...silentDevices,
	...refusedPhones,
	...heldPhones,
];

/** What is never the name of a failure, but stands beside one: judged where its silence is played. */
export const candidates: ReadonlySet<string> = new Set(silenceScenarios.flatMap(({ beside = {} }) => Object.keys(beside)));
