import { test } from "node:test";
import { ownWorldScenarios } from "./own-world-scenarios.ts";
import { openWorld } from "./world.ts";

for (const { code, when, playIn } of ownWorldScenarios) {
	test(`${code}: ${when}`, async () => {
		await using world = await openWorld();
		await playIn(world);
	});
}
