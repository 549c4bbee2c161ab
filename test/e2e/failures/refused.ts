import assert from "node:assert/strict";
import type { Sufferer } from "./scenario.ts";
import type { Newcomer } from "./stage.ts";

/** Goes all the way to where it is turned away: on a page, or by an installation that fails. */
export async function refused(person: Newcomer): Promise<Sufferer> {
	const ended = await person.enroll();
	assert.ok(!ended.ok && ended.at !== "stopped", JSON.stringify(ended));
	const reference = ended.reference ?? assert.fail(`no reference is shown: ${JSON.stringify(ended)}`);
	return {
		person,
		reference,
		...(ended.at === "phone" ? { shown: [ended.failure.shown, `${ended.failure.domain} ${ended.failure.code}`] } : {}),
	};
}
