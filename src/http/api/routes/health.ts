import { z } from "zod";
import { healthSummary } from "../../../health/health-summary.ts";
import { route } from "../route.ts";
import { instant } from "../shapes.ts";
import { view } from "../view.ts";
import { fixShape, severityShape } from "./explained.ts";

const evidence = z.object({ code: z.string(), evidence: z.string() });

const checksShape = z.object({
	state: z.enum(["error", "warning", "unknown", "well"]),
	errors: z.number(),
	warnings: z.number(),
	unknown: z.number(),
	lookedOutside: z.boolean(),
	/** Open incidents of failed tries. */
	failedTries: z.number(),
	subjects: z.array(
		z.object({
			about: z.string(),
			name: z.string(),
			state: z.enum(["error", "warning", "unknown", "well"]),
			wrong: z.array(
				z.object({
					code: z.string(),
					severity: severityShape,
					title: z.string(),
					explanation: z.string(),
					evidence: z.string(),
					since: instant.nullable(),
					/** The open incident, whose fixes can be run. */
					incident: z.string().nullable(),
					fixes: z.array(fixShape),
				}),
			),
			unknown: z.array(evidence),
			passed: z.array(evidence),
		}),
	),
});

export const healthRoutes = [
	route({
		method: "GET",
		path: "/health",
		id: "getHealth",
		summary: "How things are: open incidents by code, the worst first.",
		access: "health.read",
		answer: z.object({
			state: z.enum(["ok", ...severityShape.options]),
			judgedAt: instant.nullable(),
			incidents: z.array(z.object({ code: z.string(), severity: severityShape, about: z.string(), count: z.number(), since: instant })),
			more: z.boolean(),
		}),
		async run(_, { services }) {
			const summary = await healthSummary(services.work.read);
			return { body: { ...summary, incidents: [...summary.incidents] } };
		},
	}),
	view({
		path: "/health/checks",
		id: "getChecks",
		summary: "What each rule of the organisation, its domains and its tokens finds now, by what was seen outside last.",
		access: "health.read",
		command: "doctor",
		given: () => ({ offline: true }),
		answer: checksShape,
	}),
	route({
		method: "POST",
		path: "/health/checks",
		id: "runChecks",
		summary: "Looks outside now (names, certificates, clocks, Apple's services), then judges everything.",
		access: "fixes.preview",
		answer: checksShape,
		async run(_, { services, caller, language, peer }) {
			const asked = { given: {}, preview: false, language, who: caller.administrator.name, from: peer };
			const reply = await services.command({ command: "doctor", ...asked });
			return reply.ok ? { body: reply.data as z.input<typeof checksShape> } : { problem: "not-done", detail: reply.text };
		},
	}),
] as const;
