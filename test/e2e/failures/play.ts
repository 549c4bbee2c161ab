import assert from "node:assert/strict";
import type { Enrolled } from "../../../simulator/enroll.ts";
import type { Incident } from "../../../src/evidence/incident.ts";
import { codeTexts, languages } from "../../../src/texts/texts.ts";
import { eventually } from "../../eventually.ts";
import { assertExplained } from "./assert-explained.ts";
import type { Scenario, Sufferer } from "./scenario.ts";
import { hour, minute, type Newcomer, openStage, type Stage } from "./stage.ts";
import { toldByPhone } from "./told-by-phone.ts";
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
	/** The id of the incident of its cause. */
	readonly incident: string | null;
}

/** The whole way of one scenario. */
export async function play(shared: Stage, scenario: Scenario): Promise<void> {
	if (scenario.own === undefined) return playOn(shared, scenario);
	await using own = await openStage(scenario.own);
	await playOn(own, scenario);
}

async function playOn(stage: Stage, scenario: Scenario): Promise<void> {
	const { code, mend, closes = "by-its-rule" } = scenario;
	const sufferer = await scenario.provoke(stage);
	const { named, incident } = await explained(stage, scenario, sufferer);
	await reported(stage, scenario, sufferer);
	assert.equal((await incidentOf(stage, incident)).closedAt, null, `${code} is an open incident`);
	await (mend ?? ((at, words) => at.succeed(...words)))(stage, named, sufferer);
	const over = () => eventually(`${code} is over`, async () => (await incidentOf(stage, incident)).closedAt !== null);
	if (closes === "by-its-rule") {
		stage.house.clock.move(11 * minute);
		await over();
	}
	const reference = await enrolls(stage, scenario, sufferer);
	if (closes === "in-time") stage.house.clock.move(25 * hour);
	await over();
	const { closedBy, confirmed, extent } = await incidentOf(stage, incident);
	if (closes !== "in-time") assert.equal(closedBy, "mended");
	const { users = 0, names = 0, devices = 0 } = extent ?? {};
	// Who was turned away before giving a name is nobody whom a later try could be known to be of.
	if (users + names + devices > 0) assert.equal(confirmed?.by, reference, "the try that enrolled confirms it");
}

const incidentOf = async ({ house }: Stage, id: string): Promise<Incident> =>
	(await house.domain.store.read.incidents.find(id))[0] ?? assert.fail(`no incident ${id}`);

/** Each message that stands for it leads to it first, for this person with this device, and so does what the phone showed. */
async function reported(stage: Stage, { code, verdict = "proven" }: Scenario, { person, shown = [] }: Sufferer): Promise<void> {
	const who = ["--user", person.upn, "--serial", person.description.serial];
	const messages = new Set([...shown, ...languages.flatMap((language) => codeTexts(code, language)?.seen ?? [])]);
	for (const message of messages) await toldByPhone(stage, { message, who, first: [code, verdict] });
}

/** The right code first, in both languages, with what proves it; answers with the command that mends it. */
async function explained(
	stage: Stage,
	{ code, saw, fix, beside = {} }: Scenario,
	{ person, reference }: Sufferer,
): Promise<{ readonly named: readonly string[]; readonly incident: string }> {
	const attempt = await stage.house.attempt(reference);
	const judged = attempt.decision?.findings ?? [];
	const found = (rule: string) => {
		const { outcome, saw: seen } = judged.find(({ check }) => check === rule) ?? assert.fail(`${rule} was not judged`);
		return `${outcome} ${(seen as { readonly kind: string }).kind}`;
	};
	assert.equal(found(code), `fail ${saw}`);
	for (const [rule, wanted] of Object.entries(beside)) assert.equal(found(rule), wanted, rule);
	let command: string | undefined;
	let incident: string | null = null;
	for (const language of languages) {
		const told = JSON.parse(await stage.succeed("explain", reference, "--json", "--lang", language)) as Explained;
		assert.equal(told.reference, reference);
		incident = told.incident;
		const [first = assert.fail("nothing was found")] = told.findings;
		assert.deepEqual([first.code, first.outcome], [code, "fail"], "the cause comes first");
		assertExplained(code, { ...told, saw: told.findings.filter(({ outcome }) => outcome === "fail").map((one) => one.saw) }, language);
		const commands = told.fixes.flatMap((one) => one.command ?? []);
		if (fix === null) continue;
		const wanted = `genkan ${fix}`.replace("UPN", person.upn).replace("SERIAL", person.description.serial);
		command = commands.find((one) => one.startsWith(wanted)) ?? assert.fail(`${wanted} is not among ${commands.join("; ")}`);
	}
	return { named: command === undefined ? [] : wordsOf(command).slice(1), incident: incident ?? assert.fail("it is no incident") };
}

async function enrolls(stage: Stage, { enrolls: how }: Scenario, sufferer: Sufferer): Promise<string> {
	const { person } = sufferer;
	const enrolled = await (how?.(stage, sufferer) ?? comesAgain(person));
	assert.ok(typeof enrolled === "string" || enrolled.ok, `the phone enrolls: ${JSON.stringify(enrolled)}`);
	const attempt = await stage.house.attempt(typeof enrolled === "string" ? enrolled : (enrolled.reference ?? ""));
	assert.deepEqual([attempt.state, attempt.code], ["enrolled", null]);
	const told = JSON.parse(await stage.succeed("explain", attempt.reference, "--json")) as Explained;
	assert.deepEqual([told.code, told.fixes], [null, []], "nothing is left to do");
	return attempt.reference;
}

/** Where the page still shows what the phone was told, its button begins again. */
async function comesAgain(person: Newcomer): Promise<Enrolled> {
	const { phone } = person;
	phone.script.clear();
	const page = await phone.openPortal();
	if (page.kind === "refused") await phone.startAgain();
	return person.enroll();
}
