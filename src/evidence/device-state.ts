/** `pending`: Authenticate came, TokenUpdate not yet. `retire-pending`, `wipe-pending`: it was told to go and has not obeyed yet. */
export const liveStates = ["pending", "managed", "retire-pending", "wipe-pending"] as const;

/** The record is over: it is not pushed to, not counted, and its certificate opens nothing. */
export const endedStates = ["retired", "wiped", "unenrolled", "replaced"] as const;

export type EndedState = (typeof endedStates)[number];

/** How far a device's enrollment is. */
export type DeviceState = (typeof liveStates)[number] | EndedState;

export function isEnded(state: DeviceState): boolean {
	return endedStates.some((ended) => ended === state);
}
