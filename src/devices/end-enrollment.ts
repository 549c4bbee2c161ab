import type { CommandStore, DeviceState, DeviceStore } from "./ports.ts";

interface Stores {
	readonly commands: CommandStore;
	readonly devices: DeviceStore;
}

const noSecrets = { pushToken: null, pushMagic: null, unlockToken: null, pushDeadAt: null, awaitingConfiguration: false } as const;

/** Whether a record in this state is over: it is not pushed to, not counted, and its certificate opens nothing. */
export const isEnded = (state: DeviceState): boolean =>
	state === "retired" || state === "wiped" || state === "unenrolled" || state === "replaced";

/** The enrollment is over: nothing is sent to it any more, and its secrets are forgotten. The record stays. */
export async function endEnrollment(
	stores: Stores,
	deviceId: string,
	state: "retired" | "wiped" | "unenrolled" | "replaced",
	now: number,
): Promise<void> {
	await stores.devices.update(deviceId, { ...noSecrets, state });
	await stores.commands.cancelAll(deviceId, now);
}
