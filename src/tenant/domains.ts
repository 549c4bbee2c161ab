import { canonicalDomain } from "../evidence/domain-name.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Domain, DomainStore } from "./ports.ts";

export type DomainProblem =
	| { readonly kind: "domain-malformed"; readonly domain: string }
	| { readonly kind: "domain-unknown"; readonly domain: string; readonly known: readonly string[] };

/** Adds a domain, not verified yet. Names are kept in lower case and ASCII (`xn--…`), as the suffixes of users are. Adding it again changes nothing. */
export async function addDomain(
	stores: { readonly domains: DomainStore },
	{ domain: typed, now }: { domain: string; now: number },
): Promise<Outcome<{ domain: Domain; added: boolean }, DomainProblem>> {
	const name = typedDomain(typed);
	if (name === null) return refused({ kind: "domain-malformed", domain: typed });
	const before = (await stores.domains.list()).find((one) => one.name === name);
	const domain = before ?? { name, verified: false, addedAt: now };
	if (before === undefined) await stores.domains.upsert(domain);
	return { ok: true, domain, added: before === undefined };
}

/** Says that the organisation owns this domain: users with this suffix may sign in from now on. */
export async function verifyDomain(
	stores: { readonly domains: DomainStore },
	{ domain: typed }: { domain: string },
): Promise<Outcome<{ domain: Domain }, DomainProblem>> {
	const domains = await stores.domains.list();
	const found = domains.find((one) => one.name === typedDomain(typed));
	if (found === undefined) return refused({ kind: "domain-unknown", domain: typed, known: domains.map((one) => one.name) });
	const domain = { ...found, verified: true };
	if (!found.verified) await stores.domains.upsert(domain);
	return { ok: true, domain };
}

export async function removeDomain(
	stores: { readonly domains: DomainStore },
	{ domain: typed }: { domain: string },
): Promise<Outcome<{ domain: string }, DomainProblem>> {
	const name = typedDomain(typed);
	if (name !== null && (await stores.domains.delete(name))) return { ok: true, domain: name };
	return refused({ kind: "domain-unknown", domain: typed, known: (await stores.domains.list()).map((one) => one.name) });
}

/** A domain is often copied out of a user name, with the sign before it: `@contoso.com`. */
function typedDomain(typed: string): string | null {
	return canonicalDomain(typed.trim().replace(/^[@＠]/u, ""));
}
