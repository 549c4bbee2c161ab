import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inParallel } from "../../simulator/in-parallel.ts";
import { languages } from "../../src/texts/texts.ts";
import { tourTexts } from "../../src/texts/tour-texts.ts";
import { failuresOfTheTable } from "../../src/tour/failures-of-the-table.ts";
import { allScenarios, toldScenarios } from "../../src/tour/scenarios.ts";
import { type Client, hire, signedIn } from "../api/console-client.ts";
import { within } from "../within.ts";
import { askTour, type Play, standsStill } from "./plays.ts";
import { openTourStage, type TourStage } from "./tour-stage.ts";

let at: TourStage;
let boss: Client;

before(async () => {
	at = await openTourStage();
	const { domain, url, service } = at.stage;
	const place = { domain, url, root: service.ownRoot ?? "" };
	boss = await signedIn(place, await hire(place, "hanako", "owner"));
});
after(() => at[Symbol.asyncDispose]());

const asked = (method: string, path: string, body?: unknown) => askTour(boss, method, path, body);
const still = (play: Play) => standsStill(boss, play);
const started = async (scenario: string, more: object = {}) => still(await asked("POST", "/tour/plays", { scenario, ...more }));

/** Fails as it should, is mended as the console mends it, and the same phone enrolls. */
async function played(id: string, code: string, language: "en" | "ja"): Promise<void> {
	const failed = await started(id, { language });
	assert.deepEqual([failed.state, failed.problem], ["failed-as-expected", null], `${id}: ${failed.state} ${failed.problem}`);
	const { reference, incident, fix, hand, screens } = failed;
	// A message stands for something else: there the try and its incident have the cause's own name.
	if (failed.message === null) {
		if (incident !== null) assert.equal((await boss.send("GET", `/incidents/${incident}`)).json.incident.code, code);
		if (reference !== null) assert.equal((await boss.send("GET", `/attempts/${reference}`)).json.code, code);
	}
	assert.ok(reference !== null || incident !== null || failed.message !== null || failed.serial !== null, "somebody can look at it");
	for (const { title, blocks } of screens) {
		assert.ok(title.length > 0);
		for (const { text } of [...blocks, { text: title }])
			assert.doesNotMatch(text, /\{[a-zA-Z]+\}|undefined|<\/?[a-z]|&[a-z]+;/, `${id}: ${text}`);
	}
	if (fix !== null) {
		const mended = await boss.send("POST", "/fixes", { body: { what: fix.what, number: fix.number } });
		assert.equal(mended.status, 200, `${id}: ${mended.text}`);
	}
	if (hand !== null) {
		assert.ok(hand.text.length > 0, `${id}: what is done by hand`);
		await asked("POST", `/tour/plays/${failed.id}/mend`);
		const done = await still(failed);
		assert.deepEqual([done.state, done.problem, done.hand?.done], ["failed-as-expected", null, true], id);
	}
	await asked("POST", `/tour/plays/${failed.id}/again`);
	const enrolled = await still(failed);
	assert.deepEqual([enrolled.state, enrolled.problem], ["enrolled", null], `${id}: ${enrolled.state} ${enrolled.problem}`);
	const last = enrolled.screens.at(-1);
	assert.deepEqual([last?.mood, last?.round, last?.app], ["good", 2, "home"], `${id}: the last screen`);
	await asked("DELETE", `/tour/plays/${failed.id}`);
}

const playable = allScenarios.filter(({ code }) => code !== null);

test("every failure of the core table is played, or it is said why it cannot be", () => {
	const codes = new Set(playable.map(({ code }) => code));
	for (const language of languages) {
		const { scenarios, unplayable } = toldScenarios(language);
		const excused = new Set(unplayable.filter(({ reason }) => reason.length > 20).map(({ code }) => code));
		assert.deepEqual(
			Object.values(failuresOfTheTable)
				.flat()
				.filter((code) => !codes.has(code) && !excused.has(code)),
			[],
		);
		for (const { id, title, shows } of scenarios) assert.ok(title !== "" && title !== id && shows !== "", id);
		const { shows, hands } = tourTexts(language);
		const known = new Set(scenarios.map(({ id }) => id));
		assert.deepEqual(
			[...Object.keys(shows), ...Object.keys(hands)].filter((id) => !known.has(id)),
			[],
			"words for a scenario that is no more",
		);
	}
});

test("a phone with which nothing is wrong enrolls, by each of the three ways", async () => {
	for (const id of ["healthy-web", "healthy-ade-sign-in", "healthy-ade-userless"]) {
		const play = await started(id, { language: "ja" });
		assert.deepEqual([play.state, play.problem], ["enrolled", null], id);
		const attempt = await boss.send("GET", `/attempts/${play.reference}`);
		assert.deepEqual([attempt.json.attempt.state, attempt.json.code], ["enrolled", null]);
	}
});

test("somebody of the directory gets a phone that the console chose for them", async () => {
	const play = await started("healthy-web", { upn: "aiko.sato@contoso.example" });
	assert.equal(play.state, "enrolled", play.problem ?? "");
	assert.equal((await boss.send("GET", `/attempts/${play.reference}`)).json.attempt.upn, "aiko.sato@contoso.example");
});

for (const { code, stopsEverybody } of playable) {
	if (stopsEverybody === true)
		test(`${code}: stops everybody, is mended, and the phone enrolls`, () => played(code ?? "", code ?? "", "en"));
}

test("each other failure is met by a phone, mended as the console mends it, and the same phone enrolls", async () => {
	const others = playable.filter(({ stopsEverybody }) => stopsEverybody !== true);
	const failures: string[] = [];
	await inParallel(3, others, async ({ code }, index) => {
		const language = index % 2 === 0 ? "en" : "ja";
		await within(`${code}`, played(code ?? "", code ?? "", language)).catch((error: unknown) =>
			failures.push(`${code} (${language}): ${error instanceof Error ? error.message : String(error)}`),
		);
	});
	assert.deepEqual(failures, []);
});

test("what was not mended fails again, and nothing is said to be wrong with the demo", async () => {
	const failed = await started("user-not-licensed");
	await asked("POST", `/tour/plays/${failed.id}/again`);
	const again = await still(failed);
	assert.equal(again.state, "failed-as-expected");
	assert.deepEqual(new Set(again.screens.map(({ round }) => round)), new Set([1, 2]));
	assert.equal((await boss.send("POST", `/tour/plays/${failed.id}/mend`)).status, 409, "nothing is done by hand here");
});

test("what stops everybody is over when another phone starts", async () => {
	const paused = await started("in-maintenance");
	assert.equal(paused.state, "failed-as-expected");
	const healthy = await started("healthy-web");
	assert.equal(healthy.state, "enrolled", healthy.problem ?? "");
	assert.equal((await boss.send("GET", `/tour/plays/${paused.id}`)).status, 404);
});

test("four phones go at a time, and not five", async () => {
	const going = await Promise.all(Array.from({ length: 8 }, () => boss.send("POST", "/tour/plays", { body: { scenario: "healthy-web" } })));
	const busy = going.filter(({ status }) => status === 409);
	assert.ok(busy.length >= 1 && going.filter(({ status }) => status === 201).length <= 5, going.map(({ status }) => status).join());
	assert.ok(busy.every(({ json }) => json.code === "tour-busy"));
	for (const { status, json } of going) if (status === 201) await still(json);
});
