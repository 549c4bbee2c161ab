import type { Json } from "../../evidence/attempt.ts";
import type { Language } from "../../texts/texts.ts";
import type { ApiStores } from "./api-stores.ts";

/** A change that somebody asks for by the API: the very command that makes it on the command line. */
export interface CommandRequest {
	/** Its words, as `devices retire`. */
	readonly command: string;
	/** What it is given, under the names of its specification; flags and lists that are not given are off and empty. */
	readonly given: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
	/** What it reads from standard input, where it is given `-` for a file. */
	readonly input?: Uint8Array;
	/** Is told how far something long has come. */
	readonly progress?: (done: number, of: number) => void;
	/** Only says what would come of it. */
	readonly preview: boolean;
	readonly language: Language;
	readonly who: string;
	readonly from: string;
	/** By which token of a script it was asked, where it was one. */
	readonly token?: string;
	/** Whether what they decided on is still as they saw it, asked in the change's own unit of work; where not, ChangedMeanwhile is thrown. */
	readonly stillAsSeen?: (stores: ApiStores) => Promise<boolean>;
	/** Of a command that makes the change of another one, as a fix: whether they may run that one. */
	readonly mayRun?: (command: string) => boolean;
}

export interface CommandReply {
	readonly ok: boolean;
	/** What was done, or why nothing was, for a person. */
	readonly text: string;
	readonly notes: readonly string[];
	/** What it answers to programs; of a preview: what would change. */
	readonly data: unknown;
	/** What it put on record; `undo` says whether that can be taken back. */
	readonly entries: readonly { readonly id: string; readonly undo: boolean }[];
	/** Where nothing was done: which refusal of the domain it is, with what it names; null where it has none but its words. */
	readonly reason: RefusalReason | null;
}

export type RefusalReason = { readonly kind: string } & { readonly [name: string]: Json };
