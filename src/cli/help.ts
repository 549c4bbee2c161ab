import { cliTexts } from "../texts/cli-texts.ts";
import type { Language } from "../texts/texts.ts";
import type { Command, OptionSpec } from "./command.ts";
import { displayWidth, padToWidth } from "./display-width.ts";
import type { Paint } from "./paint.ts";
import { everywhere, generalOptions } from "./parse-command-line.ts";
import { say } from "./say.ts";
import { wrapText } from "./wrap-text.ts";

interface Look {
	readonly language: Language;
	readonly paint: Paint;
	readonly columns: number | null;
}

/** `genkan users import FILE [--…]` */
export function usageOf(command: Command): string {
	const values = Object.values(command.arguments).map(({ value, optional }) => (optional === true ? `[${value}]` : value));
	const options = Object.entries<OptionSpec>(command.options).map(([name, spec]) => {
		const option = optionWords(name, spec);
		return spec.required === true ? option : `[${option}]`;
	});
	return ["genkan", command.name, ...values, ...options].join(" ");
}

function optionWords(name: string, { kind, value, choices }: OptionSpec): string {
	return kind === "flag" ? `--${name}` : `--${name} ${value ?? choices?.join("|") ?? "TEXT"}`;
}

/** All topics: what `genkan --help` says. */
export function generalHelp(commands: readonly Command[], look: Look): string {
	const { help, topics } = cliTexts(look.language);
	const words: Readonly<Record<string, string>> = topics;
	const first = [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? ""))];
	return page(look, [
		[help.lead],
		[`${help.usage}: genkan ${help.command} [${help.options}]`, help.program],
		[
			look.paint("strong", help.topics),
			...pairs(
				first.map((word) => [word, words[word] ?? ""]),
				look,
			),
		],
		optionsSection(everywhere, help.everywhere, look),
		[look.paint("strong", help.exits), ...help.exitCodes.map((line) => `  ${line}`)],
		[help.more],
	]);
}

/** The commands that begin with a word or two: `genkan users --help`, `genkan ade tokens --help`. */
export function topicHelp(word: string, commands: readonly Command[], look: Look): string {
	const { help, commands: texts, topics } = cliTexts(look.language);
	const words: Readonly<Record<string, string>> = topics;
	const members = commands.filter(({ name }) => name === word || name.startsWith(`${word} `));
	const rows = members.map((command) => [shortUsage(command), firstLine(texts[command.name])] as const);
	const own = members.find(({ name }) => name === word);
	return page(look, [
		[words[word] ?? (own === undefined ? "" : texts[own.name])],
		[look.paint("strong", help.commands), ...pairs(rows, look)],
		own === undefined ? [] : optionsSection(own.options, say(help.optionsOf, { command: word }, look.language), look),
		[help.moreOfOne],
	]);
}

/** One command: `genkan users import --help`. */
export function commandHelp(command: Command, look: Look): string {
	const { help, commands: texts } = cliTexts(look.language);
	const aliases = command.aliases.map((alias) => `genkan ${alias}`);
	return page(look, [
		[look.paint("strong", usageOf(command)), ...(aliases.length === 0 ? [] : [`${help.also}: ${aliases.join(", ")}`])],
		[texts[command.name]],
		optionsSection(command.options, help.optionsTitle, look),
		optionsSection(others(generalOptions(command), command.options), help.everywhere, look),
	]);
}

/** What a command has itself is not told twice. */
function others<T>(options: Readonly<Record<string, T>>, own: object): Readonly<Record<string, T>> {
	return Object.fromEntries(Object.entries(options).filter(([name]) => !Object.hasOwn(own, name)));
}

function shortUsage(command: Command): string {
	const values = Object.values(command.arguments).map(({ value, optional }) => (optional === true ? `[${value}]` : value));
	return [command.name, ...values].join(" ");
}

function optionsSection(options: Readonly<Record<string, OptionSpec>>, title: string, look: Look): readonly string[] {
	const texts = cliTexts(look.language).options;
	const rows = Object.entries(options).map(([name, spec]) => [optionWords(name, spec), texts[spec.help]] as const);
	return rows.length === 0 ? [] : [look.paint("strong", title), ...pairs(rows, look)];
}

const widestLeft = 34;

/** Words with their meaning beside them; below them where the words are long. */
function pairs(rows: readonly (readonly [string, string])[], { columns }: Look): string[] {
	const widths = rows.map(([words]) => displayWidth(words)).filter((width) => width <= widestLeft);
	const left = Math.max(0, ...widths);
	const indent = " ".repeat(left + 4);
	return rows.flatMap(([words, meaning]) => {
		const wrapped = wrapText(meaning, columns === null ? null : Math.max(columns - indent.length, 20)).split("\n");
		const [head = "", ...rest] = wrapped;
		const below = rest.map((line) => indent + line);
		return displayWidth(words) > left ? [`  ${words}`, indent + head, ...below] : [`  ${padToWidth(words, left)}  ${head}`, ...below];
	});
}

function page({ columns }: Look, sections: readonly (readonly string[])[]): string {
	const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
	return `${wrapText(text.join("\n\n"), columns, (line) => line.startsWith("  "))}\n`;
}

/** The first line of a command's text is its summary. */
function firstLine(text: string): string {
	return text.split("\n")[0] ?? "";
}
