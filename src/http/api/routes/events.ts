import { z } from "zod";
import { incidentSeverity } from "../../../checks/incident-severity.ts";
import { attemptStates } from "../../../evidence/attempt.ts";
import type { Incident } from "../../../evidence/incident.ts";
import { modelName } from "../../../evidence/model-name.ts";
import type { LiveStep } from "../../../evidence/pulse.ts";
import type { LiveBatch } from "../../../health/live-feed.ts";
import { codeTexts, type Language } from "../../../texts/texts.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { instant, iso, language } from "../shapes.ts";
import { severityShape } from "./explained.ts";

const text = z.string().nullable();
const count = z.number().nullable();

/** The data of each event `live`. */
const liveShape = z.object({
	steps: z.array(
		z.object({
			sequence: z.int(),
			at: instant,
			step: z.string(),
			reference: z.string(),
			journey: z.enum(["web", "account-driven", "ade-sign-in", "ade-userless", "renewal", "unenrollment"]),
			/** How the try stands now. */
			state: z.enum(attemptStates),
			code: text,
			title: text,
			upn: text,
			serial: text,
			product: text,
			model: text,
			osVersion: text,
		}),
	),
	/** Those that opened, changed or closed; empty for whoever may not see them. */
	incidents: z.array(
		z.object({
			id: z.string(),
			code: z.string(),
			title: z.string(),
			severity: severityShape,
			open: z.boolean(),
			tries: count,
			users: count,
			names: count,
			devices: count,
		}),
	),
});

/** Of a batch that fifty hear, the words are made once for each language. */
const written = new WeakMap<LiveBatch, Map<string, string | null>>();

export const eventRoutes = [
	route({
		method: "GET",
		path: "/events",
		id: "listen",
		summary:
			"What happens, as it happens, as server-sent events: `live` with new steps of tries and incidents that changed; `gap` where something was missed and lists must be asked anew. Last-Event-ID goes on where one was.",
		access: "tries.read",
		query: z.strictObject({ lang: language }),
		stream: true,
		answer: liveShape,
		async run({ query }, { services, caller, language: own, lastEventId }) {
			const { streams } = services;
			if (!streams.mayOpen(caller)) return refuse("too-many-streams");
			const lang = query.lang ?? own;
			const incidents = caller.permissions.includes("incidents.read");
			const write = (batch: LiveBatch) => {
				const known = written.get(batch) ?? new Map<string, string | null>();
				written.set(batch, known);
				const key = `${lang} ${incidents}`;
				if (!known.has(key)) known.set(key, told(batch, lang, incidents));
				return known.get(key) ?? null;
			};
			const after = /^\d{1,15}$/.test(lastEventId ?? "") ? Number(lastEventId) : null;
			return { body: { steps: [], incidents: [] }, stream: (response) => streams.open(response, { caller, after, write }) };
		},
	}),
] as const;

function told({ steps, incidents }: LiveBatch, lang: Language, withIncidents: boolean): string | null {
	const shown = withIncidents ? incidents : [];
	if (steps.length === 0 && shown.length === 0) return null;
	const titleOf = (code: string | null) => (code === null ? null : (codeTexts(code, lang)?.title ?? null));
	const stepOf = ({ device, at, ...step }: LiveStep) => ({
		...step,
		...device,
		model: modelName(device.product),
		at: iso(at),
		title: titleOf(step.code),
	});
	const incidentOf = (incident: Incident) => {
		const { id, code, closedAt, extent } = incident;
		const { tries = null, users = null, names = null, devices = null } = extent ?? {};
		const counts = { tries, users, names, devices };
		return { id, code, title: titleOf(code) ?? code, severity: incidentSeverity(incident), open: closedAt === null, ...counts };
	};
	return JSON.stringify(liveShape.parse({ steps: steps.map(stepOf), incidents: shown.map(incidentOf) }));
}
