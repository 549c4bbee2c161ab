import { Buffer } from "node:buffer";
import type { Edge } from "./cli/terminal.ts";
import type { Domain } from "./domain.ts";
import type { FixReply, FixRequest } from "./http/api/route.ts";

/**
 * Runs a fix by the very command that `genkan fix` runs, on the service's own store: the same rehearsal, the same record with the same words that take it
 * back, in the name of whoever asked. It has no terminal: what would have to be asked for or read is refused, and only what changes the organisation is run.
 */
export async function runFix(domain: Domain, { what, number, preview, language, who, from }: FixRequest): Promise<FixReply> {
	// Loaded here: a service that mends nothing needs no commands.
	const [{ commands }, { fixCommand }, { newDeed }, { cliTexts }] = await Promise.all([
		import("./cli/commands.ts"),
		import("./cli/commands/fix.ts"),
		import("./cli/deed.ts"),
		import("./texts/cli-texts.ts"),
	]);
	const edge = edgeFor(domain, { actor: { kind: "person", name: who }, from });
	const context = {
		...{ edge, language, texts: cliTexts(language), json: true, data: undefined, columns: null, domain, commands },
		paint: (_: string, text: string) => text,
		deed: newDeed(fixCommand.name, edge),
	};
	const reply = await fixCommand.run({ what, number, yes: true, preview }, context);
	return reply.ok ? reply : { ok: false, text: reply.text, notes: [], data: null };
}

function edgeFor({ clock, randomness }: Domain, behalf: NonNullable<Edge["behalf"]>): Edge {
	const nothing = () => undefined;
	const nobody = async () => undefined;
	return {
		terminal: {
			...{ columns: null, color: false, interactive: false, out: nothing, err: nothing, ask: nobody, askSecret: nobody },
			async *input() {},
			readInput: async () => Buffer.alloc(0),
		},
		environment: {},
		...{ behalf, clock, randomness, onEnd: nothing, cut: nothing },
	};
}
