import type { Actor, AuditEntry } from "../evidence/audit.ts";
import type { Edge } from "./terminal.ts";

/** How many a change concerns, as far as an index tells. */
export interface Reach {
	readonly users?: number;
	readonly devices?: number;
	/** Everybody: a setting of the tenant, or a default policy. */
	readonly everybody?: true;
}

/** What a command does, as it goes on record. */
export interface Deed {
	/** The words of the command. */
	readonly action: string;
	readonly actor: Actor;
	/** From which address they asked, where it was not on this machine's command line. */
	readonly from: string | null;
	/** By which token of a script they asked, where it was one. */
	readonly token?: string;
	/** The entry of the record that it takes back. */
	readonly undoes: string | null;
	/** Nothing of it is kept: nobody outside may be asked or told, and no file be written. */
	readonly rehearsal: boolean;
	/** In a rehearsal: what it would ask of Apple, or make outside the store, in words. */
	readonly asked: string[];
	/** What it changed so far. */
	readonly changes: { readonly entry: AuditEntry; readonly reach: Reach }[];
	/** The codes of incidents that are over by it, as far as it judged by itself. */
	readonly mended: string[];
}

export function newDeed(
	action: string,
	{ account, behalf }: Pick<Edge, "account" | "behalf">,
	{ undoes = null, rehearsal = false }: { readonly undoes?: string | null; readonly rehearsal?: boolean } = {},
): Deed {
	const who = behalf ?? { actor: { kind: "command-line", name: account ?? null } as const, from: null };
	return { action, ...who, undoes, rehearsal, asked: [], changes: [], mended: [] };
}
