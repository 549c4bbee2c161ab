import type { Cursors } from "./cursors.ts";
import type { AdeScript, Asked } from "./misbehave.ts";
import type { ServerState } from "./server-state.ts";

/** A request whose session is good, and what is needed to answer it. */
export interface Call extends Asked {
	readonly state: ServerState;
	/** X-Server-Protocol-Version; 1 where none was sent. */
	readonly version: number;
	readonly query: URLSearchParams;
	/** Empty where there was none. */
	readonly body: Readonly<Record<string, unknown>>;
	/** Epoch milliseconds. */
	readonly now: number;
	readonly script: AdeScript;
	readonly cursors: Cursors;
	readonly pages: { readonly default: number; readonly maximum: number };
	/** 32 hexadecimal digits. */
	newUuid(): string;
	/** For the records that tests read. */
	note(what: { readonly limit?: number; readonly devices?: number }): void;
}
