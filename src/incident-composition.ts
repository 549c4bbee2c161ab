import type { IncidentRecord } from "./diagnosis/incident-record.ts";
import type { Attempt } from "./evidence/attempt.ts";
import type { Incident, IncidentExtent, IncidentMember } from "./evidence/incident.ts";
import { whoMended } from "./incidents/who-mended.ts";
import type { Stores } from "./store/stores.ts";
import { authorityFact } from "./tenant/authority.ts";

/** So many of those whom it stopped are named; of all of them nobody would read. */
const mostNamed = 100;
/** Tries that came through are counted up to that. */
const counted = 1000;
/** The newest tries, in which a person may have said what the device shows. */
const looked = 20;

/** How much of it is read. */
export interface GatherOptions {
	/** How many of those whom it stopped last. */
	readonly named?: number;
	/** Their names in the directory and those of their devices, by which a file hides them. */
	readonly personal?: boolean;
}

/** Reads everything that an incident of failed tries is explained by. */
export async function gatherIncident(
	stores: Stores,
	incident: Incident & { readonly extent: IncidentExtent },
	now: number,
	{ named = mostNamed, personal = true }: GatherOptions = {},
): Promise<IncidentRecord> {
	const members = named === 0 ? [] : await stores.incidents.members(incident.id, { limit: named });
	const count = (await stores.attempts.list({ state: "enrolled", since: incident.extent.firstAt, limit: counted })).length;
	return {
		incident,
		members,
		reported: await reportedIn(stores, members),
		totals: { users: await stores.users.count(), devices: await stores.devices.count({ state: "managed" }) },
		enrolledSince: { count, more: count === counted },
		authority: await authorityFact(stores),
		mended: await mendedOf(stores, incident, members),
		personal: personal ? await otherNames(stores, members) : [],
		now,
	};
}

async function reportedIn({ attempts }: Stores, members: readonly IncidentMember[]): Promise<IncidentRecord["reported"]> {
	const ids = [...new Set(members.map(({ attemptId }) => attemptId))].slice(0, looked);
	const steps = (await Promise.all(ids.map((id) => attempts.steps(id)))).flat().filter(({ name }) => name === "reported");
	const strings = (name: string) =>
		steps.flatMap(({ evidence }) => evidence[name] ?? []).filter((value): value is string => typeof value === "string");
	return { codes: [...new Set(strings("codes"))], lines: [...new Set(strings("lines"))].slice(0, looked) };
}

/** What was written down when it was closed, else what fits best by now: whoever enrolls after all closes it without looking who made that possible. */
export async function mendedOf(
	stores: Pick<Stores, "audit">,
	incident: Incident,
	members: readonly IncidentMember[],
): Promise<IncidentRecord["mended"]> {
	const { mendedBy, closedAt, closedBy } = incident;
	if (closedAt === null || closedBy !== "mended") return null;
	const entry = mendedBy === null ? await whoMended(stores, incident, members, closedAt) : await stores.audit.find(mendedBy);
	return entry === undefined ? null : { at: entry.at, action: entry.action, actor: entry.actor.name };
}

/** The names of people as the directory has them, and of their devices. */
async function otherNames({ users, attempts, devices }: Stores, members: readonly IncidentMember[]): Promise<readonly string[]> {
	const people = await Promise.all(members.filter(({ kind }) => kind === "user").map(({ key }) => users.byId(key)));
	const tries = await Promise.all(members.map(({ attemptId }) => attempts.byId(attemptId)));
	const ofTry = (attempt: Attempt | undefined) => [attempt?.upn, attempt?.device.serial, attempt?.device.udid];
	const owned = await Promise.all(people.flatMap((user) => (user === undefined ? [] : [devices.ofUser(user.id)])));
	const all = [
		...people.flatMap((user) => [user?.displayName, user?.upn]),
		...tries.flatMap(ofTry),
		...owned.flat().flatMap(({ name, serial, udid }) => [name, serial, udid]),
	];
	return [...new Set(all.filter((name) => name != null))];
}
