import { after, before, test } from "node:test";
import { play } from "./play.ts";
import { silenceScenarios } from "./silence-scenarios.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
before(async () => {
	// A visit and a challenge that outlive the silence.
	stage = await openStage({ silenceEvery: 20, settings: { GENKAN_SESSION_MINUTES: "1440", GENKAN_CHALLENGE_MINUTES: "120" } });
	// Somebody comes through before: proof that what they passed is sound.
	await (await stage.newcomer()).enroll();
});
after(() => stage[Symbol.asyncDispose]());

for (const scenario of silenceScenarios) test(`${scenario.code}: ${scenario.when}`, () => play(stage, scenario));
