import { z } from "zod";
import { changeAdministrator } from "../../../administrators/accounts.ts";
import type { Administrator } from "../../../administrators/ports.ts";
import { refuse } from "../problem.ts";
import { record } from "../record.ts";
import { route } from "../route.ts";
import { byId, instant, iso, roleShape } from "../shapes.ts";

const shape = z.object({
	id: z.string(),
	name: z.string(),
	role: roleShape,
	enabled: z.boolean(),
	/** The OpenID provider says their role at each sign-in. */
	provider: z.boolean(),
	createdAt: instant,
	updatedAt: instant,
});

export const administratorRoutes = [
	route({
		method: "GET",
		path: "/administrators",
		id: "listAdministrators",
		summary: "Administrators, by name.",
		access: "administrators.read",
		answer: z.object({ items: z.array(shape) }),
		run: async (_, { services }) => ({ body: { items: (await services.work.read.administrators.list()).map(told) } }),
	}),
	route({
		method: "GET",
		path: "/administrators/:id",
		id: "getAdministrator",
		summary: "One administrator, with the version (ETag) that a change must name.",
		access: "administrators.read",
		params: byId,
		answer: shape,
		async run({ params }, { services }) {
			const found = await services.work.read.administrators.byId(params.id);
			return found === undefined ? refuse("administrator-unknown") : { body: told(found), etag: etagOf(found) };
		},
	}),
	route({
		method: "PATCH",
		path: "/administrators/:id",
		id: "changeAdministrator",
		summary:
			"Changes the role, or keeps somebody out and lets them in again. Their sessions end. If-Match names the version that was seen.",
		access: "administrators.manage",
		versioned: true,
		recent: true,
		params: byId,
		body: z
			.strictObject({ role: roleShape.optional(), enabled: z.boolean().optional() })
			.refine((change) => (change.role === undefined) !== (change.enabled === undefined)),
		answer: shape,
		async run({ params, body }, asked) {
			const { ifMatch, services, caller } = asked;
			return services.work.write(async (stores) => {
				const found = await stores.administrators.byId(params.id);
				if (found === undefined) return refuse("administrator-unknown");
				if (ifMatch !== etagOf(found)) return refuse("administrator-changed");
				// What is so already ends nobody's session, and is no change.
				if ((body.role ?? found.role) === found.role && (body.enabled ?? found.enabled) === found.enabled)
					return { body: told(found), etag: etagOf(found) };
				const change = body.role === undefined ? { enabled: body.enabled === true } : { role: body.role };
				const outcome = await changeAdministrator(stores, {
					name: found.name,
					change,
					seenVersion: found.version,
					now: services.clock.now(),
				});
				if (!outcome.ok) return refuse(outcome.problem.kind);
				await record(stores, caller.administrator.name, entryOf(outcome.before, outcome.after), asked);
				return { body: told(outcome.after), etag: etagOf(outcome.after) };
			});
		},
	}),
] as const;

/** In the words of the command that does the same, so that the same command takes it back. */
function entryOf(before: Administrator, after: Administrator) {
	const target = after.name;
	if (before.role === after.role) {
		const detail = { enabled: { before: before.enabled, after: after.enabled } };
		const undo = ["administrators", before.enabled ? "enable" : "disable", target];
		return { action: after.enabled ? "administrators enable" : "administrators disable", target, detail, undo };
	}
	const detail = { role: { before: before.role, after: after.role } };
	return { action: "administrators role", target, detail, undo: ["administrators", "role", target, before.role] };
}

const etagOf = ({ version }: Administrator) => `"${version}"`;

function told({ id, name, role, enabled, provider, createdAt, updatedAt }: Administrator) {
	return { id, name, role, enabled, provider: provider !== null, createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
}
