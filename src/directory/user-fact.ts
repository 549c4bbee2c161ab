import type { UserFact } from "../evidence/facts.ts";
import { editDistance } from "./edit-distance.ts";
import type { UserStore } from "./ports.ts";
import { normaliseUpn, upnLimit, upnLocalPart, upnSuffix } from "./upn.ts";

export interface UserFactStores {
	readonly users: Pick<UserStore, "byUpn" | "similar">;
	/** The tenant's domains. */
	readonly domains: { list(): Promise<readonly { readonly name: string; readonly verified: boolean }[]> };
}

const farthest = 2;
const most = 3;
// Of 100,000 names, a few hundred share two first letters and a length. A thousand are compared in some 10 ms.
const candidates = 1_000;
const domainsTried = 50;

/**
 * What the directory knows of a name. `hideExistence` looks for near misses even when the name is found (and leaves them out): needed before the
 * password is known to be right, since the search takes longer than finding.
 */
export async function userFact(stores: UserFactStores, typed: string, { hideExistence = false } = {}): Promise<UserFact> {
	const upn = normaliseUpn(typed).slice(0, upnLimit);
	const suffix = upnSuffix(upn);
	const verifiedDomains = (await stores.domains.list()).filter((domain) => domain.verified).map((domain) => domain.name);
	const user = await stores.users.byUpn(upn);
	const misses = user === undefined || hideExistence ? await nearMisses(stores.users, upn, verifiedDomains) : [];
	return {
		upn,
		suffix,
		suffixVerified: verifiedDomains.includes(suffix),
		verifiedDomains,
		account:
			user === undefined
				? null
				: { id: user.id, displayName: user.displayName, enabled: user.enabled, enrollmentManager: user.enrollmentManager },
		nearMisses: user === undefined ? misses : [],
	};
}

/** At most three names, the nearest first: one or two letters away, or the same person under another verified domain (also when no suffix was typed). */
async function nearMisses(users: UserFactStores["users"], upn: string, verifiedDomains: readonly string[]): Promise<string[]> {
	const found = new Map<string, number>();
	for (const name of await users.similar(upn, candidates)) {
		const distance = editDistance(upn, name, farthest);
		if (distance > 0 && distance <= farthest) found.set(name, distance);
	}
	for (const domain of verifiedDomains.slice(0, domainsTried)) {
		const name = `${upnLocalPart(upn)}@${domain}`;
		if (name !== upn && !found.has(name) && (await users.byUpn(name)) !== undefined) found.set(name, farthest + 1);
	}
	return [...found]
		.sort(([a, near], [b, far]) => near - far || (a < b ? -1 : 1))
		.slice(0, most)
		.map(([name]) => name);
}
