import type { Randomness } from "../evidence/clock.ts";
import { newUuid } from "./new-uuid.ts";
import type { JobStore } from "./ports.ts";

/** The kind of job that asks for a push; its key is the device's id. */
export const pushJob = "push";

/** Looks after a push that Apple accepted: pushes again while the device still has commands to fetch. Its key is the device's id. */
export const followUpJob = "push-follow-up";

/** Asks for a push, also from another process: the service that runs the jobs sends it. One job a device, so asking twice brings it forward. */
export async function schedulePush(
	stores: { readonly jobs: JobStore },
	deviceId: string,
	options: { readonly dueAt: number; readonly randomness: Randomness },
): Promise<void> {
	await stores.jobs.schedule({ id: newUuid(options.randomness), kind: pushJob, key: deviceId, dueAt: options.dueAt });
}

/** Pushes that wait because Apple refused them go out at once: there is a new push certificate. A refused token would wait for up to a day. */
export async function bringPushesForward(stores: { readonly jobs: JobStore }, now: number): Promise<void> {
	await stores.jobs.bringForward(pushJob, now);
}
