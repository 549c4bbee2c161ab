import type { CheckInStore, CommandStore, JobStore } from "../devices/ports.ts";
import { setAside } from "../devices/queue.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Work } from "../evidence/work.ts";
import type { SignedBy } from "./identify.ts";
import { pinnedEnrollment } from "./pinned-enrollment.ts";

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
		const enrollment = await pinnedEnrollment(stores, by, now);
		if (enrollment !== undefined) await setAside(stores, enrollment.deviceId, { now, randomness: deps.randomness });
	});
}
