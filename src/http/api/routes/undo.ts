import { z } from "zod";
import { permissionFor } from "../../../administrators/permissions.ts";
import { doneBody, doneShape, notDone, previewQuery } from "../action.ts";
import { isRecent } from "../is-recent.ts";
import { lacking } from "../lacking.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";

export const undoRoutes = [
	route({
		method: "POST",
		path: "/audit/:id/undo",
		id: "undoChange",
		summary:
			"Takes a change on record back, where that is possible and nobody changed it since; with ?preview=true only says what would come of it.",
		access: "changes.undo",
		params: z.strictObject({ id: z.string().min(1).max(100) }),
		query: previewQuery,
		answer: doneShape,
		async run({ params, query }, { services, caller, language: own, peer }) {
			const entry = await services.work.read.audit.find(params.id);
			if (entry === undefined) return refuse("not-found");
			// Whoever may not make a change may not take it back either.
			const needed = permissionFor(entry.action);
			if (needed === undefined) return refuse("forbidden");
			const lacked = lacking(caller, [needed]);
			if (lacked !== undefined) return lacked;
			const preview = query.preview === "true";
			// As it is asked of whoever makes such a change (Specification.recent).
			if (!preview && needed === "administrators.manage" && !isRecent(caller, services.clock.now())) return refuse("sign-in-again");
			const reply = await services.command({
				...{ command: "undo", given: { entry: entry.id, preview, yes: true }, preview },
				...{ language: query.lang ?? own, who: caller.administrator.name, from: peer },
			});
			return reply.ok ? { body: doneBody(reply, preview) } : notDone(reply);
		},
	}),
] as const;
