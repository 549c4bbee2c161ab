import { after, before, test } from "node:test";
import { type AppleHouse, openAppleHouse } from "./ade-apple-house.ts";
import { profileScenarios } from "./ade-profile-scenarios.ts";
import { play } from "./ade-token-scenario.ts";

let at: AppleHouse;
before(async () => {
	at = await openAppleHouse();
});
after(() => at[Symbol.asyncDispose]());

for (const scenario of profileScenarios) test(`${scenario.code}: ${scenario.when}`, () => play(at, scenario));
