import type { AdeSyncFact } from "../evidence/ade-fact.ts";
import type { CountedDevice, LicencesFact, TermsFact } from "../evidence/facts.ts";
import type { Evidence } from "../evidence/finding.ts";
import { modelName } from "../evidence/model-name.ts";
import type { HostFact } from "../evidence/outside-fact.ts";

/** Entries of lists inside evidence: each kind has its own short text, like a sentence's. */
export type ListedKind =
	| "listed-device"
	| "listed-device-stale"
	| "listed-device-never-seen"
	| "listed-model"
	| "listed-model-stale"
	| "listed-model-never-seen"
	| "listed-licence"
	| "listed-plan"
	| "listed-terms-declined"
	| "listed-terms-changed"
	| "listed-terms-new"
	| "listed-terms-accepted"
	| "listed-sync"
	| "listed-sync-never"
	| "listed-sync-refused"
	| "listed-host"
	| "listed-plan-use"
	| "listed-plan-waited-for"
	| "listed-identity"
	| "listed-policy-without-group"
	| "listed-policy-without-member"
	| "listed-policy-shadowed"
	| "listed-policy-range-empty"
	| "listed-policy-without-way"
	| "policy-default"
	| "policy-by-group"
	| "policy-by-priority";

function listed(kind: ListedKind, values: Omit<Evidence, "kind">): Evidence {
	return { ...values, kind };
}

export function listedDevice(device: CountedDevice): Evidence {
	const { id, name, serial, product, lastSeenAt } = device;
	// Called by its model, it would be told that twice.
	const what = name === modelName(product) ? "listed-model" : "listed-device";
	const kind = lastSeenAt === null ? (`${what}-never-seen` as const) : device.stale ? (`${what}-stale` as const) : what;
	return listed(kind, { id, name, serial, product, lastSeenAt, stale: device.stale });
}

export function listedLicence(licence: LicencesFact["assigned"][number]): Evidence {
	return listed("listed-licence", { ...licence });
}

/** A plan of the tenant; `free` is never below 0, though more may be consumed than owned. */
export function listedPlan(plan: LicencesFact["plans"][number]): Evidence {
	return listed("listed-plan", { ...plan, free: Math.max(0, plan.seats - plan.consumed) });
}

export function listedTerms(terms: TermsFact): Evidence {
	const { id, title, version, acceptedVersion, acceptedAt } = terms;
	return listed(termsKind(terms), { id, title, version, acceptedVersion, acceptedAt });
}

function termsKind(terms: TermsFact): ListedKind {
	if (terms.declined) return "listed-terms-declined";
	if (terms.acceptedVersion === null) return "listed-terms-new";
	return terms.acceptedVersion < terms.version ? "listed-terms-changed" : "listed-terms-accepted";
}

/** A token's last sync. */
export function listedSync({ token, lastSuccessAt, refusedSince }: AdeSyncFact): Evidence {
	if (refusedSince !== null) return listed("listed-sync-refused", { token, lastSuccessAt, refusedSinceAt: refusedSince });
	return lastSuccessAt === null ? listed("listed-sync-never", { token }) : listed("listed-sync", { token, lastSuccessAt });
}

/** A host that is not reached, since when and why. */
export function listedHost({ address, since, fault }: HostFact): Evidence {
	return listed("listed-host", { address, sinceAt: since, because: fault });
}

/** Which policy applies, and by what: the default, a group, or priority alone. */
export function appliedPolicy(fact: {
	readonly policy: string;
	readonly priority: number | null;
	readonly group: string | null;
}): Evidence {
	const { policy, priority, group } = fact;
	if (priority === null) return listed("policy-default", { policy });
	return group === null ? listed("policy-by-priority", { policy, priority }) : listed("policy-by-group", { policy, priority, group });
}
