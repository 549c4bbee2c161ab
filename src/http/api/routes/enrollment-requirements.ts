import { z } from "zod";
import { enrollmentGroup } from "../../../tenant/enrollment-group.ts";
import { portalAppFact } from "../../../tenant/minimum-portal-app.ts";
import { action } from "../action.ts";
import { route } from "../route.ts";

/** What holds for everybody beside policies. */
export const enrollmentRequirementRoutes = [
	route({
		method: "GET",
		path: "/enrollment-requirements",
		id: "getEnrollmentRequirements",
		summary: "The one group whose members may enroll (null: everybody), and the oldest portal app that is let in.",
		access: "policies.read",
		answer: z.object({
			group: z.object({ id: z.string(), name: z.string(), members: z.number() }).nullable(),
			minimumPortalApp: z.string(),
		}),
		async run(_, { services }) {
			const { read } = services.work;
			const required = await enrollmentGroup(read);
			const [sized] = required === null ? [] : await read.groups.sized([required.id]);
			const { minimum } = await portalAppFact(read, null);
			return { body: { group: required === null ? null : (sized ?? { ...required, members: 0 }), minimumPortalApp: minimum } };
		},
	}),
	action({
		path: "/enrollment-requirements/group",
		id: "setEnrollmentGroup",
		summary: "Lets only the members of one group enroll, or everybody (null).",
		command: "enrollment-group set",
		body: z.strictObject({ group: z.string().min(1).max(400).nullable() }),
		given: ({ body }) => ({ group: body.group ?? "none" }),
	}),
	action({
		path: "/enrollment-requirements/portal-app",
		id: "setMinimumPortalApp",
		summary: "Sets the oldest portal app that is let in.",
		command: "portal-app minimum",
		body: z.strictObject({ version: z.string().min(1).max(40) }),
		given: ({ body }) => body,
	}),
] as const;
