import { type Outcome, refused } from "../evidence/outcome.ts";
import type { GroupStore, User, UserStore } from "./ports.ts";
import { normaliseUpn, type UpnFault, upnFault, upnLocalPart } from "./upn.ts";

export type UserProblem =
	| { readonly kind: "upn-malformed"; readonly upn: string; readonly fault: UpnFault }
	| { readonly kind: "user-exists"; readonly upn: string }
	| { readonly kind: "user-unknown"; readonly upn: string };

/** What an administrator can change. `passwordHash` and `totp` come from hashPassword and newTotp, before the unit of work. */
export type UserChange = Partial<Pick<User, "displayName" | "passwordHash" | "totp" | "enabled" | "enrollmentManager">>;

/** Adds a user: enabled, no enrollment manager, unless `change` says otherwise. The display name is the name's local part if none is given. */
export async function addUser(
	stores: { readonly users: UserStore },
	{ upn: typed, id, change = {}, now }: { upn: string; id: string; change?: UserChange; now: number },
): Promise<Outcome<{ user: User }, UserProblem>> {
	const upn = normaliseUpn(typed);
	const fault = upnFault(upn);
	if (fault !== null) return refused({ kind: "upn-malformed", upn: typed, fault });
	if ((await stores.users.byUpn(upn)) !== undefined) return refused({ kind: "user-exists", upn });
	const user: User = {
		id,
		upn,
		displayName: upnLocalPart(upn),
		passwordHash: null,
		totp: null,
		enabled: true,
		enrollmentManager: false,
		...change,
		createdAt: now,
		updatedAt: now,
	};
	await stores.users.upsert(user);
	return { ok: true, user };
}

/** Changes a user: enable, disable, name, password, second factor (null takes it away), enrollment manager. */
export async function changeUser(
	stores: { readonly users: UserStore },
	{ upn, change, now }: { upn: string; change: UserChange; now: number },
): Promise<Outcome<{ before: User; after: User }, UserProblem>> {
	const before = await stores.users.byUpn(normaliseUpn(upn));
	if (before === undefined) return refused({ kind: "user-unknown", upn });
	const after: User = { ...before, ...change, updatedAt: now };
	await stores.users.upsert(after);
	return { ok: true, before, after };
}

export interface MembershipStores {
	readonly users: UserStore;
	readonly groups: GroupStore;
}

export type MembershipProblem =
	| { readonly kind: "user-unknown"; readonly upn: string }
	| { readonly kind: "group-name-missing" }
	| { readonly kind: "group-unknown"; readonly group: string };

/** Puts a user into a group, which is made if nobody has made it yet (`newId` is its id then). */
export async function joinGroup(
	stores: MembershipStores,
	{ upn, group: typed, newId }: { upn: string; group: string; newId: () => string },
): Promise<Outcome<{ made: boolean; changed: boolean }, MembershipProblem>> {
	const name = typed.trim();
	const user = await stores.users.byUpn(normaliseUpn(upn));
	if (user === undefined) return refused({ kind: "user-unknown", upn });
	if (name === "") return refused({ kind: "group-name-missing" });
	const known = await stores.groups.byName(name);
	const group = known ?? { id: newId(), name };
	if (known === undefined) await stores.groups.upsert(group);
	const member = (await stores.groups.ofUser(user.id)).some((one) => one.id === group.id);
	if (!member) await stores.groups.addMember(group.id, user.id);
	return { ok: true, made: known === undefined, changed: !member };
}

/** Takes a user out of a group. */
export async function leaveGroup(
	stores: MembershipStores,
	{ upn, group: name }: { upn: string; group: string },
): Promise<Outcome<{ changed: boolean }, MembershipProblem>> {
	const user = await stores.users.byUpn(normaliseUpn(upn));
	if (user === undefined) return refused({ kind: "user-unknown", upn });
	const group = await stores.groups.byName(name.trim());
	if (group === undefined) return refused({ kind: "group-unknown", group: name });
	const member = (await stores.groups.ofUser(user.id)).some((one) => one.id === group.id);
	if (member) await stores.groups.removeMember(group.id, user.id);
	return { ok: true, changed: member };
}
