import type { Device, DeviceStore } from "../devices/ports.ts";
import { type RecordStores, recordStep } from "./record.ts";

/** The phone has left the screen of Setup Assistant on which it waited. */
export async function noteConfigured(
	stores: RecordStores & { readonly devices: DeviceStore },
	{ id, attemptId }: Pick<Device, "id" | "attemptId">,
	now: number,
): Promise<void> {
	await stores.devices.update(id, { awaitingConfiguration: false });
	const attempt = attemptId === null ? undefined : await stores.attempts.byId(attemptId);
	if (attempt !== undefined) await recordStep(stores, attempt, "configured", now, {});
}
