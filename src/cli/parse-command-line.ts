import { parseArgs } from "node:util";
import type { Language } from "../texts/texts.ts";
import type { Command, GivenValues, OptionHelp, OptionSpec } from "./command.ts";
import { commandWord, nearest, typedWord } from "./typed-word.ts";

/** Options that every command takes. */
export const everywhere = {
	data: { kind: "text", value: "DIR", help: "data" },
	lang: { kind: "text", value: "en|ja", choices: ["en", "ja"], help: "lang" },
	json: { kind: "flag", help: "json" },
	help: { kind: "flag", help: "help" },
} as const satisfies Readonly<Record<string, OptionSpec & { readonly help: OptionHelp }>>;

/** And what those take beside them that change something. */
const changing = { preview: { kind: "flag", help: "preview" } } as const satisfies Readonly<Record<string, OptionSpec>>;

/** The options that this command takes beside its own. */
export function generalOptions({ changes }: Pick<Command, "changes">): Readonly<Record<string, OptionSpec>> {
	return changes ? { ...everywhere, ...changing } : everywhere;
}

/** Something wrong with what was typed; `kind` names its text. Values that may be secrets are not repeated. */
export type UsageProblem =
	| { readonly kind: "command-unknown"; readonly typed: string; readonly near: readonly string[] }
	| { readonly kind: "command-incomplete"; readonly typed: string; readonly possible: readonly string[] }
	| { readonly kind: "option-unknown"; readonly option: string; readonly near: readonly string[] }
	| { readonly kind: "option-elsewhere"; readonly option: string; readonly commands: readonly string[] }
	| { readonly kind: "option-without-value"; readonly option: string; readonly value: string }
	| { readonly kind: "option-takes-no-value"; readonly option: string }
	| { readonly kind: "option-missing"; readonly option: string; readonly value: string }
	| { readonly kind: "argument-missing"; readonly argument: string }
	| { readonly kind: "too-many-arguments"; readonly count: number }
	| { readonly kind: "not-a-choice"; readonly what: string; readonly typed: string; readonly choices: readonly string[] }
	| { readonly kind: "not-a-number"; readonly what: string; readonly typed: string };

export interface Globals {
	readonly data: string | undefined;
	readonly lang: Language | undefined;
	readonly json: boolean;
	/** Nothing is to be changed: only told what would be. */
	readonly preview: boolean;
}

export type CommandLine = { readonly globals: Globals } & (
	| { readonly kind: "run"; readonly command: Command; readonly given: GivenValues }
	/** `words`: a command, the first words of some, or none. */
	| { readonly kind: "help"; readonly words: string; readonly command: Command | undefined }
	| { readonly kind: "version" }
	| { readonly kind: "wrong"; readonly problems: readonly UsageProblem[]; readonly command: Command | undefined }
);

interface Typed {
	readonly positionals: readonly string[];
	readonly options: readonly {
		readonly name: string;
		readonly shown: string;
		readonly value: string | undefined;
		readonly inline: boolean;
	}[];
}

/** Reads a command line by the table of commands: pure, and every problem at once. */
export function parseCommandLine(words: readonly string[], commands: readonly Command[]): CommandLine {
	const kinds = optionKinds(commands);
	const typed = tokens(words, kinds);
	const asked = (name: string) => typed.options.some((option) => option.name === name);
	const last = (name: string) => typed.options.findLast((option) => option.name === name)?.value;
	const lang = commandWord(last("lang") ?? "");
	const globals: Globals = {
		data: last("data"),
		lang: lang === "en" || lang === "ja" ? lang : undefined,
		json: asked("json"),
		preview: asked("preview"),
	};
	const [first = ""] = typed.positionals;
	if (asked("version") && first === "") return { kind: "version", globals };
	const helping = commandWord(first) === "help";
	const named = helping ? typed.positionals.slice(1) : typed.positionals;
	const { command, depth } = find(named, commands);
	if (helping || asked("help") || asked("h") || named.length === 0) return helpFor(named, command, commands, globals);
	if (command === undefined) return { kind: "wrong", globals, command, problems: [unknownCommand(named, commands)] };
	const problems: UsageProblem[] = [];
	const given = { ...readArguments(command, named.slice(depth), commands, problems), ...readOptions(command, typed, commands, problems) };
	// What seems too much may be the value of an option that is not known.
	const strange = problems.some((problem) => problem.kind === "option-unknown" || problem.kind === "option-elsewhere");
	const told = strange ? problems.filter((problem) => problem.kind !== "too-many-arguments") : problems;
	return told.length > 0 ? { kind: "wrong", globals, command, problems: told } : { kind: "run", globals, command, given };
}

/** Each option's name means one kind of value, whatever the command: so the words can be told apart before the command is known. */
function optionKinds(commands: readonly Command[]): ReadonlyMap<string, OptionSpec["kind"]> {
	const all = [...commands.map((command) => command.options), everywhere, changing].flatMap((options) =>
		Object.entries<OptionSpec>(options),
	);
	return new Map([...all.map(([name, { kind }]) => [name, kind] as const), ["version", "flag"]]);
}

function tokens(words: readonly string[], kinds: ReadonlyMap<string, OptionSpec["kind"]>): Typed {
	const names = [...kinds.keys()];
	const config = Object.fromEntries(
		names.map((name) => [name, { type: kinds.get(name) === "flag" ? ("boolean" as const) : ("string" as const) }]),
	);
	// Behind `--` everything is a value, as it stands.
	const end = words.indexOf("--");
	const args = words.map((word, at) => (end >= 0 && at >= end ? word : typedWord(word, names)));
	const parsed = parseArgs({ args, options: config, strict: false, allowPositionals: true, tokens: true });
	const positionals: string[] = [];
	const options: Typed["options"][number][] = [];
	for (const token of parsed.tokens) {
		// An empty word is a variable of a script that was not set.
		if (token.kind === "positional" && token.value !== "") positionals.push(token.value);
		if (token.kind !== "option") continue;
		options.push({ name: token.name, shown: token.rawName, value: token.value?.trim(), inline: token.inlineValue === true });
	}
	return { positionals, options };
}

/** The command that the first words name: the longest name wins (`users list` before `users`). */
function find(words: readonly string[], commands: readonly Command[]): { readonly command: Command | undefined; readonly depth: number } {
	for (let depth = Math.min(words.length, 3); depth > 0; depth--) {
		const name = words.slice(0, depth).map(commandWord).join(" ");
		const command = commands.find((one) => one.name === name || one.aliases.includes(name));
		if (command !== undefined) return { command, depth };
	}
	return { command: undefined, depth: 0 };
}

function helpFor(named: readonly string[], command: Command | undefined, commands: readonly Command[], globals: Globals): CommandLine {
	const words = named.map(commandWord).join(" ");
	const group = commands.some(({ name }) => name.startsWith(`${words} `));
	// `users --help` is about all of them, though `users` alone is `users list`.
	if (words === "" || group) return { kind: "help", globals, words, command: undefined };
	if (command !== undefined) return { kind: "help", globals, words: command.name, command };
	return { kind: "wrong", globals, command, problems: [unknownCommand(named, commands)] };
}

function unknownCommand(named: readonly string[], commands: readonly Command[]): UsageProblem {
	const spelled = [...commands.flatMap(({ name, aliases }) => [name, ...aliases])];
	const [first = "", second] = named.map(commandWord);
	const group = spelled.filter((name) => name.startsWith(`${first} `));
	if (group.length === 0)
		return { kind: "command-unknown", typed: first, near: nearest(first, [...new Set(spelled.map((name) => name.split(" ")[0] ?? ""))]) };
	const possible = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
	if (second === undefined) return { kind: "command-incomplete", typed: first, possible };
	const near = nearest(`${first} ${second}`, group);
	return { kind: "command-unknown", typed: `${first} ${second}`, near: near.length > 0 ? near : possible };
}

function readArguments(command: Command, typed: readonly string[], commands: readonly Command[], problems: UsageProblem[]): GivenValues {
	const given: Record<string, string | number | undefined> = {};
	const specs = Object.entries(command.arguments);
	// `devices retre X`: the words after a command's name may be a mistyped longer name.
	const second = commandWord(typed[0] ?? "");
	const longer = commands.map(({ name }) => name).filter((name) => name.startsWith(`${command.name} `));
	if (typed.length > specs.length && longer.length > 0) {
		const name = `${command.name} ${second}`;
		const near = nearest(name, longer);
		problems.push({ kind: "command-unknown", typed: name, near: near.length > 0 ? near : longer });
		return given;
	}
	for (const [at, [name, spec]] of specs.entries()) {
		const value = typed[at];
		if (value === undefined) {
			if (spec.optional !== true) problems.push({ kind: "argument-missing", argument: spec.value });
		} else {
			given[name] = read(spec, spec.value, value, problems);
		}
	}
	// What is too much is not repeated: it may be a password.
	if (typed.length > specs.length) problems.push({ kind: "too-many-arguments", count: typed.length - specs.length });
	return given;
}

function readOptions(command: Command, typed: Typed, commands: readonly Command[], problems: UsageProblem[]): GivenValues {
	const given: Record<string, string | number | boolean | string[] | undefined> = {};
	const own: Readonly<Record<string, OptionSpec>> = { ...generalOptions(command), ...command.options };
	for (const [name, { kind }] of Object.entries(command.options)) {
		if (kind === "flag") given[name] = false;
		if (kind === "texts") given[name] = [];
	}
	for (const { name, shown, value, inline } of typed.options) {
		const spec = Object.hasOwn(own, name) ? own[name] : undefined;
		if (spec === undefined) {
			problems.push(unknownOption(name, shown, own, commands));
		} else if (spec.kind === "flag") {
			if (value !== undefined) problems.push({ kind: "option-takes-no-value", option: shown });
			given[name] = true;
		} else if (value === undefined || (!inline && /^--?[a-z]/.test(value))) {
			problems.push({ kind: "option-without-value", option: shown, value: spec.value ?? "TEXT" });
		} else if (spec.kind === "texts") {
			const list = value.split(/[,、，]/u).map((one) => one.trim());
			given[name] = [...((given[name] as string[] | undefined) ?? []), ...list.filter((one) => one !== "")];
		} else {
			given[name] = read(spec, shown, value, problems);
		}
	}
	for (const [name, spec] of Object.entries(command.options)) {
		const there = typed.options.some((option) => option.name === name);
		if (spec.required === true && !there) problems.push({ kind: "option-missing", option: `--${name}`, value: spec.value ?? "TEXT" });
	}
	return given;
}

function unknownOption(name: string, shown: string, own: Readonly<Record<string, OptionSpec>>, commands: readonly Command[]): UsageProblem {
	const near = nearest(name, Object.keys(own)).map((one) => `--${one}`);
	const owners = commands.filter(({ options }) => Object.hasOwn(options, name)).map((command) => command.name);
	if (owners.length > 0) return { kind: "option-elsewhere", option: shown, commands: owners };
	return { kind: "option-unknown", option: shown, near };
}

/** undefined with a problem noted when it is not what the specification asks for. */
function read(
	spec: { readonly kind: OptionSpec["kind"]; readonly choices?: readonly string[] },
	what: string,
	typed: string,
	problems: UsageProblem[],
): string | number | undefined {
	if (spec.kind === "number") {
		const plain = typed.normalize("NFKC").replaceAll(",", "");
		if (/^\d{1,9}$/.test(plain)) return Number(plain);
		problems.push({ kind: "not-a-number", what, typed });
		return undefined;
	}
	if (spec.choices === undefined) return typed;
	const choice = spec.choices.find((one) => one === commandWord(typed));
	if (choice === undefined) problems.push({ kind: "not-a-choice", what, typed, choices: spec.choices });
	return choice;
}
