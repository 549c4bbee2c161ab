import { z } from "zod";
import { exportedPart, exportUsers } from "../../../directory/export-users.ts";
import { normalisePlan } from "../../../directory/licences.ts";
import type { UserFilter } from "../../../directory/ports.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { Pace } from "../pace.ts";
import { record } from "../record.ts";
import { route } from "../route.ts";
import { heldLicence, licenceState, licencesOf, toldUser, userShape } from "./user-shapes.ts";

/** Each reads all of the people. */
const exportPace = new Pace(10);

/** What narrows the list of people. */
const filterQuery = {
	search: z.string().max(256).optional(),
	enabled: z.enum(["true", "false"]).optional(),
	plan: z.string().min(1).max(64).optional(),
	/** With `plan`: who has a seat, or who waits for one. */
	licence: licenceState.optional(),
	/** A group's id. */
	group: z.string().min(1).max(100).optional(),
};

function filterOf({ search, enabled, plan, licence, group }: z.output<z.ZodObject<typeof filterQuery>>): UserFilter {
	return {
		...(search === undefined ? {} : { search }),
		...(enabled === undefined ? {} : { enabled: enabled === "true" }),
		...(plan === undefined ? {} : { plan: normalisePlan(plan) }),
		...(licence === undefined ? {} : { licence }),
		...(group === undefined ? {} : { groupId: group }),
	};
}

export const userRoutes = [
	route({
		method: "GET",
		path: "/users",
		id: "listUsers",
		summary: "People by user name; `search` is the beginning of the user name or of any word of the name.",
		access: "users.read",
		query: z.strictObject({ ...pageQuery, ...filterQuery }),
		answer: pageOf(userShape.extend({ devices: z.number(), licences: z.array(heldLicence) })),
		async run({ query }, { services }) {
			const { cursor, limit, ...filters } = query;
			const { read } = services.work;
			const rows = await read.users.page({
				...filterOf(filters),
				...(cursor === undefined ? {} : { after: cursor.id }),
				limit: limit + 1,
			});
			const ids = rows.slice(0, limit).map(({ id }) => id);
			const licences = await licencesOf(read, ids);
			return {
				body: page(rows, limit, {
					item: ({ devices, ...user }) => ({ ...toldUser(user), devices, licences: licences(user.id) }),
					// Their order, and not who they are: whoever stood last may be removed before the next page is asked for.
					position: ({ upn }) => ({ at: 0, id: upn }),
				}),
			};
		},
	}),
	route({
		method: "GET",
		path: "/users/export",
		id: "exportUsers",
		summary: "The people whom the filters of the list leave, as a CSV file that the import takes again. Who took it goes on record.",
		// Everybody's names at once: for whoever may bring them in, and not for whoever looks somebody up.
		access: "users.change",
		query: z.strictObject(filterQuery),
		file: "text/csv; charset=utf-8",
		answer: z.string(),
		async run({ query }, asked) {
			const { work, clock } = asked.services;
			const wait = exportPace.next(asked.caller.administrator.id, clock.now());
			if (wait !== null) return { problem: "too-fast", retryAt: wait };
			const filter = filterOf(query);
			const detail = await exportedPart(work.read.groups, filter);
			// Before the first name goes out.
			await work.write((stores) =>
				record(stores, asked.caller.administrator.name, { action: "users export", target: null, detail }, asked),
			);
			const of = exportUsers(work.read, filter);
			return { body: "", pieces: { of, file: "users.csv" } };
		},
	}),
] as const;
