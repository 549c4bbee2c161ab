import { z } from "zod";
import { healthSummary } from "../../../health/health-summary.ts";
import { route } from "../route.ts";
import { instant } from "../shapes.ts";
import { severityShape } from "./explained.ts";

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
] as const;
