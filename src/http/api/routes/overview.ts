import { z } from "zod";
import { incidentSeverity } from "../../../checks/incident-severity.ts";
import { adeSteps, webSteps } from "../../../evidence/attempt.ts";
import { enrollmentStates } from "../../../health/enrollment-state.ts";
import { expiryKinds } from "../../../health/expiries.ts";
import { enrollingJourneys } from "../../../health/funnel.ts";
import type { TopIncident } from "../../../health/overview.ts";
import { historyWindows } from "../../../health/success-over-time.ts";
import { codeTexts, type Language } from "../../../texts/texts.ts";
import { route } from "../route.ts";
import { instant, iso, language } from "../shapes.ts";
import { severityShape } from "./explained.ts";

const count = z.int().min(0);
const journey = z.enum(enrollingJourneys);

const topIncident = z.object({
	id: z.string(),
	code: z.string(),
	title: z.string(),
	severity: severityShape,
	about: z.object({ kind: z.enum(["ade-token", "ade-profile", "tenant", "domain", "cause"]), name: z.string() }),
	openedAt: instant,
	/** People or devices, whichever are more; null: it counts nobody. */
	affected: count.nullable(),
	/** Nobody can enroll while it is open. */
	everybody: z.boolean(),
});

export const overviewRoutes = [
	route({
		method: "GET",
		path: "/overview",
		id: "getOverview",
		summary: "Whether enrollment works now and what that is judged by, success over time, where people drop out, what ends soon.",
		access: "tries.read",
		query: z.strictObject({
			window: z.enum(historyWindows).default("24h"),
			/** Minutes ahead of UTC where whoever asks is: days begin there. */
			zone: z.coerce.number().int().min(-840).max(840).multipleOf(15).default(0),
			lang: language,
		}),
		answer: z.object({
			at: instant,
			state: z.enum(enrollmentStates),
			judgedBy: z.object({
				/** Of the last 24 hours: at most the newest 2,000 tries. Slips are no part of `ended`. */
				lately: z.array(z.object({ journey, enrolled: count, ended: count, slips: count, low: z.boolean() })),
				blocking: z.array(topIncident.pick({ id: true, code: true, title: true })),
				errors: count,
				warnings: count,
			}),
			history: z.array(
				z.object({
					from: instant,
					until: instant,
					counts: z.array(
						z.object({
							journey: z.enum([...enrollingJourneys, "renewal", "unenrollment"]),
							enrolled: count,
							refused: count,
							stopped: count,
							open: count,
						}),
					),
				}),
			),
			funnel: z.object({
				/** So many tries were looked at, the newest ones; `more`: there were more in this time. */
				tries: count,
				more: z.boolean(),
				journeys: z.array(
					z.object({
						journey,
						tries: count,
						enrolled: count,
						steps: z.array(z.object({ step: z.enum([...webSteps, ...adeSteps]), reached: count, lost: count, waiting: count })),
					}),
				),
			}),
			incidents: z.array(topIncident),
			open: count,
			openMore: z.boolean(),
			expiries: z.array(
				z.object({
					kind: z.enum(expiryKinds),
					name: z.string().nullable(),
					id: z.string().nullable(),
					at: instant,
					count,
					more: z.boolean(),
					/** The service renews it by itself. */
					byItself: z.boolean(),
				}),
			),
			licences: z.array(z.object({ plan: z.string(), name: z.string(), seats: count, consumed: count })),
			totals: z.object({ devices: count, users: count }),
			setUp: z.object({
				organization: z.boolean(),
				authority: z.boolean(),
				pushCertificate: z.boolean(),
				domain: z.boolean(),
				plans: z.boolean(),
				users: z.boolean(),
				licences: z.boolean(),
				terms: z.boolean(),
				ade: z.boolean(),
				tried: z.boolean(),
			}),
		}),
		async run({ query }, { services, language: own }) {
			const seen = await services.overview(query.window, query.zone);
			const { state, funnel } = seen;
			const lang = query.lang ?? own;
			const item = (incident: TopIncident) => told(incident, lang);
			const body = {
				...{ at: iso(seen.at), state: state.state, open: seen.open, openMore: seen.openMore, totals: seen.totals, setUp: seen.setUp },
				judgedBy: {
					...{ lately: [...state.lately], errors: state.errors, warnings: state.warnings },
					blocking: state.blocking.map((incident) => item({ incident, affected: null, everybody: true })),
				},
				history: seen.history.map(({ from, until, counts }) => ({ from: iso(from), until: iso(until), counts: byJourney(counts) })),
				funnel: { ...funnel, journeys: funnel.journeys.map((one) => ({ ...one, steps: [...one.steps] })) },
				incidents: seen.incidents.map(item),
				expiries: seen.expiries.map((expiry) => ({ ...expiry, at: iso(expiry.at) })),
				licences: [...seen.licences],
			};
			return { body };
		},
	}),
] as const;

function byJourney<J extends string, S extends string>(
	counts: readonly { readonly journey: J; readonly state: S; readonly count: number }[],
) {
	const journeys = [...new Set(counts.map((one) => one.journey))];
	return journeys.map((one) => {
		const of = (state: string) => counts.find((row) => row.journey === one && row.state === state)?.count ?? 0;
		return { journey: one, enrolled: of("enrolled"), refused: of("refused"), stopped: of("stopped"), open: of("open") };
	});
}

function told({ incident, affected, everybody }: TopIncident, lang: Language) {
	const { id, code, subject, openedAt } = incident;
	return {
		...{ id, code, title: codeTexts(code, lang)?.title ?? code, severity: incidentSeverity(incident), affected, everybody },
		...{ about: { kind: subject.kind, name: subject.name }, openedAt: iso(openedAt) },
	};
}
