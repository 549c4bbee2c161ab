import { z } from "zod";
import type { PolicyFact } from "../../../evidence/tenant-fact.ts";
import { listPolicies, type Policy } from "../../../tenant/policies.ts";
import { policiesFact, policyKindOf } from "../../../tenant/policies-fact.ts";
import type { ApiStores } from "../api-stores.ts";
import { contentVersion } from "../content-version.ts";
import { instant, iso } from "../shapes.ts";

/** As on the command line: which devices, how many, in which ways. */
export const policyKindShape = z.enum(["platform", "limit", "types"]);

export const wayShape = z.enum(["web", "account-driven", "ade-sign-in", "ade-userless"]);

const groupShape = z.object({ id: z.string(), name: z.string(), members: z.number() });

const settingsShape = z.object({
	/** Of the kind `platform`. */
	platform: z
		.object({
			platformBlocked: z.boolean(),
			personalBlocked: z.boolean(),
			osMinimum: z.string().nullable(),
			osMaximum: z.string().nullable(),
		})
		.nullable(),
	/** Of the kind `limit`: how many devices a user may have. */
	limit: z.number().nullable(),
	/** Of the kind `types`: in which ways a user may enroll. */
	allowed: z.array(wayShape).nullable(),
});

export const policyNamedShape = z.object({
	id: z.string(),
	name: z.string(),
	/** 1 is the highest; null: the default, which is for everybody who has no other. */
	priority: z.number().nullable(),
	settings: settingsShape,
});

export const policyShape = z.object({
	...policyNamedShape.shape,
	kind: policyKindShape,
	groups: z.array(groupShape),
	/** Whom it decides about. `shadowed`: everybody in its groups has a policy of higher priority. */
	reach: z.enum(["everybody", "some", "no-group", "no-member", "shadowed"]),
	/** What a change of it names (If-Match). */
	version: z.string(),
	/** null: the default, which nobody has changed. */
	updatedAt: instant.nullable(),
});

type Kind = z.infer<typeof policyKindShape>;

export function tellNamed({ id, name, priority, settings }: Policy): z.input<typeof policyNamedShape> {
	return {
		...{ id, name, priority },
		settings: {
			platform: "platformBlocked" in settings ? settings : null,
			limit: "limit" in settings ? settings.limit : null,
			// Renewing and leaving are ways too, which no policy names.
			allowed: "allowed" in settings ? wayShape.options.filter((way) => settings.allowed.includes(way)) : null,
		},
	};
}

/** The policies of a kind by priority, the default last, with the version of their order. */
export async function tellPolicies(stores: ApiStores, kind: Kind) {
	const policies = await listPolicies(stores, policyKindOf[kind]);
	const groups = new Map(
		(await stores.groups.sized([...new Set(policies.flatMap(({ groupIds }) => groupIds))])).map((group) => [group.id, group]),
	);
	// By name, which each policy of a kind has alone.
	const reaches = new Map((await policiesFact(stores, [kind])).map((fact): [string, PolicyFact["reach"]] => [fact.policy, fact.reach]));
	const items = policies.map((policy) => ({
		...tellNamed(policy),
		kind,
		groups: policy.priority === null ? [] : policy.groupIds.flatMap((id) => groups.get(id) ?? []),
		reach: reaches.get(policy.name) ?? ("no-group" as const),
		version: versionOf(policy),
		updatedAt: policy.updatedAt === 0 ? null : iso(policy.updatedAt),
	}));
	return { items, order: orderOf(policies) };
}

/** What somebody sees of a policy who decides about it. Its place is the order's. */
function versionOf({ name, settings, groupIds }: Policy): string {
	return contentVersion({ name, settings: JSON.stringify(settings), groupIds: [...groupIds] });
}

function orderOf(policies: readonly Policy[]): string {
	return contentVersion(policies.map(({ id }) => id));
}

export async function policyVersion(stores: ApiStores, { kind, id }: { readonly kind: Kind; readonly id: string }) {
	const policy: Policy | undefined = (await listPolicies(stores, policyKindOf[kind])).find((one) => one.id === id);
	return policy === undefined ? undefined : versionOf(policy);
}

export async function policyOrderVersion(stores: ApiStores, { kind }: { readonly kind: Kind }) {
	return orderOf(await listPolicies(stores, policyKindOf[kind]));
}
