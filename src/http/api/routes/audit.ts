import { z } from "zod";
import type { AuditEntry } from "../../../evidence/audit.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { route } from "../route.ts";
import { instant, iso } from "../shapes.ts";

const entryShape = z.object({
	id: z.string(),
	at: instant,
	actor: z.object({ kind: z.enum(["command-line", "person", "service"]), name: z.string().nullable() }),
	action: z.string(),
	target: z.string().nullable(),
	detail: z.record(z.string(), z.json()),
	undo: z.array(z.string()).nullable(),
	undoes: z.string().nullable(),
	undoneBy: z.string().nullable(),
});

export const auditRoutes = [
	route({
		method: "GET",
		path: "/audit",
		id: "listAudit",
		summary: "Who changed what, the newest first.",
		access: "audit.read",
		query: z.strictObject({
			...pageQuery,
			action: z.string().min(1).max(100).optional(),
			target: z.string().min(1).max(320).optional(),
			since: instant.optional(),
			until: instant.optional(),
		}),
		answer: pageOf(entryShape),
		async run({ query }, { services }) {
			const { cursor, limit, action, target, since, until } = query;
			const rows = await services.work.read.audit.list({
				...(action === undefined ? {} : { actions: [action] }),
				...(target === undefined ? {} : { target }),
				...(since === undefined ? {} : { since: Date.parse(since) }),
				...(until === undefined ? {} : { until: Date.parse(until) }),
				...(cursor === undefined ? {} : { after: cursor }),
				limit: limit + 1,
			});
			return { body: page(rows, limit, { item: told, position: ({ at, id }) => ({ at, id }) }) };
		},
	}),
] as const;

function told({ detail, undo, at, ...entry }: AuditEntry) {
	return { ...entry, at: iso(at), detail: { ...detail } as Record<string, z.core.util.JSONType>, undo: undo === null ? null : [...undo] };
}
