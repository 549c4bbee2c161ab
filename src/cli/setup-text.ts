import { join } from "node:path";
import { settings as table } from "../config/schema.ts";
import { shellWords } from "../diagnosis/shell-words.ts";
import type { BareContext } from "./command.ts";
import type { MissingSetup } from "./missing-setup.ts";
import { say } from "./say.ts";

/**
 * What to do, numbered, each with its command. Commands name the data directory where this one was named, so that they work as they are printed;
 * settings name the file of the directory that is in use.
 */
export function setupText(missing: readonly MissingSetup[], { texts, paint, data, language }: BareContext, directory: string): string {
	if (missing.length === 0) return texts.said["setup-complete"];
	const where = data === undefined ? [] : ["--data", data];
	const file = join(directory, "genkan.json");
	const items = missing.flatMap(({ what, commands, settings, blocks }, at) => {
		const number = `${at + 1}.`.padStart(3);
		const mark = blocks ? paint("fail", texts.said["setup-needed"]) : paint("faint", texts.said["setup-wise"]);
		return [
			` ${number} ${texts.setup[what]} ${mark}`,
			...commands.map((words) => `     genkan ${shellWords([...words, ...where])}`),
			...settings.map((env) => `     ${say(texts.said["setup-setting"], { env, name: nameOf(env), file }, language)}`),
		];
	});
	return [paint("strong", texts.said["setup-title"]), ...items].join("\n");
}

/** As it is called in genkan.json. */
function nameOf(variable: string): string {
	return Object.entries(table).find(([, { env }]) => env === variable)?.[0] ?? "";
}

export function setupData(missing: readonly MissingSetup[]) {
	return missing.map(({ what, blocks, commands, settings }) => ({
		what,
		blocks,
		commands: commands.map((words) => shellWords(["genkan", ...words])),
		settings,
	}));
}
