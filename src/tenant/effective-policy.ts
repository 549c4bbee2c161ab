interface Ranked {
	readonly priority: number | null;
	readonly groupIds: readonly string[];
}

/** A policy beside the others of its kind, for one user. */
export interface Weighed<P> {
	readonly policy: P;
	/** Its groups that the user is in. */
	readonly matched: readonly string[];
	/**
	 * `no-group`: it is assigned to none, so it has no effect. `not-member`: to none of the user's. `outranked`: another that fits has a higher priority.
	 * `not-needed`: the default, where an assigned one applies.
	 */
	readonly standing: "applies" | "outranked" | "not-member" | "no-group" | "not-needed";
}

/**
 * Every policy of one kind for a user who is in these groups, by priority, the default last. The one that applies: of those assigned to a group that the
 * user is in, the one with the highest priority (1), whatever the others say; else the default (priority null).
 *
 * @throws Error when there is no default: every kind has one
 */
export function weighPolicies<P extends Ranked>(policies: readonly P[], groupIds: readonly string[]): readonly Weighed<P>[] {
	if (!policies.some(({ priority }) => priority === null)) throw new Error("a kind of policy without its default");
	const rank = ({ priority }: P) => priority ?? Number.POSITIVE_INFINITY;
	let applied = false;
	return policies
		.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)))
		.map((policy) => {
			const matched = policy.groupIds.filter((id) => groupIds.includes(id));
			if (policy.priority === null) return { policy, matched: [], standing: applied ? "not-needed" : "applies" };
			if (policy.groupIds.length === 0) return { policy, matched, standing: "no-group" };
			if (matched.length === 0) return { policy, matched, standing: "not-member" };
			if (applied) return { policy, matched, standing: "outranked" };
			applied = true;
			return { policy, matched, standing: "applies" };
		});
}

/** The one policy that applies. `groupId` is the group by which it does; null: the default. */
export function effectivePolicy<P extends Ranked>(
	policies: readonly P[],
	groupIds: readonly string[],
): { readonly policy: P; readonly groupId: string | null } {
	const found = weighPolicies(policies, groupIds).find(({ standing }) => standing === "applies");
	if (found === undefined) throw new Error("a kind of policy without its default");
	return { policy: found.policy, groupId: found.matched[0] ?? null };
}
