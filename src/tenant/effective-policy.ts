/**
 * The one policy that applies: of those assigned to a group that the user is in, the one with the highest priority (1), whatever the others say;
 * else the default (priority null). A policy that is assigned to no group has no effect. `groupId` is the group by which it applies.
 *
 * @throws Error when there is no default: every kind has one
 */
export function effectivePolicy<P extends { readonly priority: number | null; readonly groupIds: readonly string[] }>(
	policies: readonly P[],
	groupIds: readonly string[],
): { readonly policy: P; readonly groupId: string | null } {
	let best: { policy: P; groupId: string; priority: number } | undefined;
	for (const policy of policies) {
		const groupId = policy.groupIds.find((id) => groupIds.includes(id));
		if (policy.priority === null || groupId === undefined) continue;
		if (best === undefined || policy.priority < best.priority) best = { policy, groupId, priority: policy.priority };
	}
	if (best !== undefined) return { policy: best.policy, groupId: best.groupId };
	const fallback = policies.find((policy) => policy.priority === null);
	if (fallback === undefined) throw new Error("a kind of policy without its default");
	return { policy: fallback, groupId: null };
}
