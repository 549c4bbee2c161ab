import type { Buffer } from "node:buffer";

/** The time, passed in so that tests and the demo can turn it. Epoch milliseconds. */
export interface Clock {
	now(): number;
}

/** Randomness, passed in. */
export interface Randomness {
	bytes(length: number): Buffer;
}
