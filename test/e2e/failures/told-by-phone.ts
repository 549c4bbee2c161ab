import assert from "node:assert/strict";
import { languages } from "../../../src/texts/texts.ts";
import type { Stage } from "./stage.ts";

/** What `genkan explain --message` prints. */
export interface Reported {
	readonly matched: readonly string[];
	readonly candidates: readonly {
		readonly code: string;
		readonly verdict: "proven" | "likely" | "unknown" | "ruled-out";
		readonly fixes: readonly { readonly title: string; readonly command: string | null }[];
	}[];
}

/**
 * Somebody reads out what the phone shows: this code stands first, this sure, and nothing else is proven. Answers with the commands that it names.
 *
 * @param who `--user` and `--serial`, as far as they are known
 */
export async function toldByPhone(
	stage: Pick<Stage, "succeed">,
	{
		message,
		who,
		first,
	}: { readonly message: string; readonly who: readonly string[]; readonly first: readonly [code: string, verdict: string] },
): Promise<readonly string[]> {
	let commands: readonly string[] = [];
	for (const language of languages) {
		const told = JSON.parse(await stage.succeed("explain", "--message", message, ...who, "--json", "--lang", language)) as Reported;
		const [found = assert.fail(`“${message}” means nothing`), ...others] = told.candidates;
		assert.deepEqual([found.code, found.verdict], first, `“${message}”: ${JSON.stringify(told.candidates)}`);
		assert.deepEqual(
			others.filter((other) => other.verdict === "proven"),
			[],
			`“${message}”: nothing else is proven`,
		);
		assert.doesNotMatch(JSON.stringify(told), /\{[a-zA-Z]+\}|undefined|\[object/);
		commands = found.fixes.flatMap(({ command }) => command ?? []);
	}
	return commands;
}
