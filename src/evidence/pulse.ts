import type { AttemptState, DeviceDescription, Journey, StepName } from "./attempt.ts";

/** So many tries of this journey stand so. */
export interface TryCount {
	readonly journey: Journey;
	readonly state: AttemptState;
	readonly count: number;
}

/** A step as it was written, with how its try stands now. */
export interface LiveStep {
	/** The order in which steps were written. */
	readonly sequence: number;
	readonly step: StepName;
	readonly at: number;
	readonly reference: string;
	readonly journey: Journey;
	readonly state: AttemptState;
	readonly code: string | null;
	readonly upn: string | null;
	readonly device: Pick<DeviceDescription, "serial" | "product" | "osVersion">;
}

/** How enrollment goes, counted from the tries themselves: for whoever looks at all of them at once. */
export interface PulseStore {
	/** Tries that began from `since` on and before `until`. By an index alone; costs as many rows of it as there are such tries. */
	tries(since: number, until: number): Promise<TryCount[]>;
	/**
	 * Of the newest `limit` tries since: how far they came. `order`: names of steps that are equally far, the nearest first; `far` counts from 1, and is 0
	 * for a try that has none of them.
	 */
	farthest(of: {
		readonly since: number;
		readonly limit: number;
		readonly order: readonly (readonly StepName[])[];
	}): Promise<(TryCount & { readonly far: number })[]>;
	/** When the first try began that is still on record; undefined: there was none. */
	firstTryAt(): Promise<number | undefined>;
	/** The sequence of the newest step; 0: there is none. */
	newestStep(): Promise<number>;
	/** Those after this sequence, in their order. */
	stepsAfter(sequence: number, limit: number): Promise<LiveStep[]>;
	/** Those of these that are there by now, in their order. */
	stepsNumbered(sequences: readonly number[]): Promise<LiveStep[]>;
}
