import type { EndedState } from "../evidence/device-state.ts";
import type { CommandStore, DeviceStore } from "./ports.ts";

interface Stores {
	readonly commands: CommandStore;
	readonly devices: DeviceStore;
}

const noSecrets = { pushToken: null, pushMagic: null, unlockToken: null, pushDeadAt: null, awaitingConfiguration: false } as const;

/** The enrollment is over: nothing is sent to it any more, and its secrets are forgotten. The record stays. */
export async function endEnrollment(stores: Stores, deviceId: string, state: EndedState, now: number): Promise<void> {
	await stores.devices.update(deviceId, { ...noSecrets, state });
	await stores.commands.cancelAll(deviceId, now);
}
