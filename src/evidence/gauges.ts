/** How much there is of what, for a program that watches: numbers only, and none that costs more the longer the service runs. */
export interface GaugeStore {
	/** By the index of states. */
	devices(): Promise<{ readonly state: string; readonly count: number }[]>;
	/** Tries that wait for a sign. Reads no others. */
	waiting(): Promise<{ readonly awaits: string; readonly count: number }[]>;
	/** Of the tries that began since, at most `limit`, the newest. */
	tries(
		since: number,
		limit: number,
	): Promise<{ readonly journey: string; readonly state: string; readonly code: string | null; readonly count: number }[]>;
}
