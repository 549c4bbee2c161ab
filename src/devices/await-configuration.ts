import type { Randomness } from "../evidence/clock.ts";
import { deviceConfigured } from "../protocol/mdm/commands.ts";
import { newUuid } from "./new-uuid.ts";
import type { CommandStore, Device, DeviceStore, JobStore } from "./ports.ts";
import { openCommandStates } from "./ports.ts";
import { enqueue } from "./queue.ts";

/** The kind of job that lets a phone go which waits in Setup Assistant too long; its key is the device's id. */
export const releaseJob = "release-waiting";

interface Stores {
	readonly devices: DeviceStore;
	readonly commands: CommandStore;
}

interface When {
	readonly now: number;
	readonly randomness: Randomness;
}

/** The phone waits for DeviceConfigured: if its first commands never come to their end, it is let go at `dueAt`. */
export async function scheduleRelease(
	stores: { readonly jobs: JobStore },
	deviceId: string,
	{ dueAt, randomness }: { readonly dueAt: number; readonly randomness: Randomness },
): Promise<void> {
	await stores.jobs.schedule({ id: newUuid(randomness), kind: releaseJob, key: deviceId, dueAt });
}

/** Whether this enrollment still waits, and nobody has told it to go on. */
async function waits(stores: Stores, device: Device): Promise<boolean> {
	if (!device.awaitingConfiguration || device.state !== "managed") return false;
	const commands = await stores.commands.ofDevice(device.id, 50);
	return !commands.some(
		({ requestType, state, queuedAt }) =>
			requestType === "DeviceConfigured" && state !== "cancelled" && state !== "error" && queuedAt >= device.enrolledAt,
	);
}

/** Lets a waiting phone go once all its commands have come to their end. Whether it was done now. */
export async function releaseWhenDone(stores: Stores, deviceId: string, when: When): Promise<boolean> {
	const device = await stores.devices.byId(deviceId);
	if (device === undefined || !(await waits(stores, device))) return false;
	if ((await stores.commands.countOpen(deviceId)) > 0) return false;
	await enqueue(stores, deviceId, deviceConfigured(newUuid(when.randomness)), { now: when.now });
	return true;
}

/**
 * Lets a phone go that has waited too long: DeviceConfigured goes before what it was asked and never answered, for a phone that does not answer is
 * sent the same command again and again. The caller asks it anew. Whether it was done now.
 *
 * @param asked request types that may be taken back
 */
export async function releaseNow(stores: Stores, deviceId: string, asked: ReadonlySet<string>, when: When): Promise<boolean> {
	const device = await stores.devices.byId(deviceId);
	if (device === undefined || !(await waits(stores, device))) return false;
	for (const { uuid, requestType, state } of await stores.commands.ofDevice(deviceId, 200)) {
		if (!asked.has(requestType) || !openCommandStates.some((open) => open === state)) continue;
		await stores.commands.setState(uuid, { state: "cancelled", finishedAt: when.now });
	}
	await enqueue(stores, deviceId, deviceConfigured(newUuid(when.randomness)), { now: when.now });
	return true;
}
