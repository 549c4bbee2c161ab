import { AsyncLocalStorage } from "node:async_hooks";

interface Reader {
	/** An IANA name; undefined: nobody said theirs. */
	readonly timeZone: string | undefined;
}

const pages = new AsyncLocalStorage<Reader>();

/**
 * Whatever `run` puts into words is read on a page or by a script, not on a terminal, however deep below it is said: sentences of commands, of refusals
 * and of rules are made in a hundred places, and one that forgot the reader would tell another hour than the sentence beside it, or name a command to
 * somebody who has buttons.
 */
export function onPages<T>(timeZone: string | undefined, run: () => T): T {
	return pages.run({ timeZone }, run);
}

/** undefined: nobody said theirs, and the machine's holds. */
export const readerZone = (): string | undefined => pages.getStore()?.timeZone;

export const readsPages = (): boolean => pages.getStore() !== undefined;
