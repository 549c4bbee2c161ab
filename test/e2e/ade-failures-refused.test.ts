import { after, before, test } from "node:test";
import { type AppleHouse, openAppleHouse } from "./ade-apple-house.ts";
import { hana, playDevice } from "./ade-device-scenario.ts";
import { refusedPhones } from "./ade-refused-scenarios.ts";

let at: AppleHouse;
before(async () => {
	at = await openAppleHouse();
	await at.house.addUser(hana.upn);
});
after(() => at[Symbol.asyncDispose]());

for (const scenario of refusedPhones) test(`${scenario.code}: ${scenario.when}`, () => playDevice(at, scenario));
