import { type Outcome, refused } from "../evidence/outcome.ts";
import { unassignLicence } from "./licences.ts";
import type { GroupStore, LicenceAssignment, LicenceStore, User, UserStore } from "./ports.ts";
import { normaliseUpn } from "./upn.ts";

interface RemovalStores {
	readonly users: UserStore;
	readonly groups: Pick<GroupStore, "ofUser">;
	readonly licences: LicenceStore;
}

/** What tells of somebody: while there is any of it, they stay on record. */
interface Traces {
	/** Devices whose record is not ended. */
	readonly devices: number;
	/** Whether they ever tried to enroll, or had a device. */
	readonly history: boolean;
}

export type RemovalProblem =
	| { readonly kind: "user-unknown"; readonly upn: string }
	| { readonly kind: "user-has-devices"; readonly upn: string; readonly count: number }
	| { readonly kind: "user-has-history"; readonly upn: string };

type Removed = { readonly user: User; readonly groups: readonly string[]; readonly licences: readonly LicenceAssignment["plan"][] };

/**
 * Removes somebody of whom nothing tells but the directory: with a device it would be nobody's, and a try could no longer be explained. Their seats go to
 * whoever waits longest. What they were, for the record.
 */
export async function removeUser(
	stores: RemovalStores,
	{ upn, tracesOf, now }: { readonly upn: string; readonly tracesOf: (user: User) => Promise<Traces>; readonly now: number },
): Promise<Outcome<Removed, RemovalProblem>> {
	const user = await stores.users.byUpn(normaliseUpn(upn));
	if (user === undefined) return refused({ kind: "user-unknown", upn });
	const { devices, history } = await tracesOf(user);
	if (devices > 0) return refused({ kind: "user-has-devices", upn: user.upn, count: devices });
	if (history) return refused({ kind: "user-has-history", upn: user.upn });
	const groups = (await stores.groups.ofUser(user.id)).map(({ name }) => name);
	const licences = (await stores.licences.ofUser(user.id)).map(({ plan }) => plan);
	for (const plan of licences) await unassignLicence(stores, { upn: user.upn, plan, now });
	await stores.users.remove(user.id);
	return { ok: true, user, groups, licences };
}
