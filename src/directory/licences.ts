import type { MdmAuthority } from "../evidence/facts.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { LicenceAssignment, LicencePlan, LicenceStore, UserStore } from "./ports.ts";
import { normaliseUpn } from "./upn.ts";

export interface LicenceStores {
	readonly licences: LicenceStore;
	readonly users: Pick<UserStore, "byUpn">;
}

export type LicenceProblem =
	| { readonly kind: "user-unknown"; readonly upn: string }
	| { readonly kind: "licence-unknown"; readonly plan: string; readonly known: readonly string[] };

export type PlanProblem =
	| { readonly kind: "plan-malformed"; readonly plan: string }
	| { readonly kind: "plan-name-missing" }
	| { readonly kind: "plan-authority-unknown"; readonly authority: string; readonly allowed: readonly string[] }
	| { readonly kind: "plan-seats-malformed"; readonly seats: number };

const planAuthorities: readonly MdmAuthority[] = ["intune", "sccm", "office365"];

/**
 * Makes a plan, or changes its name, authority and seats. New seats go to those who wait, the longest first; `overdrawn` is how many more users hold
 * it than there are seats now (they keep it, nobody new gets one).
 */
export async function setPlan(
	stores: Pick<LicenceStores, "licences">,
	{ plan: typed, name, authority, seats, now }: { plan: string; name: string; authority: string; seats: number; now: number },
): Promise<Outcome<{ plan: LicencePlan; seatsGiven: number; overdrawn: number }, PlanProblem>> {
	const plan = normalisePlan(typed);
	const known = planAuthorities.find((one) => one === authority);
	if (!/^[A-Z0-9][A-Z0-9_-]{0,63}$/.test(plan)) return refused({ kind: "plan-malformed", plan: typed });
	if (name.trim() === "") return refused({ kind: "plan-name-missing" });
	if (known === undefined) return refused({ kind: "plan-authority-unknown", authority, allowed: planAuthorities });
	if (!Number.isSafeInteger(seats) || seats < 0) return refused({ kind: "plan-seats-malformed", seats });
	const changed = { plan, name: name.trim(), authority: known, seats };
	await stores.licences.upsertPlan(changed);
	const given = await giveFreeSeats(stores.licences, plan, now);
	const consumed = (await stores.licences.plans()).find((one) => one.plan === plan)?.consumed ?? 0;
	return { ok: true, plan: changed, seatsGiven: given.length, overdrawn: Math.max(consumed - seats, 0) };
}

/** Gives a user a licence: `active` with a seat, `no-seat` on record when none is left. `changed` is false when nothing is other than it was. */
export async function assignLicence(
	stores: LicenceStores,
	{ upn, plan, now }: { upn: string; plan: string; now: number },
): Promise<Outcome<{ state: LicenceAssignment["state"]; changed: boolean }, LicenceProblem>> {
	const user = await stores.users.byUpn(normaliseUpn(upn));
	if (user === undefined) return refused({ kind: "user-unknown", upn });
	const known = await knownPlans(stores.licences);
	const found = known.find((name) => name === normalisePlan(plan));
	if (found === undefined) return refused({ kind: "licence-unknown", plan, known });
	const before = (await stores.licences.ofUser(user.id)).find((one) => one.plan === found);
	const state = await stores.licences.assignWithinSeats({ userId: user.id, plan: found, assignedAt: now });
	return { ok: true, state, changed: before?.state !== state };
}

/** Takes a licence from a user; its seat goes to whoever waits longest. `had` is false when there was nothing to take. */
export async function unassignLicence(
	stores: LicenceStores,
	{ upn, plan, now }: { upn: string; plan: string; now: number },
): Promise<Outcome<{ had: boolean; seatGivenTo: string | null }, LicenceProblem>> {
	const user = await stores.users.byUpn(normaliseUpn(upn));
	if (user === undefined) return refused({ kind: "user-unknown", upn });
	const known = await knownPlans(stores.licences);
	const found = known.find((name) => name === normalisePlan(plan));
	if (found === undefined) return refused({ kind: "licence-unknown", plan, known });
	const had = await stores.licences.unassign(user.id, found);
	const [next] = had ? await giveFreeSeats(stores.licences, found, now) : [];
	return { ok: true, had, seatGivenTo: next ?? null };
}

/** To those who wait, the longest first, while a seat is free. Who got one. */
async function giveFreeSeats(licences: LicenceStore, plan: string, now: number): Promise<string[]> {
	const lucky: string[] = [];
	for (const { userId } of await licences.waiting(plan)) {
		if ((await licences.assignWithinSeats({ userId, plan, assignedAt: now })) === "no-seat") break;
		lucky.push(userId);
	}
	return lucky;
}

export async function knownPlans(licences: Pick<LicenceStore, "plans">): Promise<string[]> {
	return (await licences.plans()).map((one) => one.plan);
}

/** A plan's identifier as it is kept: `intune_a` typed on any keyboard is `INTUNE_A`. */
export function normalisePlan(plan: string): string {
	return plan.normalize("NFKC").trim().toUpperCase();
}
