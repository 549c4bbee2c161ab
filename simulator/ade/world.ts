import type { DeviceState } from "./device.ts";
import type { AssignmentWord } from "./misbehave.ts";

/** An assignment that was asked for, as a test wants to see it. */
export interface AssignCall {
	readonly server: string;
	readonly uuid: string;
	readonly serials: readonly string[];
	/** Epoch milliseconds. */
	readonly at: number;
	/** What the answer said; a serial number that it did not name is not in it. */
	readonly results: ReadonlyMap<string, AssignmentWord>;
}

/** What lies beyond one server: the organization's devices. */
export interface World {
	find(serial: string): DeviceState | undefined;
	/** For ever. */
	disown(device: DeviceState): void;
	record(made: AssignCall): void;
	/** By serial number, as a person left it. */
	readonly activationLocks: Map<string, { readonly escrowKey: string | null; readonly message: string | null }>;
}
