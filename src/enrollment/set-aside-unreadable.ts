import type { CheckInStore, CommandStore, JobStore } from "../devices/ports.ts";
import { setAside } from "../devices/queue.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Work } from "../evidence/work.ts";
import type { SignedBy } from "./identify.ts";

/** After an answer that cannot be read: only the device's own signature moves anything in its queue. */
export function setAsideUnreadable(
	deps: {
		readonly work: Work<{ readonly checkIns: CheckInStore; readonly commands: CommandStore; readonly jobs: JobStore }>;
		readonly clock: Clock;
		readonly randomness: Randomness;
	},
	by: SignedBy,
): Promise<void> {
	return deps.work.write(async (stores) => {
		const now = deps.clock.now();
		const enrollment = by.state === "ours" && now < by.notAfter ? await stores.checkIns.enrollmentByFingerprint(by.fingerprint) : undefined;
		if (enrollment === undefined || enrollment.serial === null || enrollment.revoked) return;
		await setAside(stores, enrollment.deviceId, { now, randomness: deps.randomness });
	});
}
