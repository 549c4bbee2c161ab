import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { tokenBanner } from "../../../src/diagnosis/token-banner.ts";
import { incidentsByToken } from "../../../src/enrollment/incidents-by-token.ts";
import { touched } from "./ade-healing-scenarios.ts";
import { refuses } from "./ade-token-scenarios.ts";
import { type AppleHouse, hour, openAppleHouse, type Scene } from "./apple-house.ts";

/** Two tokens of one organisation: whatever happens to one of them, people must be told which. */
let at: AppleHouse;
let bad: Scene;
let good: Scene;
before(async () => {
	at = await openAppleHouse();
	bad = await at.scene();
	good = await at.scene();
});
after(() => at[Symbol.asyncDispose]());

async function symptoms() {
	const banner = tokenBanner(await incidentsByToken(at.house.domain.store.read), "en");
	if (banner === null) return null;
	assert.match(banner.title, /1 of 2/);
	for (const { causes } of banner.symptoms) {
		assert.ok(causes.length > 0 && causes.every((cause) => cause.includes(`“${bad.name}”`) && !cause.includes(good.name)));
	}
	return banner.symptoms.map(({ symptom }) => symptom);
}

/** What somebody reads on the command line over the list of tokens. */
async function read(language: "en" | "ja"): Promise<string> {
	const { code, out, err } = await at.genkan(["ade", "tokens", "--lang", language]);
	assert.equal(code, 0, err);
	return out;
}

/** A device that was given to a token's server while something was wrong: how far it comes. */
async function newDevice(scene: Scene): Promise<"unknown" | "without a profile" | "enrolled"> {
	const serial = scene.addDevice();
	await scene.round();
	const [row] = await at.house.domain.store.read.adeDevices.bySerial(serial);
	if (row === undefined) return "unknown";
	const phone = at.phone(serial);
	const done = await phone.setUp();
	phone.close();
	if (done.ok) return "enrolled";
	assert.deepEqual(done, { ok: false, at: "apple", outcome: "no-profile" });
	return "without a profile";
}

async function mended(): Promise<void> {
	at.apple.behave();
	bad.server.acceptTerms();
	for (const scene of [bad, good]) await scene.round();
	assert.equal(await symptoms(), null);
	assert.doesNotMatch(await read("en"), /need your attention/);
	assert.equal(await newDevice(bad), "enrolled");
}

const inTrouble = { en: /need your attention: 1 of 2/, ja: /2個中1個/ } as const;

test("devices do not sync: the banner names the token whose place in Apple's list is refused, and only that symptom", async () => {
	refuses(bad, "INVALID_CURSOR", { path: "/devices/sync" });
	const began = at.house.clock.now();
	while (at.house.clock.now() - began < 2 * hour) await bad.round();
	await good.round();
	assert.deepEqual(await symptoms(), ["not-syncing"]);
	for (const language of ["en", "ja"] as const) assert.match(await read(language), inTrouble[language]);
	assert.equal(await newDevice(good), "enrolled");
	await mended();
});

test("profiles are not assigned: the banner names the token whose profile Apple does not take", async () => {
	await touched(bad);
	refuses(bad, "DEPARTMENT_INVALID", { path: "/profile" });
	await bad.round();
	assert.deepEqual(await symptoms(), ["not-assigning", "not-completing"]);
	assert.equal(await newDevice(good), "enrolled");
	at.apple.behave();
	await touched(bad);
	await mended();
});

test("enrollment does not complete: assignments of one token fail, and its devices come up without a profile", async () => {
	const serial = bad.addDevice();
	at.apple.misbehave({ kind: "results", results: { [serial]: "FAILED" }, server: bad.name });
	await bad.round();
	assert.deepEqual(await symptoms(), ["not-assigning", "not-completing"]);
	assert.deepEqual(await at.phone(serial).setUp(), { ok: false, at: "apple", outcome: "no-profile" });
	assert.equal(await newDevice(good), "enrolled");
	await mended();
	assert.ok((await at.phone(serial).setUp()).ok, "tried again by itself");
});

test("all three at once: Apple's new terms stop one token, and the other goes on", async () => {
	bad.server.newTerms();
	await bad.round();
	assert.deepEqual(await symptoms(), ["not-syncing", "not-assigning", "not-completing"]);
	assert.equal(await newDevice(bad), "unknown");
	assert.equal(await newDevice(good), "enrolled");
	for (const language of ["en", "ja"] as const) {
		const text = await read(language);
		assert.match(text, inTrouble[language]);
		assert.ok(text.indexOf(`${bad.name}`) < text.indexOf(good.name), "the banner stands over the list");
	}
	await mended();
});
