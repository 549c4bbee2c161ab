import type { RestrictionFact } from "../evidence/facts.ts";
import { type PolicyOfUserStores, policyOfUser } from "./policy-of-user.ts";

/** The platform restriction that applies to a user; for a device without user (null) the default. */
export async function restrictionFact(stores: PolicyOfUserStores, userId: string | null): Promise<RestrictionFact> {
	const { policy, group } = await policyOfUser(stores, "platform-restriction", userId);
	return { policy: policy.name, priority: policy.priority, group, ...policy.settings };
}
