import { z } from "zod";
import { incidentSeverity } from "../../../checks/incident-severity.ts";
import { explainIncident } from "../../../diagnosis/explain-incident.ts";
import { explainRecord } from "../../../diagnosis/explain-incident-record.ts";
import type { Incident } from "../../../evidence/incident.ts";
import { codeTexts, type Language } from "../../../texts/texts.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { byId, instant, iso, language } from "../shapes.ts";
import { fixShape, severityShape } from "./explained.ts";

const count = z.number().nullable();

const incidentShape = z.object({
	id: z.string(),
	severity: severityShape,
	code: z.string(),
	title: z.string(),
	about: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
	openedAt: instant,
	seenAt: instant,
	closedAt: instant.nullable(),
	closedBy: z.string().nullable(),
	tries: count,
	users: count,
	names: count,
	devices: count,
	reopened: z.number(),
	confirmedBy: z.string().nullable(),
});

export const incidentRoutes = [
	route({
		method: "GET",
		path: "/incidents",
		id: "listIncidents",
		summary: "What goes wrong, by its cause, the newest first.",
		access: "incidents.read",
		query: z.strictObject({
			...pageQuery,
			open: z.enum(["true", "false"]).optional(),
			code: z.string().min(1).max(100).optional(),
			lang: language,
		}),
		answer: pageOf(incidentShape),
		async run({ query }, { services, language: own }) {
			const { cursor, limit, open, code } = query;
			const rows = await services.work.read.incidents.list({
				...(open === undefined ? {} : { open: open === "true" }),
				...(code === undefined ? {} : { code: code.toLowerCase() }),
				...(cursor === undefined ? {} : { after: cursor }),
				limit: limit + 1,
			});
			const item = (incident: Incident) => told(incident, query.lang ?? own);
			return { body: page(rows, limit, { item, position: ({ openedAt, id }) => ({ at: openedAt, id }) }) };
		},
	}),
	route({
		method: "GET",
		path: "/incidents/:id",
		id: "explainIncident",
		summary: "An incident with all that support asks first. Of the organisation itself the lists are empty.",
		access: "incidents.read",
		params: byId,
		query: z.strictObject({ lang: language }),
		answer: z.object({
			incident: incidentShape,
			explanation: z.string(),
			saw: z.string(),
			when: z.string(),
			who: z.array(z.string()),
			fixes: z.array(fixShape),
			questions: z.array(z.object({ question: z.string(), answers: z.array(z.string()) })),
			facets: z.array(z.object({ title: z.string(), values: z.array(z.object({ value: z.string(), tries: z.number() })) })),
			affected: z.array(z.object({ kind: z.string(), name: z.string(), what: z.string() })),
			affectedMore: z.number(),
			history: z.array(z.object({ when: z.string(), what: z.string() })),
		}),
		async run({ params, query }, { services, language: own }) {
			const incident = await services.work.read.incidents.byId(params.id);
			if (incident === undefined) return refuse("not-found");
			const lang = query.lang ?? own;
			const { extent } = incident;
			const explained =
				extent === null
					? { ...explainIncident(incident, lang), questions: [], facets: [], affected: [], affectedMore: 0, history: [] }
					: explainRecord(await services.incidentRecord({ ...incident, extent }), lang);
			// A copy that the schema may take: the explanations are read-only.
			return { body: { ...structuredClone(explained), incident: told(incident, lang) } as never };
		},
	}),
] as const;

function told(incident: Incident, lang: Language) {
	const { id, code, subject, openedAt, seenAt, closedAt, closedBy, extent, reopened, confirmed } = incident;
	const { tries = null, users = null, names = null, devices = null } = extent ?? {};
	return {
		...{ id, code, title: codeTexts(code, lang)?.title ?? code, severity: incidentSeverity(incident), about: subject },
		...{ openedAt: iso(openedAt), seenAt: iso(seenAt), closedAt: iso(closedAt), closedBy },
		...{ tries, users, names, devices, reopened, confirmedBy: confirmed?.by ?? null },
	};
}
