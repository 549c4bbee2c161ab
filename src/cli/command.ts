import type { Domain } from "../domain.ts";
import type { CliTexts } from "../texts/cli-texts.ts";
import type { Language } from "../texts/texts.ts";
import type { Deed } from "./deed.ts";
import type { Paint } from "./paint.ts";
import type { Reply } from "./reply.ts";
import type { Edge } from "./terminal.ts";

/** The words of a command; one without its text does not compile. */
export type CommandName = keyof CliTexts["commands"];

export type OptionHelp = keyof CliTexts["options"];

export interface ArgumentSpec {
	readonly kind: "text" | "number";
	/** As help shows it: `UPN`. */
	readonly value: string;
	readonly optional?: true;
	readonly choices?: readonly string[];
}

export interface OptionSpec {
	/** `texts`: may be given more than once, and takes a list with commas. */
	readonly kind: "flag" | "text" | "number" | "texts";
	/** As help shows it: `--seats NUMBER`. */
	readonly value?: string;
	readonly choices?: readonly string[];
	readonly required?: true;
	readonly help: OptionHelp;
}

type Arguments = Readonly<Record<string, ArgumentSpec>>;
type Options = Readonly<Record<string, OptionSpec>>;

type ValueOf<S> = S extends { readonly kind: "flag" }
	? boolean
	: S extends { readonly kind: "texts" }
		? readonly string[]
		: S extends { readonly kind: "number" }
			? number
			: S extends { readonly choices: readonly (infer Choice)[] }
				? Choice
				: string;

type GivenArgument<S> = S extends { readonly optional: true } ? ValueOf<S> | undefined : ValueOf<S>;
type GivenOption<S> = S extends { readonly kind: "flag" | "texts" } | { readonly required: true } ? ValueOf<S> : ValueOf<S> | undefined;

/** What was typed, under the names of the specification. */
export type Given<A, O> = { readonly [K in keyof A]: GivenArgument<A[K]> } & { readonly [K in keyof O]: GivenOption<O[K]> };

export type GivenValues = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** What a command may use beside the domain. */
export interface BareContext {
	readonly edge: Edge;
	readonly language: Language;
	readonly texts: CliTexts;
	readonly json: boolean;
	/** `--data`, where it was given. */
	readonly data: string | undefined;
	readonly paint: Paint;
	/** Columns to write in; null: as many as it takes. */
	readonly columns: number | null;
}

export interface Context extends BareContext {
	readonly domain: Domain;
	readonly deed: Deed;
	/** The table, for what runs another command. */
	readonly commands: readonly Command[];
}

export interface CommandShape {
	readonly name: CommandName;
	/** Other words for it: `users` for `users list`. */
	readonly aliases: readonly string[];
	readonly arguments: Arguments;
	readonly options: Options;
	/** false: it writes down what it finds, and changes nothing that somebody set. So there is nothing to preview and nothing to put on record. */
	readonly changes: boolean;
}

/**
 * A row of the table. `store`: `none` opens nothing; `read` needs a data directory that is there; `write` makes it when it is not.
 */
export type Command =
	| (CommandShape & { readonly store: "none"; readonly run: (given: GivenValues, context: BareContext) => Promise<Reply> })
	| (CommandShape & { readonly store: "read" | "write"; readonly run: (given: GivenValues, context: Context) => Promise<Reply> });

interface Specification<A extends Arguments, O extends Options, C> {
	readonly name: CommandName;
	readonly aliases?: readonly string[];
	readonly arguments?: A;
	readonly options?: O;
	readonly run: (given: Given<A, O>, context: C) => Promise<Reply>;
}

type None = Readonly<Record<never, never>>;

/** A command on the data; `run` gets what was typed in the types of the specification, which the parser has checked by then. */
export function command<const A extends Arguments = None, const O extends Options = None>(
	specification: Specification<A, O, Context> & { readonly store: "read" | "write"; readonly changes?: false },
): Command {
	const { name, store, run, changes = store === "write" } = specification;
	return { name, store, changes, ...shape(specification), run: (given, context) => run(given as Given<A, O>, context) };
}

/** A command that opens the data itself, or needs none. */
export function bareCommand<const A extends Arguments = None, const O extends Options = None>(
	specification: Specification<A, O, BareContext>,
): Command {
	const { name, run } = specification;
	return { name, store: "none", changes: false, ...shape(specification), run: (given, context) => run(given as Given<A, O>, context) };
}

function shape<A extends Arguments, O extends Options>(specification: Specification<A, O, never>) {
	return {
		aliases: specification.aliases ?? [],
		arguments: specification.arguments ?? {},
		options: specification.options ?? {},
	};
}
