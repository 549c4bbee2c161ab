import { effectivePolicy, type Weighed, weighPolicies } from "./effective-policy.ts";
import { listPolicies, type Policy } from "./policies.ts";
import type { PolicyKind } from "./policy-settings.ts";
import type { PolicyStore } from "./ports.ts";

export interface PolicyOfUserStores {
	readonly policies: Pick<PolicyStore, "list">;
	readonly groups: { ofUser(userId: string): Promise<readonly { readonly id: string; readonly name: string }[]> };
}

/** The policy of this kind that applies to a user, and the name of the group by which it does. A device without user (null) has the default. */
export async function policyOfUser<K extends PolicyKind>(
	stores: PolicyOfUserStores,
	kind: K,
	userId: string | null,
): Promise<{ readonly policy: Policy<K>; readonly group: string | null }> {
	const groups = await groupsOf(stores, userId);
	const { policy, groupId } = effectivePolicy(
		await listPolicies(stores, kind),
		groups.map((group) => group.id),
	);
	return { policy, group: groups.find((group) => group.id === groupId)?.name ?? null };
}

/** Every policy of this kind beside the one that applies to a user: why it is that one. */
export async function policiesOfUser<K extends PolicyKind>(
	stores: PolicyOfUserStores,
	kind: K,
	userId: string | null,
): Promise<readonly Weighed<Policy<K>>[]> {
	const groups = await groupsOf(stores, userId);
	return weighPolicies(
		await listPolicies(stores, kind),
		groups.map((group) => group.id),
	);
}

async function groupsOf({ groups }: PolicyOfUserStores, userId: string | null) {
	return userId === null ? [] : groups.ofUser(userId);
}
