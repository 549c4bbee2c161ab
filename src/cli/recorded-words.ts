import type { Command, OptionSpec } from "./command.ts";
import { generalOptions } from "./parse-command-line.ts";

/**
 * Words of the record or of a fix, so that they are read as they were meant: a policy called `--preview` is a policy. They are written by this program
 * alone: the words of a command, what it must be given, then options with their values, then behind `--` what it may be given. Whatever stands in the
 * place of a value is one.
 */
export function recordedWords(words: readonly string[], commands: readonly Command[]): readonly string[] {
	const command = [4, 3, 2, 1].flatMap((depth) => commands.find(({ name }) => name === words.slice(0, depth).join(" ")) ?? [])[0];
	if (command === undefined) return words;
	const depth = command.name.split(" ").length;
	const needed = Object.values(command.arguments).filter(({ optional }) => optional !== true).length;
	const values = words.slice(depth, depth + needed);
	const options: string[] = [];
	const specs: Readonly<Record<string, OptionSpec>> = { ...generalOptions(command), ...command.options };
	const rest = words.slice(depth + needed);
	for (let at = 0; at < rest.length; at++) {
		const word = rest[at] ?? "";
		if (word === "--") {
			values.push(...rest.slice(at + 1));
			break;
		}
		const name = word.startsWith("--") ? word.slice(2) : "";
		const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
		const value = rest[at + 1];
		if (spec === undefined && !word.startsWith("--")) values.push(word);
		else if (spec === undefined || spec.kind === "flag" || value === undefined) options.push(word);
		else {
			options.push(`${word}=${value}`);
			at++;
		}
	}
	return [...words.slice(0, depth), ...options, "--", ...values];
}
