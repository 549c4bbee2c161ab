import type { AdeDevice, AssignmentState } from "./ports.ts";

/** What the state depends on. */
export type AssignmentFacts = Pick<AdeDevice, "removedAt" | "result" | "throttledUntil" | "triedUuid" | "profileStatus" | "profileUuid">;

/**
 * How far a device's assignment is at `now` (epoch milliseconds). What went wrong with our last try comes before what Apple has: a device that keeps an
 * older profile after a try that failed is `failed`. The store answers the same by SQL (store/ade-device-state.ts).
 */
export function assignmentStateOf(device: AssignmentFacts, now: number): AssignmentState {
	if (device.removedAt !== null) return "removed";
	if (device.result === "THROTTLED" && device.throttledUntil !== null && device.throttledUntil > now) return "throttled";
	if (device.result === "NOT_ACCESSIBLE") return "not-accessible";
	if (device.result === "FAILED" || device.result === "MISSING") return "failed";
	if (device.triedUuid !== null && device.result === null) return "assigning";
	if (device.profileUuid !== null && device.profileStatus === "pushed") return "pushed";
	if (device.profileUuid !== null && device.profileStatus === "assigned") return "assigned";
	return "not-assigned";
}
