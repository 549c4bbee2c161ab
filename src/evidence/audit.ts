import type { Json } from "./attempt.ts";
import type { Position } from "./position.ts";

/** Who changed something. `command-line`: the account of the operating system; `service`: what runs by itself. */
export interface Actor {
	readonly kind: "command-line" | "person" | "service";
	readonly name: string | null;
}

/** One change that somebody made, for ever on record. Written in the same unit of work as the change itself. */
export interface AuditEntry {
	readonly id: string;
	readonly at: number;
	readonly actor: Actor;
	/** The words of the command: `licences assign`. The same vocabulary for every face. */
	readonly action: string;
	/** To what it was done, as a person calls it: a user, a policy, a serial number. null: to the whole tenant. */
	readonly target: string | null;
	/** What changed: names and values before and after. No secret may enter. */
	readonly detail: { readonly [key: string]: Json };
	/** The arguments after `genkan` that take it back; null where nothing does. */
	readonly undo: readonly string[] | null;
	/** The entry that this one took back. */
	readonly undoes: string | null;
	/** The entry that took this one back. */
	readonly undoneBy: string | null;
}

export interface AuditStore {
	append(entry: Omit<AuditEntry, "undoneBy">): Promise<void>;
	/** By the whole id, or by its beginning where that names one alone. */
	find(id: string): Promise<AuditEntry | undefined>;
	/** Newest first. `actions`: any of these. */
	list(filter: {
		readonly since?: number;
		readonly until?: number;
		readonly actions?: readonly string[];
		readonly target?: string;
		/** By this person, to the letter. */
		readonly actorName?: string;
		readonly after?: Position;
		readonly limit: number;
	}): Promise<AuditEntry[]>;
	/** false: it was taken back before. */
	markUndone(id: string, by: string): Promise<boolean>;
}
