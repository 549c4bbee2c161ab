import { AsyncLocalStorage } from "node:async_hooks";

const zone = new AsyncLocalStorage<string>();

/**
 * Whatever `run` says of an instant stands as the clock of whoever reads it shows it, however deep below it is put into words: sentences of commands,
 * of refusals and of rules are made in a hundred places, and one that forgot the zone would tell another hour than the sentence beside it.
 *
 * @param timeZone an IANA name; undefined: the machine's, as on a terminal
 */
export function inZoneOf<T>(timeZone: string | undefined, run: () => T): T {
	return timeZone === undefined ? run() : zone.run(timeZone, run);
}

/** undefined: nobody said theirs, and the machine's holds. */
export const readerZone = (): string | undefined => zone.getStore();
