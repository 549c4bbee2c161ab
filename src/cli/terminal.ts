import type { Buffer } from "node:buffer";
import type { Actor, AuditEntry } from "../evidence/audit.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Stores } from "../store/stores.ts";

/** Where a command is typed and answered. */
export interface Terminal {
	/** Width, where standard output is a terminal. */
	readonly columns: number | null;
	/** Whether styles may be written. */
	readonly color: boolean;
	/** Whether a person can be asked. */
	readonly interactive: boolean;
	/** Standard output. */
	out(content: string | Uint8Array): void;
	/** Standard error. */
	err(text: string): void;
	/** Asks the person; undefined when the input ended. */
	ask(question: string): Promise<string | undefined>;
	/** As `ask`, and shows nothing of what is typed. */
	askSecret(question: string): Promise<string | undefined>;
	/** Standard input as it comes. */
	input(): AsyncIterable<Uint8Array>;
	/** All of standard input. */
	readInput(): Promise<Buffer>;
}

/** Everything that a command reaches beside the data, wired once in main.ts. */
export interface Edge {
	readonly terminal: Terminal;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** The operating system's account of whoever types; absent where there is none. */
	readonly account?: string;
	/** For whom a service runs the command, from which address they asked, and what was put on record for them. */
	readonly behalf?: {
		readonly actor: Actor;
		readonly from: string;
		/** By which token of a script. */
		readonly token?: string;
		readonly entries: AuditEntry[];
		/** How far something long has come. */
		readonly progress?: (done: number, of: number) => void;
		/** Whether what they decided on is still as they saw it: asked within the unit of work that changes it. */
		readonly stillAsSeen?: (stores: Stores) => Promise<boolean>;
		/** Whether they may run a command that this one names, as a fix does. */
		readonly mayRun?: (command: string) => boolean;
	};
	readonly clock: Clock;
	readonly randomness: Randomness;
	/**
	 * Calls back when the process is asked to end (SIGINT, SIGTERM). It is listened to until the process is gone: a second signal that comes while the
	 * last things are put away must not kill it.
	 */
	onEnd(asked: () => void): void;
	/** Ends the process at once. */
	cut(code: number): void;
}
