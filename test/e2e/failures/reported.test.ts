import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { languages } from "../../../src/texts/texts.ts";
import { eventually } from "../../eventually.ts";
import { reportedScenarios } from "./reported-scenarios.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
before(async () => {
	stage = await openStage();
	// Somebody comes through before: proof that what they passed is sound.
	const { reference } = await (await stage.newcomer()).enroll();
	await eventually("it came through", async () => (await stage.house.attempt(reference ?? "")).awaits === "contact");
});
after(() => stage[Symbol.asyncDispose]());

interface Reported {
	readonly matched: readonly string[];
	readonly candidates: readonly {
		readonly code: string;
		readonly verdict: string;
		readonly evidence: string;
		readonly fixes: readonly { readonly title: string }[];
	}[];
}

for (const { code, when, messages, provoke, first, mend } of reportedScenarios) {
	test(`${code}: ${when}`, async () => {
		const person = await provoke(stage);
		for (const message of messages) {
			for (const language of languages) {
				const who = ["--user", person.upn, "--serial", person.description.serial];
				const told = JSON.parse(await stage.succeed("explain", "--message", message, ...who, "--json", "--lang", language)) as Reported;
				assert.ok([...told.matched, ...told.candidates.map((one) => one.code)].includes(code), `“${message}” may be ${code}`);
				const [found = assert.fail("nothing was found"), ...others] = told.candidates;
				assert.deepEqual([found.code, found.verdict], first, `“${message}”: ${JSON.stringify(told.candidates)}`);
				assert.ok(found.fixes.length > 0, "how it is mended");
				assert.doesNotMatch(JSON.stringify(told.candidates), /\{[a-zA-Z]+\}|undefined|\[object/);
				if (first[1] === "proven") assert.ok(!others.some(({ verdict }) => verdict === "proven"));
			}
		}
		await mend(stage, person);
		person.phone.script.clear();
		const page = await person.phone.openPortal();
		if (page.kind === "refused" || page.kind === "managed") await person.phone.startAgain();
		const enrolled = await person.enroll();
		assert.ok(enrolled.ok, JSON.stringify(enrolled));
	});
}
