import { Buffer } from "node:buffer";
import type { Command, GivenValues } from "./cli/command.ts";
import type { Edge } from "./cli/terminal.ts";
import type { Domain } from "./domain.ts";
import type { AuditEntry } from "./evidence/audit.ts";
import type { CommandReply, CommandRequest } from "./http/api/command-request.ts";

/**
 * Runs a command of the command line for somebody who asked by the API, on the service's own store: the same rehearsal, the same record with the same
 * words that take it back, in the name of whoever asked. It has no terminal: what would have to be asked for is refused, and what it reads comes along.
 *
 * @throws TypeError where the route gives what the command does not take
 * @throws ChangedMeanwhile where what it was decided on is not any more as it was seen
 */
export async function runCommandFor(domain: Domain, request: CommandRequest): Promise<CommandReply> {
	// Loaded here: a service in which nobody changes anything needs no commands.
	const [{ commands }, { newDeed }, { cliTexts }, { rehearseCommand }, { previewReply }, { runCommand }] = await Promise.all([
		import("./cli/commands.ts"),
		import("./cli/deed.ts"),
		import("./texts/cli-texts.ts"),
		import("./cli/rehearse-command.ts"),
		import("./cli/preview-text.ts"),
		import("./cli/run-command.ts"),
	]);
	const { language, preview } = request;
	const command = commands.find(({ name }) => name === request.command);
	if (command === undefined || command.store === "none") throw new TypeError(`no command “${request.command}” works on the data`);
	const given = givenTo(command, request.given);
	const entries: AuditEntry[] = [];
	const edge = edgeFor(domain, request, entries);
	const context = {
		...{ edge, language, texts: cliTexts(language), json: true, data: undefined, columns: null, domain, commands },
		paint: (_: string, text: string) => text,
		deed: newDeed(command.name, edge),
	};
	// Some have a preview of their own, for what they name is not what they change.
	const own = Object.hasOwn(command.options, "preview");
	const reply =
		preview && !own ? previewReply(await rehearseCommand(command, given, context), context) : await runCommand({ command, given }, context);
	const told = entries.map(({ id, undo }) => ({ id, undo: undo !== null }));
	if (!reply.ok) return { ok: false, text: reply.text, notes: [], data: null, entries: told, reason: reply.reason ?? null };
	return { ok: true, text: reply.text, notes: reply.notes, data: reply.data, entries: told, reason: null };
}

function givenTo({ name, arguments: args, options }: Command, given: CommandRequest["given"]): GivenValues {
	const specs = { ...args, ...options };
	const strange = Object.keys(given).find((key) => !Object.hasOwn(specs, key));
	if (strange !== undefined) throw new TypeError(`“${name}” does not take “${strange}”`);
	const values: Record<string, GivenValues[string]> = {};
	for (const [key, { kind }] of Object.entries(options))
		if (kind === "flag" || kind === "texts") values[key] = kind === "flag" ? false : [];
	for (const [key, value] of Object.entries(given)) if (value !== undefined) values[key] = value;
	return values;
}

function edgeFor(
	{ clock, randomness }: Domain,
	{ who, from, token, input, progress, stillAsSeen, mayRun }: CommandRequest,
	entries: AuditEntry[],
): Edge {
	const nothing = () => undefined;
	const nobody = async () => undefined;
	return {
		terminal: {
			...{ columns: null, color: false, interactive: false, out: nothing, err: nothing, ask: nobody, askSecret: nobody },
			async *input() {},
			readInput: async () => Buffer.from(input ?? []),
		},
		environment: {},
		behalf: {
			actor: { kind: "person", name: who },
			from,
			...(token === undefined ? {} : { token }),
			entries,
			...(progress === undefined ? {} : { progress }),
			...(stillAsSeen === undefined ? {} : { stillAsSeen }),
			...(mayRun === undefined ? {} : { mayRun }),
		},
		...{ clock, randomness, onEnd: nothing, cut: nothing },
	};
}
