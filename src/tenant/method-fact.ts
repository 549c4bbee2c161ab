import type { Journey } from "../evidence/attempt.ts";
import { type PolicyOfUserStores, policyOfUser } from "./policy-of-user.ts";
import { enrollingJourneys } from "./policy-settings.ts";

/** In which ways a user may enroll, and which is tried. Renewing and leaving are ways that no policy can forbid. */
export async function methodFact(
	stores: PolicyOfUserStores,
	userId: string | null,
	journey: Journey,
): Promise<{ journey: Journey; allowed: readonly Journey[]; policy: string }> {
	const { policy } = await policyOfUser(stores, "enrollment-type", userId);
	const { allowed } = policy.settings;
	return { journey, allowed: enrollingJourneys.includes(journey) ? allowed : [...allowed, journey], policy: policy.name };
}
