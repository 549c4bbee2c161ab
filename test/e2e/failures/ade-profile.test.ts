import { after, before, test } from "node:test";
import { profileScenarios } from "./ade-profile-scenarios.ts";
import { play } from "./ade-token-scenario.ts";
import { type AppleHouse, openAppleHouse } from "./apple-house.ts";

let at: AppleHouse;
before(async () => {
	at = await openAppleHouse();
});
after(() => at[Symbol.asyncDispose]());

for (const scenario of profileScenarios) test(`${scenario.code}: ${scenario.when}`, () => play(at, scenario));
