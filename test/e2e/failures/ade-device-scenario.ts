import assert from "node:assert/strict";
import type { AdePhone, SetUp } from "../../../simulator/ade-phone.ts";
import type { Rule } from "../../../src/checks/index.ts";
import { explain } from "../../../src/diagnosis/explain.ts";
import { explainDevice } from "../../../src/diagnosis/explain-device.ts";
import { judgeDevice } from "../../../src/enrollment/ade-device-health.ts";
import { codeTexts, languages } from "../../../src/texts/texts.ts";
import { type AppleHouse, minute, type Scene, type SceneOptions } from "./apple-house.ts";
import { assertExplained } from "./assert-explained.ts";
import { toldByPhone } from "./told-by-phone.ts";

/** One way in which a phone does not come through Setup Assistant. */
export interface DeviceScenario {
	readonly code: Rule["code"];
	readonly when: string;
	readonly options?: SceneOptions;
	/** Takes the phone as far as it comes, and answers with its serial number. */
	readonly provoke: (its: Its) => Promise<unknown>;
	/** The try that was refused, or the device that somebody asks after. `likely`: nothing is proven, and so it is worded. */
	readonly told: "try" | "device" | "likely";
	/** Kind of the evidence. */
	readonly saw: string;
	/** What its messages come to for this serial number; by default to the code itself, as sure as it is told. */
	readonly byMessage?: readonly [code: Rule["code"], verdict: "likely"];
	readonly fix: string | null;
	/** Until the phone can be set up. */
	readonly mend: (its: Its, named: readonly string[]) => Promise<unknown>;
	/** How it is set up then; by default like the scene's other phones. */
	readonly setUp?: (its: Its) => Promise<SetUp>;
}

export interface Its {
	readonly scene: Scene;
	readonly serial: string;
	/** The phone with this serial number, erased. */
	readonly phone: AdePhone;
}

export const hana = { upn: "hana@contoso.example", password: "correct horse battery" };

/** The whole way of one scenario. */
export async function playDevice(at: AppleHouse, scenario: DeviceScenario): Promise<void> {
	const scene = await at.scene(scenario.options);
	const [serial = ""] = scene.serials;
	const its: Its = { scene, serial, phone: at.phone(serial) };
	try {
		await playIn(its, scenario);
	} finally {
		its.phone.close();
		await scene.end();
	}
}

async function playIn(its: Its, { code, provoke, mend, told, saw, byMessage, fix, setUp }: DeviceScenario): Promise<void> {
	const { scene, serial } = its;
	const { at } = scene;
	const { read } = at.house.domain.store;
	await provoke(its);
	let named: readonly string[] = [];
	for (const language of languages) {
		const explained = told === "try" ? await explainedTry(at, code, language) : await explainedDevice(at, serial, { code, told }, language);
		assert.equal(explained.kind, saw);
		assertExplained(explained.code ?? "", explained, language);
		const commands = explained.fixes.flatMap(({ command }) => command ?? []);
		if (fix === null) continue;
		const wanted = `genkan ${fix.replace("TOKEN", scene.name).replace("SERIAL", serial)}`;
		const command = commands.find((one) => one.startsWith(wanted)) ?? assert.fail(`${wanted} is not among ${commands.join("; ")}`);
		named = command.split(" ").slice(1);
	}
	for (const message of new Set(languages.flatMap((language) => codeTexts(code, language)?.seen ?? []))) {
		await toldByPhone(at, { message, who: ["--serial", serial], first: byMessage ?? [code, told === "likely" ? "likely" : "proven"] });
	}
	if (told === "device") {
		const asked = await at.genkan(["ade", "doctor", serial, "--json"]);
		assert.deepEqual([asked.code, (JSON.parse(asked.out) as { code: string }).code], [1, code], "the command line says the same");
	}

	await mend(its, named);
	// What a phone says of itself is worth something once.
	at.house.clock.move(minute);
	const done = await (setUp?.(its) ?? its.phone.setUp(hana));
	assert.ok(done.ok, `the phone enrolls: ${JSON.stringify(done)}`);
	const device = await read.devices.bySerial(serial);
	assert.equal(device?.state, "managed");
	await scene.round();
	const after = explainDevice(await judgeDevice(read, serial, at.house.clock.now()), "en");
	assert.deepEqual([after.code, after.likely, after.fixes], [null, [], []], "nothing stands in its way any more");
}

async function explainedTry(at: AppleHouse, code: string, language: "en" | "ja") {
	const { attempts } = at.house.domain.store.read;
	const [attempt = assert.fail("no try")] = await attempts.list({ limit: 1 });
	const { decision } = attempt;
	const explained = explain({ attempt, steps: await attempts.steps(attempt.id), decision }, language, "Asia/Tokyo");
	const [first = assert.fail("nothing was found")] = explained.findings;
	assert.deepEqual([first.code, first.outcome], [code, "fail"], "the cause comes first");
	const evidence = decision?.findings.find(({ check }) => check === code)?.saw as { readonly kind?: string } | undefined;
	return { ...explained, saw: [first.saw], kind: evidence?.kind };
}

async function explainedDevice(
	at: AppleHouse,
	serial: string,
	{ code, told }: { readonly code: string; readonly told: "device" | "likely" },
	language: "en" | "ja",
) {
	const judged = await judgeDevice(at.house.domain.store.read, serial, at.house.clock.now());
	const explained = explainDevice(judged, language, "Asia/Tokyo");
	const found = judged.findings.find(({ check }) => check === code);
	const sentence = explained.findings.find((one) => one.code === code)?.saw ?? assert.fail(`${code} is not among the findings`);
	if (told === "likely") {
		assert.equal(found?.outcome, "unknown");
		assert.equal(explained.likely.length, 1);
		assert.notEqual(explained.code, code, "what is proven comes before what is likely");
	} else {
		assert.deepEqual([explained.findings[0]?.code, explained.findings[0]?.outcome], [code, "fail"], "the cause comes first");
		if (!["ade-not-started", "ade-stopped-at-apple"].includes(code))
			assert.deepEqual(explained.likely, [], "nothing is guessed beside what is proven");
	}
	return { ...explained, saw: [sentence, ...explained.likely], kind: found?.saw.kind };
}
