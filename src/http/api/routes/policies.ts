import { z } from "zod";
import { action } from "../action.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { policyKindShape, policyOrderVersion, policyShape, policyVersion, tellPolicies, wayShape } from "./policy-shapes.ts";

const ofKind = z.strictObject({ kind: policyKindShape });
const onePolicy = z.strictObject({ kind: policyKindShape, id: z.string().min(1).max(100) });
/** What is wrong with a name or a version is told by the command, in words. */
const name = z.string().max(400);
const osVersion = z.string().max(40).nullable();

const settings = {
	platform: z
		.strictObject({
			platformBlocked: z.boolean().optional(),
			personalBlocked: z.boolean().optional(),
			/** null: no bound. */
			osMinimum: osVersion.optional(),
			osMaximum: osVersion.optional(),
		})
		.optional(),
	limit: z.number().int().min(-1000).max(1000).optional(),
	/** Exactly these. */
	allowed: z.array(wayShape).min(1).max(wayShape.options.length).optional(),
};
/** By their names. They take the place of those before. */
const groups = z.array(name.min(1)).max(200);

export const policyRoutes = [
	route({
		method: "GET",
		path: "/policies/:kind",
		id: "listPolicies",
		summary: "The policies of a kind by priority, the default last. The ETag is the version of their order.",
		access: "policies.read",
		params: ofKind,
		answer: z.object({
			items: z.array(policyShape),
			/** What a change of their order names (If-Match). */
			order: z.string(),
		}),
		async run({ params }, { services }) {
			const body = await tellPolicies(services.work.read, params.kind);
			return { body, etag: body.order };
		},
	}),
	route({
		method: "GET",
		path: "/policies/:kind/:id",
		id: "getPolicy",
		summary: "One policy, with the version (ETag) that a change must name.",
		access: "policies.read",
		params: onePolicy,
		answer: policyShape,
		async run({ params }, { services }) {
			const found = (await tellPolicies(services.work.read, params.kind)).items.find(({ id }) => id === params.id);
			return found === undefined ? refuse("not-found") : { body: found, etag: found.version };
		},
	}),
	action({
		path: "/policies/:kind",
		id: "createPolicy",
		summary: "Makes a policy, with the lowest priority above the default unless another is named.",
		command: "restrictions create",
		params: ofKind,
		body: z.strictObject({ name, groups: groups.default([]), priority: z.number().int().optional(), ...settings }),
		given: ({ params: { kind }, body: { name: called, groups: of, priority, ...given } }) => ({
			...{ kind, name: called, group: of, ...(priority === undefined ? {} : { priority }) },
			...settingsGiven(given),
		}),
	}),
	action({
		path: "/policies/:kind/:id/change",
		id: "changePolicy",
		summary: "Changes what is given of a policy: its name, its groups, its settings. If-Match names the version that was seen.",
		command: "restrictions change",
		params: onePolicy,
		body: z.strictObject({ name: name.optional(), groups: groups.optional(), ...settings }),
		version: policyVersion,
		given: ({ params: { kind, id }, body: { name: called, groups: of, ...given } }) => ({
			...{ kind, policy: id, ...(called === undefined ? {} : { name: called }) },
			...(of === undefined ? {} : of.length === 0 ? { "no-groups": true } : { group: of }),
			...settingsGiven(given),
		}),
	}),
	action({
		path: "/policies/:kind/order",
		id: "orderPolicies",
		summary:
			"Puts the policies of a kind in this order, the highest first, as one change: all of them but the default. If-Match names the order's version.",
		command: "restrictions order",
		params: ofKind,
		body: z.strictObject({ order: z.array(z.string().min(1).max(100)).min(1).max(100) }),
		version: policyOrderVersion,
		given: ({ params: { kind }, body: { order } }) => ({ kind, policy: order }),
	}),
	action({
		path: "/policies/:kind/:id/delete",
		id: "deletePolicy",
		summary: "Deletes a policy; those below it move up. If-Match names the version that was seen.",
		command: "restrictions delete",
		params: onePolicy,
		version: policyVersion,
		given: ({ params: { kind, id } }) => ({ kind, policy: id }),
	}),
] as const;

interface GivenSettings {
	readonly platform?:
		| {
				readonly platformBlocked?: boolean | undefined;
				readonly personalBlocked?: boolean | undefined;
				readonly osMinimum?: string | null | undefined;
				readonly osMaximum?: string | null | undefined;
		  }
		| undefined;
	readonly limit?: number | undefined;
	readonly allowed?: readonly string[] | undefined;
}

/** As the options of the commands. What belongs to another kind goes along: the command says that it does. */
function settingsGiven({ platform = {}, limit, allowed }: GivenSettings) {
	const { platformBlocked, personalBlocked, osMinimum, osMaximum } = platform;
	return {
		"allow-ios": platformBlocked === false,
		"block-ios": platformBlocked === true,
		"allow-personal": personalBlocked === false,
		"block-personal": personalBlocked === true,
		...(osMinimum === undefined ? {} : { "os-min": osMinimum ?? "none" }),
		...(osMaximum === undefined ? {} : { "os-max": osMaximum ?? "none" }),
		...(limit === undefined ? {} : { limit }),
		...(allowed === undefined ? {} : { allow: allowed }),
	};
}
