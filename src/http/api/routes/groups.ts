import { z } from "zod";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { byId } from "../shapes.ts";

const groupShape = z.object({ id: z.string(), name: z.string(), members: z.number() });

export const groupRoutes = [
	route({
		method: "GET",
		path: "/groups",
		id: "listGroups",
		summary: "Every group by name, with how many are in it. Who: GET /users?group=…",
		access: "users.read",
		answer: z.object({ items: z.array(groupShape) }),
		async run(_, { services }) {
			return { body: { items: await services.work.read.groups.list() } };
		},
	}),
	route({
		method: "GET",
		path: "/groups/:id",
		id: "getGroup",
		summary: "One group, and what is assigned to it.",
		access: "users.read",
		params: byId,
		answer: z.object({
			id: z.string(),
			name: z.string(),
			policies: z.array(
				z.object({
					id: z.string(),
					name: z.string(),
					kind: z.enum(["platform-restriction", "device-limit", "enrollment-type"]),
					priority: z.number().nullable(),
				}),
			),
		}),
		async run({ params }, { services }) {
			const { read } = services.work;
			const group = await read.groups.byId(params.id);
			if (group === undefined) return refuse("not-found");
			const kinds = ["platform-restriction", "device-limit", "enrollment-type"] as const;
			const policies = (await Promise.all(kinds.map((kind) => read.policies.list(kind)))).flat();
			const assigned = policies.filter(({ groupIds }) => groupIds.includes(group.id));
			return { body: { ...group, policies: assigned.map(({ id, name, kind, priority }) => ({ id, name, kind, priority })) } };
		},
	}),
] as const;
