import { after, before, test } from "node:test";
import { hana, playDevice } from "./ade-device-scenario.ts";
import { silentDevices } from "./ade-device-scenarios.ts";
import { type AppleHouse, openAppleHouse } from "./apple-house.ts";

let at: AppleHouse;
before(async () => {
	at = await openAppleHouse();
	await at.house.addUser(hana.upn);
});
after(() => at[Symbol.asyncDispose]());

for (const scenario of silentDevices) test(`${scenario.code}: ${scenario.when}`, () => playDevice(at, scenario));
