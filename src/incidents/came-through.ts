import type { Attempt } from "../evidence/attempt.ts";
import type { Incident, IncidentStore } from "../evidence/incident.ts";
import { membersOf } from "./members-of.ts";

/** A person who keeps failing and coming through has been in more than one, but not in more than these. */
const atOnce = 50;

/**
 * Somebody whom incidents stopped has enrolled: what was closed is confirmed by that; what only stopped this person and device is closed by it, and
 * what stopped others too is judged again soon.
 */
export async function cameThrough(
	{ incidents }: { readonly incidents: Pick<IncidentStore, "cameThrough" | "confirm" | "end" | "members" | "note"> },
	attempt: Attempt,
	at: number,
): Promise<void> {
	const by = { at, reference: attempt.reference };
	// Whoever did not prove to be the owner of a name does so now.
	const typed = attempt.upn === null ? [] : [{ kind: "name", key: attempt.upn } as const];
	for (const incident of await incidents.cameThrough([...membersOf(attempt), ...typed], by, atOnce)) {
		const { id, closedAt } = incident;
		if (closedAt === null && mayBeAlone(incident)) {
			const members = await incidents.members(id, { limit: 4 });
			if (members.every(({ throughAt }) => throughAt !== null)) await incidents.end(id, { at, by: "mended", mendedBy: null });
		}
		if (!(await incidents.confirm(id, by)) && closedAt === null) await incidents.note(id, { nextCheckAt: at });
	}
}

/** One person, perhaps under the name that they typed first, and one device. */
const mayBeAlone = ({ extent }: Incident): boolean => extent !== null && extent.users <= 1 && extent.names <= 1 && extent.devices <= 1;
