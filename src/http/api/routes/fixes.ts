import { z } from "zod";
import { permissionFor } from "../../../administrators/permissions.ts";
import { doneBody, doneShape, notDone, previewQuery } from "../action.ts";
import { lacking } from "../lacking.ts";
import { Pace } from "../pace.ts";
import { type ApiProblem, refuse } from "../problem.ts";
import { route } from "../route.ts";

/** A rehearsal holds the database's one writer for as long as the change would. */
const previews = new Pace(60);

export const fixRoutes = [
	route({
		method: "POST",
		path: "/fixes",
		id: "runFix",
		summary: "Runs a fix of a try or of an incident, by its number in the explanation; with ?preview=true only says what would come of it.",
		access: "fixes.preview",
		query: previewQuery,
		body: z.strictObject({
			/** A try, an incident, or a test of a person as POST /users/:id/tests names it. */
			what: z.string().min(1).max(600),
			number: z.number().int().min(1).max(100),
			/** What the fix needs that only a person knows, by its names. */
			values: z.record(z.string().regex(/^[A-Z][A-Z.-]{0,19}$/i), z.string().max(320)).optional(),
		}),
		answer: doneShape,
		async run({ query, body }, { services, caller, language: own, peer }) {
			const preview = query.preview === "true";
			const { what, number, values = {} } = body;
			const wait = preview ? previews.next(caller.administrator.id, services.clock.now()) : null;
			if (wait !== null) return { problem: "too-fast", retryAt: wait };
			// To look at what would come of it needs less than to do it.
			const lacked = preview ? undefined : lacking(caller, ["fixes.run"]);
			if (lacked !== undefined) return lacked;
			let ofChange: ApiProblem | undefined;
			const reply = await services.command({
				...{
					command: "fix",
					given: { what, number, value: Object.entries(values).map((one) => one.join("=")), preview, yes: true },
					preview,
				},
				...{ language: query.lang ?? own, who: caller.administrator.name, from: peer },
				mayRun: (command) => {
					const needed = permissionFor(command);
					ofChange = needed === undefined ? refuse("forbidden") : lacking(caller, [needed]);
					return ofChange === undefined;
				},
			});
			if (reply.reason?.kind === "forbidden") return ofChange ?? refuse("forbidden");
			return reply.ok ? { body: doneBody(reply, preview) } : notDone(reply);
		},
	}),
] as const;
