import { after, before, test } from "node:test";
import { play } from "./play.ts";
import { openStage, type Stage } from "./stage.ts";
import { tenantScenarios } from "./tenant-scenarios.ts";

let stage: Stage;
before(async () => {
	stage = await openStage();
});
after(() => stage[Symbol.asyncDispose]());

for (const scenario of tenantScenarios) test(`${scenario.code}: ${scenario.when}`, () => play(stage, scenario));
