import type { Json } from "../evidence/attempt.ts";

/** The same for programs: which refusal of the domain it is, with what it names. */
export type RefusalReason = { readonly kind: string } & { readonly [name: string]: Json };

/** What a command answers: data for programs and text for people, of which one is printed; or why it did nothing. */
export type Reply =
	| {
			readonly ok: true;
			/** One object, or the rows of a list, which become one line each; null where there is nothing to hand on. */
			readonly data: object | readonly object[] | null;
			readonly text: string;
			/** For standard error in any case: what deserves a look. */
			readonly notes: readonly string[];
			/** Exit code; 0 unless what was found is a refusal that is told in full, data and all. */
			readonly exit?: number;
	  }
	| { readonly ok: false; readonly text: string; readonly exit: number; readonly reason?: RefusalReason };

/** Exit codes, as help tells them. 70 and 78 are EX_SOFTWARE and EX_CONFIG of sysexits.h. */
export const exits = { done: 0, refused: 1, usage: 2, bug: 70, settings: 78, cut: 130 } as const;

export function done(data: object | readonly object[] | null, text: string, notes: readonly string[] = []): Reply {
	return { ok: true, data, text, notes };
}

export function failed(text: string, exit: number = exits.refused): Reply {
	return { ok: false, text, exit };
}

/** Instants for programs: ISO 8601 in UTC. */
export function iso(at: number): string;
export function iso(at: number | null): string | null;
export function iso(at: number | null): string | null {
	return at === null ? null : new Date(at).toISOString();
}
