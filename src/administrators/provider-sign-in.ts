import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Work } from "../evidence/work.ts";
import { addAdministrator, changeAdministrator, noPassword } from "./accounts.ts";
import { normaliseName } from "./name.ts";
import { type Role, roles } from "./permissions.ts";
import type { Administrator, AdministratorStores } from "./ports.ts";

/** Which groups of the provider have which role. */
export type GroupMapping = Readonly<Record<Role, readonly string[]>>;

export type ProviderProblem =
	/** In none of the groups that have a role here. */
	| { readonly kind: "provider-no-group" }
	/** The name is somebody else's here, or none that an administrator can have. */
	| { readonly kind: "provider-name-taken" }
	| { readonly kind: "provider-name-malformed" }
	/** Kept out here, whatever the provider says. */
	| { readonly kind: "provider-disabled" };

/** The highest that one of the groups has. Group names are compared to the letter: they are identifiers at most providers. */
function roleOfGroups(groups: readonly string[], mapping: GroupMapping): Role | undefined {
	return roles.find((role) => mapping[role].some((group) => groups.includes(group)));
}

/** What changed of the record by a sign-in. */
export interface Vouched {
	readonly administrator: Administrator;
	/** null: there was no such administrator. */
	readonly before: Administrator | null;
}

/**
 * The administrator whom the provider vouches for: made at the first sign-in, their role read from their groups at each. Whoever is in no group any
 * more loses sessions and tokens with it. An account of this service is never taken over by its name.
 *
 * @param tell puts it on record, in the same unit of work
 */
export function signInByProvider<S extends AdministratorStores>(
	work: Work<S>,
	{
		person,
		mapping,
		id,
		now,
	}: {
		readonly person: { readonly provider: string; readonly name: string; readonly groups: readonly string[] };
		readonly mapping: GroupMapping;
		readonly id: string;
		readonly now: number;
	},
	tell: (stores: S, vouched: Vouched) => Promise<void>,
): Promise<Outcome<Vouched, ProviderProblem>> {
	const role = roleOfGroups(person.groups, mapping);
	return work.write(async (stores) => {
		const known = await stores.administrators.byProvider(person.provider);
		if (role === undefined) {
			if (known !== undefined) {
				await stores.administratorSessions.deleteOf(known.id);
				await stores.apiTokens.deleteOf(known.id);
			}
			return refused({ kind: "provider-no-group" });
		}
		if (known === undefined) {
			const { provider, name } = person;
			const added = await addAdministrator(stores, { id, name: normaliseName(name), role, credentials: noPassword, provider, now });
			if (!added.ok)
				return refused({ kind: added.problem.kind === "administrator-exists" ? "provider-name-taken" : "provider-name-malformed" });
			const vouched = { administrator: added.administrator, before: null };
			await tell(stores, vouched);
			return { ok: true, ...vouched };
		}
		if (!known.enabled) return refused({ kind: "provider-disabled" });
		if (known.role === role) return { ok: true, administrator: known, before: known };
		const changed = await changeAdministrator(stores, { name: known.name, change: { role }, byProvider: true, now });
		if (!changed.ok) throw new Error(`the provider's word was refused: ${changed.problem.kind}`);
		const vouched = { administrator: changed.after, before: changed.before };
		await tell(stores, vouched);
		return { ok: true, ...vouched };
	});
}
