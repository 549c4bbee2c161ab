import type { AdeProfileStore } from "../ade/ports.ts";
import { firstRequests, queueAfterEnrollment } from "../devices/after-enrollment.ts";
import { releaseJob, releaseNow } from "../devices/await-configuration.ts";
import type { CommandStore, DeviceStore, JobStore } from "../devices/ports.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Work } from "../evidence/work.ts";
import { deviceNameOf } from "./device-name-of.ts";
import type { RecordStores } from "./record.ts";

export interface ReleaseStores extends RecordStores {
	readonly adeProfiles: Pick<AdeProfileStore, "byId">;
	readonly devices: DeviceStore;
	readonly commands: CommandStore;
	readonly jobs: JobStore;
}

const lease = 60_000;
const atOnce = 100;

/**
 * Lets phones go that have waited in Setup Assistant too long. A person stands before each of them and can do nothing, whatever it is that does not come.
 *
 * @returns how many were let go
 */
export async function releaseWaiting(deps: {
	readonly work: Work<ReleaseStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	/** How long a phone may be held, milliseconds. */
	readonly awaitFor: number;
}): Promise<number> {
	const { work, clock, randomness, awaitFor } = deps;
	let released = 0;
	for (;;) {
		const now = clock.now();
		const due = await work.write((stores) => stores.jobs.claim({ kinds: [releaseJob], now, leaseUntil: now + lease, limit: atOnce }));
		for (const { id, key } of due) {
			const done = await work.write(async (stores) => {
				const held = await stores.devices.byId(key);
				const until = (held?.enrolledAt ?? 0) + awaitFor;
				// It has enrolled again since: its time began anew.
				if (held?.awaitingConfiguration === true && until > now) {
					await stores.jobs.again(id, until, "");
					return false;
				}
				await stores.jobs.done(id);
				if (!(await releaseNow(stores, key, firstRequests, { now, randomness }))) return false;
				// What it was asked is asked anew behind it, with the push that brings it.
				await queueAfterEnrollment(stores, key, {
					now,
					randomness,
					name: held === undefined ? null : await deviceNameOf(stores, held),
				});
				return true;
			});
			if (done) released += 1;
		}
		if (due.length < atOnce) return released;
	}
}
