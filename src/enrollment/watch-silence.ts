import { type StopSilentOptions, stopSilent } from "./stop-silent.ts";

/** Between two looks. Whoever did not look for longer heard nobody either: its database was away, its machine slept, or its clock was set. */
const longestPause = 2 * 60_000;

/**
 * A look for silence, to be repeated. Counts since when this service hears whoever comes: from its start, and anew after looks that failed, that came
 * late, or that went back in time.
 *
 * @returns how many tries a look stopped
 */
export function watchSilence(options: Omit<StopSilentOptions, "upSince">): () => Promise<number> {
	const { clock } = options;
	let upSince = clock.now();
	let lookedAt = upSince;
	return async () => {
		const now = clock.now();
		if (now < lookedAt || now - lookedAt > longestPause) upSince = now;
		const stopped = await stopSilent({ ...options, upSince });
		lookedAt = clock.now();
		return stopped;
	};
}
