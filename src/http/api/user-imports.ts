import type { LineChange } from "../../directory/judge-line.ts";
import type { CommandReply, CommandRequest } from "./command-request.ts";

/** What would come of a line, for a person. Of a password only that there is one. */
export interface ToldLine {
	/** null: it is about the whole file. */
	readonly line: number | null;
	readonly what: "add" | "change" | "unchanged" | "problem";
	/** null: the line names nobody. */
	readonly upn: string | null;
	readonly displayName: string | null;
	readonly changes: readonly LineChange[];
	/** What is wrong with it, or deserves a look, in sentences. */
	readonly notes: readonly string[];
}

/** Of a whole file, which may be a hundred thousand lines: they are put into words as they are told. */
export interface ToldPreview {
	readonly lines: number;
	/** In the order of the file. */
	readonly told: (from: number, to: number) => readonly ToldLine[];
	readonly newGroups: readonly string[];
	readonly passwords: number;
}

/** An import that was asked for. */
export interface ImportRun {
	readonly id: string;
	/** Who asked: nobody else is told of it. */
	readonly administratorId: string;
	readonly startedAt: number;
	/** Passwords that are hashed, of those that are to be. */
	readonly done: number;
	readonly of: number;
	/** null: it goes on. */
	readonly reply: CommandReply | null;
	/** It ended by a fault of the service, and nothing was imported. */
	readonly broken: boolean;
}

/** Imports of files of users. Hashing the passwords of a large one takes minutes, for which no request waits. */
export interface UserImports {
	preview(file: Uint8Array, language: CommandRequest["language"]): Promise<ToldPreview>;
	/** Begins, and answers at once. null: so many go on already that another has to wait. */
	start(administratorId: string, request: Pick<CommandRequest, "language" | "who" | "from" | "token">, file: Uint8Array): ImportRun | null;
	/** Known until an hour after it began, and while the service runs. */
	find(id: string): ImportRun | undefined;
}
