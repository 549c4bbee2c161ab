import { z } from "zod";
import { permissionFor } from "../../../administrators/permissions.ts";
import type { AuditEntry } from "../../../evidence/audit.ts";
import { actionTitle } from "../../../texts/api-texts.ts";
import { changeLines } from "../../../texts/change-text.ts";
import { cliTexts } from "../../../texts/cli-texts.ts";
import type { Language } from "../../../texts/texts.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { type Caller, route } from "../route.ts";
import { instant, iso, language } from "../shapes.ts";

const entryShape = z.object({
	id: z.string(),
	at: instant,
	actor: z.object({ kind: z.enum(["command-line", "person", "service"]), name: z.string().nullable() }),
	/** From which address they asked; null: on the machine itself. */
	from: z.string().nullable(),
	/** The end of the id of the script's token by which they asked. */
	byToken: z.string().nullable(),
	action: z.string(),
	/** What that is, in words. */
	title: z.string(),
	target: z.string().nullable(),
	detail: z.record(z.string(), z.json()),
	/** What changed, in words: one line a value. */
	lines: z.array(z.string()),
	undo: z.array(z.string()).nullable(),
	/** It stands, can be taken back, and whoever asks may. */
	canUndo: z.boolean(),
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
			who: z.string().min(1).max(100).optional(),
			since: instant.optional(),
			until: instant.optional(),
			lang: language,
		}),
		answer: pageOf(entryShape),
		async run({ query }, { services, caller, language: own }) {
			const { cursor, limit, action, target, who, since, until, lang = own } = query;
			const rows = await services.work.read.audit.list({
				...(action === undefined ? {} : { actions: [action] }),
				...(target === undefined ? {} : { target }),
				...(who === undefined ? {} : { actorName: who }),
				...(since === undefined ? {} : { since: Date.parse(since) }),
				...(until === undefined ? {} : { until: Date.parse(until) }),
				...(cursor === undefined ? {} : { after: cursor }),
				limit: limit + 1,
			});
			return { body: page(rows, limit, { item: (entry) => told(entry, caller, lang), position: ({ at, id }) => ({ at, id }) }) };
		},
	}),
] as const;

function told({ detail, undo, at, ...entry }: AuditEntry, caller: Caller, lang: Language) {
	const { from, byToken, ...values } = detail;
	const needed = permissionFor(entry.action);
	const may = needed !== undefined && caller.permissions.includes(needed) && caller.permissions.includes("changes.undo");
	return {
		...entry,
		at: iso(at),
		from: typeof from === "string" ? from : null,
		byToken: typeof byToken === "string" ? byToken : null,
		title: actionTitle(entry.action, lang),
		detail: { ...detail } as Record<string, z.core.util.JSONType>,
		lines: [...changeLines({ detail: values }, { texts: cliTexts(lang), language: lang })],
		undo: undo === null ? null : [...undo],
		canUndo: undo !== null && entry.undoneBy === null && may,
	};
}
