import { shellWords } from "../diagnosis/shell-words.ts";
import type { BareContext } from "./command.ts";
import type { MissingSetup } from "./missing-setup.ts";

/** What to do, numbered, each with its command. Commands name the data directory where this one was named, so that they work as they are printed. */
export function setupText(missing: readonly MissingSetup[], { texts, paint, data }: BareContext): string {
	if (missing.length === 0) return texts.said["setup-complete"];
	const where = data === undefined ? [] : ["--data", data];
	const items = missing.flatMap(({ what, commands, settings, blocks }, at) => {
		const number = `${at + 1}.`.padStart(3);
		const mark = blocks ? paint("fail", texts.said["setup-needed"]) : paint("faint", texts.said["setup-wise"]);
		return [
			` ${number} ${texts.setup[what]} ${mark}`,
			...commands.map((words) => `     genkan ${shellWords([...words, ...where])}`),
			...(settings.length > 0 ? [`     ${settings.join(", ")}`] : []),
		];
	});
	return [paint("strong", texts.said["setup-title"]), ...items].join("\n");
}

export function setupData(missing: readonly MissingSetup[]) {
	return missing.map(({ what, blocks, commands, settings }) => ({
		what,
		blocks,
		commands: commands.map((words) => shellWords(["genkan", ...words])),
		settings,
	}));
}
