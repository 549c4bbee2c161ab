import type { LicencesFact } from "../evidence/facts.ts";
import type { LicenceStore } from "./ports.ts";

/** What this user was given, and what the tenant owns. */
export async function licencesFact(
	stores: { readonly licences: Pick<LicenceStore, "plans" | "ofUser"> },
	userId: string | null,
): Promise<LicencesFact> {
	const plans = await stores.licences.plans();
	const assigned = userId === null ? [] : await stores.licences.ofUser(userId);
	return {
		assigned: assigned.map(({ plan, state }) => {
			const known = plans.find((one) => one.plan === plan);
			return { plan, name: known?.name ?? plan, authority: known?.authority ?? "unknown", state };
		}),
		plans: plans.map(({ plan, name, authority, seats, consumed }) => ({ plan, name, authority, seats, consumed })),
	};
}
