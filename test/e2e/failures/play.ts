import assert from "node:assert/strict";
import type { Enrolled } from "../../../simulator/enroll.ts";
import { languages } from "../../../src/texts/texts.ts";
import { assertExplained } from "./assert-explained.ts";
import type { Scenario, Sufferer } from "./scenario.ts";
import { type Newcomer, openStage, type Stage } from "./stage.ts";
import { wordsOf } from "./typed-command.ts";

/** What `genkan explain REFERENCE --json` prints. */
interface Explained {
	readonly reference: string;
	readonly code: string | null;
	readonly title: string;
	readonly explanation: string;
	readonly who: readonly string[];
	readonly findings: readonly { readonly code: string; readonly outcome: string; readonly saw: string }[];
	readonly fixes: readonly { readonly title: string; readonly command: string | null }[];
}

/** The whole way of one scenario. */
export async function play(shared: Stage, scenario: Scenario): Promise<void> {
	if (scenario.own === undefined) return playOn(shared, scenario);
	await using own = await openStage(scenario.own);
	await playOn(own, scenario);
}

async function playOn(stage: Stage, scenario: Scenario): Promise<void> {
	const sufferer = await scenario.provoke(stage);
	const named = await explained(stage, scenario, sufferer);
	await (scenario.mend ?? ((at, words) => at.succeed(...words)))(stage, named, sufferer);
	await enrolls(stage, scenario, sufferer);
}

/** The right code first, in both languages, with what proves it; answers with the command that mends it. */
async function explained(stage: Stage, { code, saw, fix, beside = {} }: Scenario, { person, reference }: Sufferer): Promise<string[]> {
	const attempt = await stage.house.attempt(reference);
	const judged = attempt.decision?.findings ?? [];
	const found = (rule: string) => {
		const { outcome, saw: seen } = judged.find(({ check }) => check === rule) ?? assert.fail(`${rule} was not judged`);
		return `${outcome} ${(seen as { readonly kind: string }).kind}`;
	};
	assert.equal(found(code), `fail ${saw}`);
	for (const [rule, wanted] of Object.entries(beside)) assert.equal(found(rule), wanted, rule);
	let command: string | undefined;
	for (const language of languages) {
		const told = JSON.parse(await stage.succeed("explain", reference, "--json", "--lang", language)) as Explained;
		assert.equal(told.reference, reference);
		const [first = assert.fail("nothing was found")] = told.findings;
		assert.deepEqual([first.code, first.outcome], [code, "fail"], "the cause comes first");
		assertExplained(code, { ...told, saw: told.findings.filter(({ outcome }) => outcome === "fail").map((one) => one.saw) }, language);
		const commands = told.fixes.flatMap((one) => one.command ?? []);
		if (fix === null) continue;
		const wanted = `genkan ${fix}`.replace("UPN", person.upn).replace("SERIAL", person.description.serial);
		command = commands.find((one) => one.startsWith(wanted)) ?? assert.fail(`${wanted} is not among ${commands.join("; ")}`);
	}
	return command === undefined ? [] : wordsOf(command).slice(1);
}

async function enrolls(stage: Stage, { enrolls: how }: Scenario, sufferer: Sufferer): Promise<void> {
	const { person } = sufferer;
	const enrolled = await (how?.(stage, sufferer) ?? comesAgain(person));
	assert.ok(typeof enrolled === "string" || enrolled.ok, `the phone enrolls: ${JSON.stringify(enrolled)}`);
	const attempt = await stage.house.attempt(typeof enrolled === "string" ? enrolled : (enrolled.reference ?? ""));
	assert.deepEqual([attempt.state, attempt.code], ["enrolled", null]);
	const told = JSON.parse(await stage.succeed("explain", attempt.reference, "--json")) as Explained;
	assert.deepEqual([told.code, told.fixes], [null, []], "nothing is left to do");
}

/** Where the page still shows what the phone was told, its button begins again. */
async function comesAgain(person: Newcomer): Promise<Enrolled> {
	const { phone } = person;
	phone.script.clear();
	const page = await phone.openPortal();
	if (page.kind === "refused") await phone.startAgain();
	return person.enroll();
}
