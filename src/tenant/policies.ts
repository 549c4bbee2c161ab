import { type Outcome, refused } from "../evidence/outcome.ts";
import { checkSettings, defaultSettings, type PolicyKind, type PolicySettings, type SettingsProblem } from "./policy-settings.ts";
import type { PolicyStore, StoredPolicy } from "./ports.ts";

export interface Policy<K extends PolicyKind = PolicyKind> extends Omit<StoredPolicy, "kind" | "settings"> {
	readonly kind: K;
	readonly settings: PolicySettings[K];
}

/** Groups are named as administrators name them. */
export interface PolicyStores {
	readonly policies: PolicyStore;
	readonly groups: { byName(name: string): Promise<{ readonly id: string } | undefined> };
}

export type PolicyProblem =
	| SettingsProblem
	| { readonly kind: "policy-unknown"; readonly policy: string; readonly known: readonly string[] }
	| { readonly kind: "policy-name-missing" }
	| { readonly kind: "policy-name-too-long"; readonly limit: number }
	| { readonly kind: "policy-name-taken"; readonly name: string }
	| { readonly kind: "too-many-policies"; readonly limit: number }
	| { readonly kind: "group-unknown"; readonly group: string }
	| { readonly kind: "default-policy-fixed"; readonly what: "name" | "groups" | "priority" | "existence" }
	| { readonly kind: "priority-out-of-range"; readonly priority: number; readonly from: number; readonly to: number }
	| { readonly kind: "policy-order-not-whole"; readonly missing: readonly string[]; readonly twice: readonly string[] };

/** Of each kind, beside the default, as with Intune. */
export const policyLimit = 25;
const nameLimit = 128;

/** By priority, the default last. The default is there from the beginning: until somebody changes it, it is not in the store. */
export async function listPolicies<K extends PolicyKind>(
	stores: { readonly policies: Pick<PolicyStore, "list"> },
	kind: K,
): Promise<Policy<K>[]> {
	const stored = await stores.policies.list(kind);
	const policies = stored.map((policy) => ({ ...policy, kind, settings: { ...defaultSettings[kind], ...JSON.parse(policy.settings) } }));
	if (policies.some((policy) => policy.priority === null)) return policies;
	const untouched = { id: `default-${kind}`, kind, name: "Default", priority: null, groupIds: [], createdAt: 0, updatedAt: 0 };
	return [...policies, { ...untouched, settings: defaultSettings[kind] }];
}

/** Makes a policy with the lowest priority, just above the default. Without groups it has no effect. */
export async function createPolicy<K extends PolicyKind>(
	stores: PolicyStores,
	{
		kind,
		id,
		name,
		settings,
		groups,
		now,
	}: { kind: K; id: string; name: string; settings: Partial<PolicySettings[K]>; groups: readonly string[]; now: number },
): Promise<Outcome<{ policy: Policy<K> }, PolicyProblem>> {
	const present = await listPolicies(stores, kind);
	if (present.length > policyLimit) return refused({ kind: "too-many-policies", limit: policyLimit });
	const named = checkName(present, name, id);
	if (!named.ok) return named;
	const checked = checkSettings(kind, { ...defaultSettings[kind], ...settings });
	if (!checked.ok) return checked;
	const found = await groupIdsOf(stores, groups);
	if (!found.ok) return found;
	const policy = {
		id,
		kind,
		name: named.name,
		priority: present.length,
		settings: checked.settings,
		groupIds: found.groupIds,
		createdAt: now,
		updatedAt: now,
	};
	await keep(stores, policy);
	return { ok: true, policy };
}

/** Changes what is given. `policy` is its name or id. Devices that are enrolled already are not touched. */
export async function updatePolicy<K extends PolicyKind>(
	stores: PolicyStores,
	{
		kind,
		policy: wanted,
		change,
		now,
	}: { kind: K; policy: string; change: { name?: string; settings?: Partial<PolicySettings[K]>; groups?: readonly string[] }; now: number },
): Promise<Outcome<{ before: Policy<K>; after: Policy<K> }, PolicyProblem>> {
	const present = await listPolicies(stores, kind);
	const before = find(present, wanted);
	if (before === undefined) return unknown(present, wanted);
	if (before.priority === null && change.name !== undefined) return refused({ kind: "default-policy-fixed", what: "name" });
	if (before.priority === null && change.groups !== undefined) return refused({ kind: "default-policy-fixed", what: "groups" });
	const named = checkName(present, change.name ?? before.name, before.id);
	if (!named.ok) return named;
	const checked = checkSettings(kind, { ...before.settings, ...change.settings });
	if (!checked.ok) return checked;
	const found = change.groups === undefined ? { ok: true as const, groupIds: before.groupIds } : await groupIdsOf(stores, change.groups);
	if (!found.ok) return found;
	const after = {
		...before,
		name: named.name,
		settings: checked.settings,
		groupIds: found.groupIds,
		createdAt: before.createdAt || now,
		updatedAt: now,
	};
	await keep(stores, after);
	return { ok: true, before, after };
}

/** Takes a policy away; those below it move up. */
export async function deletePolicy<K extends PolicyKind>(
	stores: { readonly policies: PolicyStore },
	{ kind, policy: wanted, now }: { kind: K; policy: string; now: number },
): Promise<Outcome<{ policy: Policy<K> }, PolicyProblem>> {
	const present = await listPolicies(stores, kind);
	const policy = find(present, wanted);
	if (policy === undefined) return unknown(present, wanted);
	if (policy.priority === null) return refused({ kind: "default-policy-fixed", what: "existence" });
	await stores.policies.delete(policy.id);
	await renumber(
		stores,
		present.filter((one) => one.id !== policy.id),
		now,
	);
	return { ok: true, policy };
}

/** Moves a policy to a priority, 1 being the highest; those between move by one. */
export async function movePolicy<K extends PolicyKind>(
	stores: { readonly policies: PolicyStore },
	{ kind, policy: wanted, priority, now }: { kind: K; policy: string; priority: number; now: number },
): Promise<Outcome<{ order: readonly string[] }, PolicyProblem>> {
	const present = await listPolicies(stores, kind);
	const policy = find(present, wanted);
	if (policy === undefined) return unknown(present, wanted);
	if (policy.priority === null) return refused({ kind: "default-policy-fixed", what: "priority" });
	const last = present.length - 1;
	if (!Number.isInteger(priority) || priority < 1 || priority > last)
		return refused({ kind: "priority-out-of-range", priority, from: 1, to: last });
	const order = present.filter((one) => one.id !== policy.id);
	order.splice(priority - 1, 0, policy);
	await renumber(stores, order, now);
	return { ok: true, order: order.filter((one) => one.priority !== null).map((one) => one.name) };
}

/** Puts all policies of a kind in this order, the highest first, as one change. The default is always last and is not named. */
export async function orderPolicies<K extends PolicyKind>(
	stores: { readonly policies: PolicyStore },
	{ kind, order: wanted, now }: { kind: K; order: readonly string[]; now: number },
): Promise<Outcome<{ before: readonly string[]; after: readonly string[] }, PolicyProblem>> {
	const present = await listPolicies(stores, kind);
	const order: Policy<K>[] = [];
	for (const one of wanted) {
		const policy = find(present, one);
		if (policy === undefined) return unknown(present, one);
		if (policy.priority === null) return refused({ kind: "default-policy-fixed", what: "priority" });
		order.push(policy);
	}
	const movable = present.filter(({ priority }) => priority !== null);
	const missing = movable.filter((policy) => !order.includes(policy)).map(({ name }) => name);
	const twice = order.filter((policy, i) => order.indexOf(policy) !== i).map(({ name }) => name);
	// Who made or deleted one meanwhile has changed what the order is about.
	if (missing.length + twice.length > 0) return refused({ kind: "policy-order-not-whole", missing, twice });
	await renumber(stores, order, now);
	return { ok: true, before: movable.map(({ id }) => id), after: order.map(({ id }) => id) };
}

/** Makes the priorities 1, 2, 3 … in this order, writing only what changes. */
async function renumber(stores: { readonly policies: PolicyStore }, order: readonly Policy[], now: number): Promise<void> {
	const movable = order.filter((policy) => policy.priority !== null);
	for (const [i, policy] of movable.entries()) {
		if (policy.priority !== i + 1) await keep(stores, { ...policy, priority: i + 1, updatedAt: now });
	}
}

function keep(stores: { readonly policies: Pick<PolicyStore, "upsert"> }, policy: Policy): Promise<void> {
	return stores.policies.upsert({ ...policy, settings: JSON.stringify(policy.settings) });
}

function find<K extends PolicyKind>(policies: readonly Policy<K>[], wanted: string): Policy<K> | undefined {
	return policies.find((policy) => policy.id === wanted) ?? policies.find((policy) => sameName(policy.name, wanted));
}

function unknown(policies: readonly Policy[], wanted: string) {
	return refused({ kind: "policy-unknown", policy: wanted, known: policies.map((policy) => policy.name) });
}

function checkName(present: readonly Policy[], typed: string, id: string): Outcome<{ name: string }, PolicyProblem> {
	const name = typed.trim();
	if (name === "") return refused({ kind: "policy-name-missing" });
	if (Array.from(name).length > nameLimit) return refused({ kind: "policy-name-too-long", limit: nameLimit });
	const taken = present.some((policy) => policy.id !== id && sameName(policy.name, name));
	return taken ? refused({ kind: "policy-name-taken", name }) : { ok: true, name };
}

async function groupIdsOf(
	stores: Pick<PolicyStores, "groups">,
	names: readonly string[],
): Promise<Outcome<{ groupIds: string[] }, PolicyProblem>> {
	const groupIds = new Set<string>();
	for (const name of names) {
		const group = await stores.groups.byName(name.trim());
		if (group === undefined) return refused({ kind: "group-unknown", group: name });
		groupIds.add(group.id);
	}
	return { ok: true, groupIds: [...groupIds] };
}

function sameName(a: string, b: string): boolean {
	return a.trim().toLowerCase() === b.trim().toLowerCase();
}
