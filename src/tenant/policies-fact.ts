import { setImmediate } from "node:timers/promises";
import type { PolicyFact } from "../evidence/tenant-fact.ts";
import { listPolicies, type Policy } from "./policies.ts";
import type { PolicyKind } from "./policy-settings.ts";
import type { PolicyStore } from "./ports.ts";

export interface PoliciesFactStores {
	readonly policies: Pick<PolicyStore, "list">;
	readonly groups: {
		named(ids: readonly string[]): Promise<readonly { readonly id: string; readonly name: string }[]>;
		hasMember(of: readonly string[], outside: readonly string[]): Promise<boolean>;
	};
}

/** Kinds of policies by the words that name them where they are typed. */
export const policyKindOf = {
	platform: "platform-restriction",
	limit: "device-limit",
	types: "enrollment-type",
} as const satisfies Record<PolicyFact["policyKind"], PolicyKind>;

/** Every policy and whom it reaches: by priority, the default of each kind last. Nobody's membership is read that need not be. */
export async function policiesFact(
	stores: PoliciesFactStores,
	kinds: readonly PolicyFact["policyKind"][] = ["platform", "limit", "types"],
): Promise<PolicyFact[]> {
	const facts: PolicyFact[] = [];
	for (const policyKind of kinds) {
		const policies: readonly Policy[] = await listPolicies(stores, policyKindOf[policyKind]);
		const names = new Map(
			(await stores.groups.named([...new Set(policies.flatMap(({ groupIds }) => groupIds))])).map((one) => [one.id, one.name]),
		);
		const above: string[] = [];
		for (const policy of policies) {
			const { name, priority, groupIds, settings } = policy;
			facts.push({
				policyKind,
				policy: name,
				priority,
				reach: await reachOf(stores, policy, above),
				groups: groupIds.flatMap((id) => names.get(id) ?? []),
				...("platformBlocked" in settings ? { platform: settings } : {}),
				...("allowed" in settings ? { allowed: settings.allowed } : {}),
			});
			above.push(...groupIds);
		}
	}
	return facts;
}

async function reachOf(
	{ groups }: PoliciesFactStores,
	{ priority, groupIds }: Policy,
	above: readonly string[],
): Promise<PolicyFact["reach"]> {
	if (priority === null) return "everybody";
	if (groupIds.length === 0) return "no-group";
	// In a large group all members may have to be looked at: whoever else waits for the store comes first.
	await setImmediate();
	const fresh = groupIds.filter((id) => !above.includes(id));
	if (await groups.hasMember(fresh, above)) return "some";
	return (await groups.hasMember(groupIds, [])) ? "shadowed" : "no-member";
}
