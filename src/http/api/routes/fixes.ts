import { z } from "zod";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { language } from "../shapes.ts";

const previewShape = z.object({
	changes: z.array(
		z.object({
			action: z.string(),
			target: z.string().nullable(),
			detail: z.record(z.string(), z.json()),
			undo: z.array(z.string()).nullable(),
			users: z.number().optional(),
			devices: z.number().optional(),
			everybody: z.literal(true).optional(),
		}),
	),
	asked: z.array(z.string()),
	wouldPass: z.array(
		z.object({ reference: z.string(), upn: z.string().nullable(), serial: z.string().nullable(), code: z.string().nullable() }),
	),
});

export const fixRoutes = [
	route({
		method: "POST",
		path: "/fixes",
		id: "runFix",
		summary: "Runs a fix of a try or of an incident, by its number in the explanation; with ?preview=true only says what would come of it.",
		access: "fixes.preview",
		query: z.strictObject({ preview: z.enum(["true", "false"]).default("false"), lang: language }),
		body: z.strictObject({ what: z.string().min(1).max(100), number: z.number().int().min(1).max(100) }),
		answer: z.object({ done: z.boolean(), text: z.string(), notes: z.array(z.string()), preview: previewShape.nullable() }),
		async run({ query, body }, { services, caller, language: own, peer }) {
			const preview = query.preview === "true";
			// To look at what would come of it needs less than to do it.
			if (!preview && !caller.permissions.includes("fixes.run")) return refuse("forbidden");
			const who = caller.administrator.name;
			const reply = await services.fix({ ...body, preview, language: query.lang ?? own, who, from: peer });
			if (!reply.ok) return { problem: "fix-refused", detail: reply.text };
			const shown = preview ? previewShape.parse(reply.data) : null;
			return { body: { done: !preview, text: reply.text, notes: [...reply.notes], preview: shown } };
		},
	}),
] as const;
