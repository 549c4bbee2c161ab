import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { explainDevice } from "../../../src/diagnosis/explain-device.ts";
import { judgeDevice } from "../../../src/enrollment/ade-device-health.ts";
import { languages } from "../../../src/texts/texts.ts";
import { hana, playDevice } from "./ade-device-scenario.ts";
import { heldPhones, refusedPhones } from "./ade-refused-scenarios.ts";
import { type AppleHouse, openAppleHouse } from "./apple-house.ts";
import { assertExplained } from "./assert-explained.ts";

let at: AppleHouse;
before(async () => {
	at = await openAppleHouse();
	await at.house.addUser(hana.upn);
});
after(() => at[Symbol.asyncDispose]());

for (const scenario of refusedPhones) test(`${scenario.code}: ${scenario.when}`, () => playDevice(at, scenario));

for (const scenario of heldPhones) {
	test(`${scenario.code}: ${scenario.when}`, async () => {
		await using own = await openAppleHouse({}, { silenceEvery: 20 });
		await playDevice(own, scenario);
	});
}

test("ade-stuck-at-sign-in: the OpenID provider is away, and the phone's user is not at fault", async () => {
	const away = await openAppleHouse({ GENKAN_OIDC_ISSUER: "https://localhost:1", GENKAN_OIDC_CLIENT_ID: "genkan" });
	try {
		const scene = await away.scene({ settings: { signIn: "web" } });
		const [serial = ""] = scene.serials;
		const done = await away.phone(serial).setUp({ ...hana, provider: () => assert.fail("no page of a provider") });
		assert.ok(!done.ok && done.at === "page", JSON.stringify(done));
		const judged = await judgeDevice(away.house.domain.store.read, serial, away.house.clock.now());
		for (const language of languages) {
			const explained = explainDevice(judged, language);
			const [first] = explained.findings;
			assert.equal(first?.outcome, "fail");
			assertExplained("ade-stuck-at-sign-in", { ...explained, saw: [first.saw] }, language);
			assert.ok(explained.fixes.some(({ command }) => command === "genkan status"));
		}
	} finally {
		await away[Symbol.asyncDispose]();
	}
});
