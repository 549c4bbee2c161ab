import type { Randomness } from "../evidence/clock.ts";
import { newUuid } from "./new-uuid.ts";
import type { CurrentPushSender, Device, DeviceStore, Job, JobStore, PushOutcome } from "./ports.ts";
import { followUpJob } from "./schedule-push.ts";

interface Stores {
	readonly devices: DeviceStore;
	readonly jobs: JobStore;
}

/**
 * What became of one job. `dropped`: there is nobody to push to, or no reason any more. `held-back`: not sent because Apple had just refused the
 * certificate. `other-topic`: the device hears a certificate that was replaced, and is called when that one is back.
 */
export interface Carried {
	readonly job: Job;
	readonly device: Device | undefined;
	readonly result: PushOutcome | "dropped" | "no-certificate" | "other-topic" | "held-back";
	readonly hasOpenCommands?: boolean;
}

/** What others want to know, in the same unit of work. */
export interface PushHooks<S> {
	/** Apple's answer about the certificate itself: null when it took a push. Called at most once a batch. */
	certificateAnswer(stores: S, certificateId: string, refused: { readonly reason: string; readonly at: number } | null): Promise<void>;
	/** Apple took a push for this device. */
	accepted(stores: S, device: Device, at: number): Promise<void>;
}

const minute = 60_000;
const hour = 60 * minute;
/**
 * A device that was pushed to and still has commands: again after so long. Apple keeps only the last push of a device, so this costs it nothing. It
 * forgets a push after a week (push.ts), and a tablet that is switched on after the summer comes only if there is one.
 */
const followUpAfter = [10 * minute, hour, 6 * hour, ...Array.from({ length: 11 }, () => 24 * hour), 7 * 24 * hour];
const certificateAgainAfter = 5 * minute;
const mostTokenTries = 6;

/** Writes a batch's results down: devices, jobs, and what the hooks add. */
export async function recordPush<S extends Stores>(
	stores: S,
	results: readonly Carried[],
	options: {
		readonly now: number;
		readonly sender: CurrentPushSender | null;
		readonly hooks: PushHooks<S>;
		readonly randomness: Randomness;
	},
): Promise<void> {
	const { now, sender, hooks } = options;
	let refusedReason: string | null = null;
	let took = false;
	for (const { job, device, result, hasOpenCommands } of results) {
		if (result === "dropped" || (device === undefined && result !== "held-back")) await stores.jobs.done(job.id);
		else if (result === "held-back") await stores.jobs.again(job.id, now + certificateAgainAfter, "held back");
		else if (result === "no-certificate") await stores.jobs.again(job.id, now + certificateAgainAfter, "no push certificate");
		else if (result === "other-topic") await stores.jobs.again(job.id, now + 24 * hour, "another topic");
		else if (device !== undefined) {
			switch (result.outcome) {
				case "accepted":
					took = true;
					await stores.devices.update(device.id, { lastPushAt: now });
					await hooks.accepted(stores, device, now);
					await settleAccepted(stores, job, device, hasOpenCommands === true, options);
					break;
				case "token-dead":
					await markDead(stores, device, result.at);
					await stores.jobs.done(job.id);
					break;
				case "retry":
					await stores.jobs.again(job.id, now + (result.afterMs ?? pause(job.tries, minute / 2, hour / 2)), result.reason);
					break;
				case "sender-fault":
					if (result.about === "certificate") {
						refusedReason = result.reason;
						await stores.jobs.again(job.id, now + certificateAgainAfter, result.reason);
					} else if (job.tries >= mostTokenTries) await stores.jobs.done(job.id);
					else await stores.jobs.again(job.id, now + pause(job.tries, hour, 24 * hour), result.reason);
			}
		}
	}
	if (sender === null) return;
	if (refusedReason !== null) await hooks.certificateAnswer(stores, sender.certificateId, { reason: refusedReason, at: now });
	else if (took) await hooks.certificateAnswer(stores, sender.certificateId, null);
}

async function settleAccepted(
	stores: Stores,
	job: Job,
	device: Device,
	hasOpenCommands: boolean,
	options: { readonly now: number; readonly randomness: Randomness },
): Promise<void> {
	if (job.kind !== followUpJob) {
		await stores.jobs.done(job.id);
		if (!hasOpenCommands) return;
		const dueAt = options.now + (followUpAfter[0] ?? hour);
		await stores.jobs.schedule({ id: newUuid(options.randomness), kind: followUpJob, key: device.id, dueAt });
	} else {
		const after = followUpAfter[Math.min(job.tries + 1, followUpAfter.length - 1)] ?? hour;
		await stores.jobs.again(job.id, options.now + after, "the device did not come");
	}
}

/** Only if the token is still the one that was sent: a TokenUpdate may have brought a new one meanwhile. */
async function markDead(stores: Stores, sent: Device, at: number): Promise<void> {
	const present = await stores.devices.byId(sent.id);
	if (present?.pushToken == null || sent.pushToken === null) return;
	if (!sameBytes(present.pushToken, sent.pushToken)) return;
	await stores.devices.update(sent.id, { pushDeadAt: at });
}

function pause(tries: number, first: number, most: number): number {
	return Math.min(most, first * 2 ** Math.min(tries, 20));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
