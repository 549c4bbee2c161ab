import type { Buffer } from "node:buffer";
import { type Hit, type StoredPolicies, storedPolicies, wouldHit } from "../enrollment/would-hit.ts";
import { passes, wouldPass } from "../enrollment/would-pass.ts";
import type { Attempt } from "../evidence/attempt.ts";
import { commandTopics, policyTopics } from "../evidence/command-topics.ts";
import { rehearse } from "../evidence/rehearse.ts";
import type { Stores } from "../store/stores.ts";
import type { Command, Context, GivenValues } from "./command.ts";
import { type Deed, newDeed } from "./deed.ts";
import type { Reply } from "./reply.ts";
import type { Edge } from "./terminal.ts";

/** What a command would do. */
export interface Rehearsal {
	readonly reply: Reply;
	readonly changes: Deed["changes"];
	/** What would be asked of Apple, or made outside the store, in words. */
	readonly asked: readonly string[];
	/** Tries refused lately that would pass. */
	readonly passing: readonly Attempt[];
	/** Whom changed policies would hit; null: no policy changes. */
	readonly hit: Hit | null;
}

/** Standard input is wanted, which nobody may wait for within a unit of work. */
class InputWanted extends Error {}

/**
 * Runs a command whole, as it stands, in one unit of work that is not kept: what it reads after its change it reads there too. It asks and tells nobody.
 *
 * @param undoes the entry of the record that it would take back
 */
export async function rehearseCommand(
	command: Command & { readonly store: "read" | "write" },
	given: GivenValues,
	context: Context,
	{ undoes = null }: { readonly undoes?: string | null } = {},
): Promise<Rehearsal> {
	let input: Buffer | undefined;
	for (;;) {
		try {
			const { policies, ...rehearsal } = await rehearse(context.domain.store, (stores) =>
				within(stores, command, given, context, { undoes, input }),
			);
			return { ...rehearsal, passing: await newlyPassing(rehearsal.passing, context), hit: await hitOf(policies, context) };
		} catch (error) {
			if (!(error instanceof InputWanted) || input !== undefined) throw error;
			input = await context.edge.terminal.readInput();
		}
	}
}

async function within(
	stores: Stores,
	command: Command & { readonly store: "read" | "write" },
	given: GivenValues,
	context: Context,
	{ undoes, input }: { readonly undoes: string | null; readonly input: Buffer | undefined },
): Promise<Omit<Rehearsal, "hit"> & { readonly policies: StoredPolicies | null }> {
	const { domain, edge } = context;
	const deed = newDeed(command.name, edge, { undoes, rehearsal: true });
	const store = { ...domain.store, read: stores, write: <T>(unit: (of: Stores) => Promise<T>) => unit(stores) };
	const reply = await command.run(given, { ...context, deed, edge: silent(edge, input), domain: { ...domain, store } });
	const topics = reply.ok && deed.changes.length > 0 ? commandTopics(command.name) : [];
	const passing = topics.length > 0 ? await wouldPass(stores, topics, domain.clock.now()) : [];
	const policies = topics === policyTopics ? await storedPolicies(stores) : null;
	return { reply, changes: deed.changes, asked: deed.asked, passing, policies };
}

/** Only the policies are read while the store waits; over whom they are judged is read beside. */
async function hitOf(after: StoredPolicies | null, { domain }: Context): Promise<Hit | null> {
	if (after === null) return null;
	const { read } = domain.store;
	return wouldHit(read, { before: await storedPolicies(read), after }, domain.clock.now());
}

/** Who would pass only with the change: who passes already is nothing that it mends. */
async function newlyPassing(would: readonly Attempt[], { domain }: Context): Promise<Attempt[]> {
	const now = domain.clock.now();
	const newly: Attempt[] = [];
	for (const attempt of would) if (!(await passes(domain.store.read, attempt, now))) newly.push(attempt);
	return newly;
}

function silent(edge: Edge, input: Buffer | undefined): Edge {
	return {
		...edge,
		terminal: {
			...edge.terminal,
			color: false,
			interactive: false,
			out: () => undefined,
			err: () => undefined,
			ask: async () => undefined,
			askSecret: async () => undefined,
			async readInput() {
				if (input === undefined) throw new InputWanted();
				return input;
			},
		},
	};
}
