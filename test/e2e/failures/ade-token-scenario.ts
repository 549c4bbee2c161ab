import assert from "node:assert/strict";
import type { HealthCode } from "../../../src/checks/index.ts";
import { severityOf } from "../../../src/checks/severity.ts";
import { symptomsOf } from "../../../src/checks/symptoms.ts";
import { explainIncident } from "../../../src/diagnosis/explain-incident.ts";
import { tokenBanner } from "../../../src/diagnosis/token-banner.ts";
import { findingsOfToken } from "../../../src/enrollment/ade-health.ts";
import { incidentsByToken } from "../../../src/enrollment/incidents-by-token.ts";
import type { Incident } from "../../../src/evidence/incident.ts";
import { languages } from "../../../src/texts/texts.ts";
import type { AppleHouse, Scene, SceneOptions } from "./apple-house.ts";
import { assertExplained } from "./assert-explained.ts";

/** One way in which a token, its profiles or its devices' assignments go wrong, from what happens at Apple to the phone that enrolls again. */
export interface TokenScenario {
	readonly code: HealthCode;
	/** What happens. */
	readonly when: string;
	readonly options?: SceneOptions;
	/** Makes it happen, and lets the service notice. */
	readonly provoke: (scene: Scene) => Promise<unknown>;
	/** The kind of the evidence. */
	readonly saw: string;
	readonly severity: "warning" | "error";
	/** The command that its fix names, up to what a person fills in; null: no command mends it. `TOKEN` is the token's name. */
	readonly fix: string | null;
	/**
	 * What a person does, or time; it is over when this is. `named`: the command as the fix names it, without `genkan`; empty where there is none.
	 */
	readonly mend: (scene: Scene, named: readonly string[]) => Promise<unknown>;
	/** It is over when the round that met it is. */
	readonly heals?: true;
	/** By whom it is over; `mended` by default where it does not heal. */
	readonly closedBy?: "healed";
}

/** The whole way of one scenario. */
export async function play(at: AppleHouse, scenario: TokenScenario): Promise<void> {
	const scene = await at.scene(scenario.options);
	try {
		await playIn(scene, scenario);
	} finally {
		await scene.end();
	}
}

async function playIn(scene: Scene, scenario: TokenScenario): Promise<void> {
	const { at } = scene;
	const { code, provoke, mend, saw, severity, fix, heals } = scenario;
	const { read } = at.house.domain.store;
	const now = () => at.house.clock.now();
	const banner = async () => tokenBanner(await incidentsByToken(read), "en", "Asia/Tokyo");
	const open = async () => (await incidentsByToken(read)).find(({ token }) => token.id === scene.tokenId)?.incidents ?? [];
	assert.deepEqual(await open(), [], "nothing is wrong at first");
	assert.equal(await banner(), null);

	const late = scene.addDevice();
	await provoke(scene);
	const incident = heals === true ? await lastOf(scene, code) : await firstOpen(scene, await open());
	assert.deepEqual([incident.code, incident.saw["kind"], severityOf(incident.saw)], [code, saw, severity]);
	let named: readonly string[] = [];
	for (const language of languages) {
		const explained = explainIncident(incident, language, "Asia/Tokyo");
		assert.match(explained.about, new RegExp(`${scene.name}|Office`));
		const fixes = heals === true ? explainIncident({ ...incident, closedAt: null }, language).fixes : explained.fixes;
		assertExplained(code, { ...explained, fixes, saw: [explained.saw] }, language);
		const commands = fixes.flatMap(({ command }) => command ?? []);
		const wanted = fix === null ? null : `genkan ${fix.replace("TOKEN", scene.name)}`;
		if (wanted === null) assert.deepEqual(commands, []);
		else {
			const command = commands.find((one) => one.startsWith(wanted)) ?? assert.fail(`${wanted} is not among ${commands.join("; ")}`);
			named = command.split(" ").slice(1);
		}
	}
	const told = await banner();
	if (heals === true || severity === "warning") assert.equal(told, null, "the banner speaks of errors only");
	else {
		const traced = (told?.symptoms ?? []).filter(({ causes }) =>
			causes.some((cause) => cause.includes(`“${scene.name}”`) && cause.includes(titleOf(incident))),
		);
		assert.deepEqual(
			traced.map(({ symptom }) => symptom),
			symptomsOf[code],
			"the banner traces each symptom to this token and this cause",
		);
	}

	await mend(scene, named);
	const over = await lastOf(scene, code);
	assert.deepEqual(
		[over.closedBy, over.closedAt === null],
		[heals === true ? "healed" : (scenario.closedBy ?? "mended"), false],
		`${code} closes by itself`,
	);
	assert.ok((over.closedAt ?? 0) <= now());
	for (const language of languages) assert.deepEqual(explainIncident(over, language).fixes, [], "nothing is left to do");
	assert.deepEqual(
		(await open()).map((one) => one.code),
		[],
		"nothing else is left behind",
	);
	assert.equal(await banner(), null);

	const phone = at.phone(late);
	const done = await phone.setUp();
	assert.ok(done.ok, `the device that came meanwhile enrolls: ${JSON.stringify(done)}`);
	phone.close();
}

const titleOf = (incident: Incident) => explainIncident(incident, "en").title;

/** What comes first: on the command line of everything that is open, and in the rules' order of what concerns the same thing. */
async function firstOpen(scene: Scene, open: readonly Incident[]): Promise<Incident> {
	const { store, clock } = scene.at.house.domain;
	const { code: exit, out, err } = await scene.at.genkan(["ade", "tokens", "show", scene.name, "--json"]);
	assert.equal(exit, 0, err);
	const [shown = assert.fail("nothing is open")] = (JSON.parse(out) as { readonly incidents: readonly { code: string; about: string }[] })
		.incidents;
	const judged = (await findingsOfToken(store.read, scene.tokenId, clock.now())) ?? assert.fail("the token is gone");
	const its = judged.find(({ subject }) => subject.kind === shown.about)?.findings.find(({ outcome }) => outcome === "fail");
	assert.equal(shown.code, its?.check, "the command line and the rules name the same one first");
	return open.find(({ code, subject }) => code === shown.code && subject.kind === shown.about) ?? assert.fail("it has no incident");
}

async function lastOf({ at, tokenId, profileId }: Scene, code: string): Promise<Incident> {
	const all = await at.house.domain.store.read.incidents.list({ code, limit: 50 });
	return all.find(({ subject }) => [tokenId, profileId].includes(subject.id)) ?? assert.fail(`no incident ${code}`);
}
