import { z } from "zod";
import { judgeSeats, licencesRunningOut } from "../../../checks/licences-running-out.ts";
import { severityOf } from "../../../checks/severity.ts";
import { authorityFact } from "../../../tenant/authority.ts";
import { sentence } from "../../../texts/texts.ts";
import { action } from "../action.ts";
import { route } from "../route.ts";
import { language } from "../shapes.ts";
import { findingShape, severityShape } from "./explained.ts";

const authorities = z.enum(["intune", "sccm", "office365"]);
const byPlan = z.strictObject({ plan: z.string().min(1).max(64) });
/** More are bought by nobody. */
const seats = z.number().int().min(0).max(10_000_000);

export const licenceRoutes = [
	route({
		method: "GET",
		path: "/licences",
		id: "listLicences",
		summary: "Every plan with its seats, who holds and who waits for one in numbers, and whether they run out. Who: GET /users?plan=…",
		access: "users.read",
		query: z.strictObject({ lang: language }),
		answer: z.object({
			items: z.array(
				z.object({
					plan: z.string(),
					name: z.string(),
					authority: z.enum(["unknown", "intune", "sccm", "office365"]),
					seats: z.number(),
					consumed: z.number(),
					waiting: z.number(),
					/** Whether it lets anybody enroll: it is for the authority in use. */
					inUse: z.boolean(),
				}),
			),
			/** What the rule that looks after seats says of all of them together. */
			state: findingShape.extend({ severity: severityShape.nullable() }),
		}),
		async run({ query }, { services, language: own }) {
			const { read } = services.work;
			const authority = await authorityFact(read);
			const plans = await read.licences.plans();
			const items = await Promise.all(
				plans.map(async (plan) => ({
					...plan,
					waiting: await read.licences.countWaiting(plan.plan),
					inUse: plan.authority === authority,
				})),
			);
			const { outcome, saw } = judgeSeats(items, authority);
			return {
				body: {
					items,
					state: {
						code: licencesRunningOut.code,
						outcome,
						saw: sentence(saw, query.lang ?? own),
						severity: outcome === "fail" ? severityOf(saw) : null,
					},
				},
			};
		},
	}),
	action({
		path: "/licences",
		id: "setPlan",
		summary: "Makes a plan, or changes its name, authority and seats. New seats go to those who wait, the longest first.",
		command: "licences plan",
		body: z.strictObject({
			plan: z.string().min(1).max(64),
			name: z.string().min(1).max(256).optional(),
			authority: authorities.optional(),
			seats: seats.optional(),
		}),
		given: ({ body: { plan, name, authority, seats: wanted } }) => ({ plan, name, authority, seats: wanted }),
	}),
	action({
		path: "/licences/:plan/seats",
		id: "setSeats",
		summary: "Changes how many users can hold a plan.",
		command: "licences seats",
		params: byPlan,
		body: z.strictObject({ seats }),
		given: ({ params, body }) => ({ plan: params.plan, seats: body.seats }),
	}),
] as const;
