import { after, before, test } from "node:test";
import { personScenarios } from "./person-scenarios.ts";
import { play } from "./play.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
before(async () => {
	stage = await openStage();
});
after(() => stage[Symbol.asyncDispose]());

for (const scenario of personScenarios) test(`${scenario.code}: ${scenario.when}`, () => play(stage, scenario));
