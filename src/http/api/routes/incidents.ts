import { z } from "zod";
import { incidentSeverity } from "../../../checks/incident-severity.ts";
import { checkOf } from "../../../checks/index.ts";
import { explainIncident } from "../../../diagnosis/explain-incident.ts";
import { explainRecord } from "../../../diagnosis/explain-incident-record.ts";
import { incidentFile } from "../../../diagnosis/incident-file.ts";
import { shortId } from "../../../diagnosis/incident-record.ts";
import type { Incident } from "../../../evidence/incident.ts";
import { codeTexts, type Language } from "../../../texts/texts.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { lacking } from "../lacking.ts";
import { numberedFixes } from "../numbered-fixes.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { byId, instant, iso, language } from "../shapes.ts";
import { numberedFixShape, questionShape, severityShape, whoShape } from "./explained.ts";

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
	closedBy: z.enum(["healed", "mended", "passed"]).nullable(),
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
		summary: "What goes wrong, by its cause: the newest first, or of what is open whatever stops most.",
		access: "incidents.read",
		query: z.strictObject({
			...pageQuery,
			open: z.enum(["true", "false"]).optional(),
			code: z.string().min(1).max(100).optional(),
			/** `affected`: of what is open, one page. */
			sort: z.enum(["newest", "affected"]).default("newest"),
			severity: severityShape.optional(),
			lang: language,
		}),
		answer: pageOf(incidentShape),
		async run({ query }, { services, language: own }) {
			const { cursor, limit, open, code, sort, severity } = query;
			if (sort === "affected" || severity !== undefined) {
				// Of a cause one is open at most: they are few, and how much each matters follows from whom it stopped.
				const all = await services.work.read.incidents.list({ open: true, ...(code === undefined ? {} : { code }), limit: mostOpen });
				const some = all.filter((one) => severity === undefined || incidentSeverity(one) === severity);
				const sorted = sort === "affected" ? some.toSorted((a, b) => affectedBy(b) - affectedBy(a) || weigh(a) - weigh(b)) : some;
				return { body: { items: sorted.slice(0, limit).map((one) => told(one, query.lang ?? own)), next: null } };
			}
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
			mends: z.array(whoShape),
			fixes: z.array(numberedFixShape),
			questions: z.array(questionShape),
			facets: z.array(z.object({ title: z.string(), values: z.array(z.object({ value: z.string(), tries: z.number() })) })),
			affected: z.array(z.object({ kind: z.string(), name: z.string(), what: z.string() })),
			affectedMore: z.number(),
			/** Those whom it stopped last; a person's name leads to their tries, a device's serial number to its. */
			members: z.array(
				z.object({
					kind: z.enum(["user", "name", "device"]),
					name: z.string(),
					tries: z.number(),
					lastAt: instant,
					throughAt: instant.nullable(),
					throughBy: z.string().nullable(),
				}),
			),
			history: z.array(z.object({ at: instant, event: z.string(), when: z.string(), what: z.string(), by: z.string().nullable() })),
		}),
		async run({ params, query }, asked) {
			const { services, language: own } = asked;
			const incident = await services.work.read.incidents.byId(params.id);
			if (incident === undefined) return refuse("not-found");
			const lang = query.lang ?? own;
			const { extent } = incident;
			const record = extent === null ? null : await services.incidentRecord({ ...incident, extent }, { personal: false });
			const explained =
				record === null
					? { ...explainIncident(incident, lang), questions: [], facets: [], affected: [], affectedMore: 0, history: [] }
					: explainRecord(record, lang);
			const more = {
				mends: checkOf(incident.code)?.who ?? [],
				fixes: incident.closedAt === null ? await numberedFixes(incident.id, { ...asked, language: lang }) : [],
				members: (record?.members ?? []).map(({ kind, name, tries, lastAt, throughAt, throughBy }) => {
					return { kind, name, tries, lastAt: iso(lastAt), throughAt: iso(throughAt), throughBy };
				}),
				history: explained.history.map((told, at) => {
					const event = incident.history[at];
					return {
						...told,
						at: iso(event?.at ?? incident.openedAt),
						event: event?.what ?? "opened",
						by: event?.what === "confirmed" ? event.by : null,
					};
				}),
			};
			// A copy that the schema may take: the explanations are read-only.
			return { body: { ...structuredClone({ ...explained, ...more }), incident: told(incident, lang) } as never };
		},
	}),
	route({
		method: "GET",
		path: "/incidents/:id/export",
		id: "exportIncident",
		summary:
			"A file about an incident of failed tries, to be attached to a ticket. Without names, people and devices have other ones in it.",
		access: "incidents.read",
		params: byId,
		query: z.strictObject({
			format: z.enum(["text", "json"]).default("text"),
			names: z.enum(["true", "false"]).default("false"),
			lang: z.enum(["en", "ja", "both"]).default("both"),
		}),
		answer: z.object({ name: z.string(), content: z.string() }),
		async run({ params, query }, { services, caller }) {
			const names = query.names === "true";
			// Whom it stopped is for those who may see people and devices.
			const lacked = names ? lacking(caller, ["users.read", "devices.read"]) : undefined;
			if (lacked !== undefined) return lacked;
			const incident = await services.work.read.incidents.byId(params.id);
			if (incident === undefined || incident.extent === null) return refuse("not-found");
			const record = await services.incidentRecord({ ...incident, extent: incident.extent }, { personal: true });
			const { format, lang } = query;
			const content = incidentFile(record, { format, names, ...(lang === "both" ? {} : { languages: [lang] }) });
			return { body: { name: `incident-${shortId(incident.id)}.${format === "json" ? "json" : "txt"}`, content } };
		},
	}),
] as const;

const mostOpen = 500;
const affectedBy = ({ extent }: Incident): number => (extent === null ? 0 : Math.max(extent.users + extent.names, extent.devices));
const weigh = (incident: Incident): number => severityShape.options.indexOf(incidentSeverity(incident));

function told(incident: Incident, lang: Language) {
	const { id, code, subject, openedAt, seenAt, closedAt, closedBy, extent, reopened, confirmed } = incident;
	const { tries = null, users = null, names = null, devices = null } = extent ?? {};
	return {
		...{ id, code, title: codeTexts(code, lang)?.title ?? code, severity: incidentSeverity(incident), about: subject },
		...{ openedAt: iso(openedAt), seenAt: iso(seenAt), closedAt: iso(closedAt), closedBy },
		...{ tries, users, names, devices, reopened, confirmedBy: confirmed?.by ?? null },
	};
}
