import type { Json } from "./attempt.ts";

/**
 * What was seen outside at an instant, kept until it is looked at again: an answer of name service, of a web site, of a clock. So that whoever
 * explains reads it at once, and says how old it is, instead of asking the world.
 */
export interface Observation {
	/** What was looked at: `dns:enterpriseenrollment.contoso.com`. */
	readonly key: string;
	/** When it was looked at last. */
	readonly at: number;
	/** Since when the value has been this one. */
	readonly since: number;
	readonly value: Json;
}

export interface ObservationStore {
	get(key: string): Promise<Observation | undefined>;
	/** All of these that are there, in one read. */
	among(keys: readonly string[]): Promise<Observation[]>;
	/** Keeps `since` where the value is the same as before, by its JSON. */
	put(key: string, value: Json, at: number): Promise<void>;
	/** Forgets what was not looked at since; at most `limit`; how many. */
	prune(before: number, limit: number): Promise<number>;
}
