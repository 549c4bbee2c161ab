import { after, before, test } from "node:test";
import { play } from "./ade-token-scenario.ts";
import { tokenScenarios } from "./ade-token-scenarios.ts";
import { type AppleHouse, openAppleHouse } from "./apple-house.ts";

let at: AppleHouse;
before(async () => {
	at = await openAppleHouse();
});
after(() => at[Symbol.asyncDispose]());

for (const scenario of tokenScenarios) test(`${scenario.code}: ${scenario.when}`, () => play(at, scenario));
