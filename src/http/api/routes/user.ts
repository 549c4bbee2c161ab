import { z } from "zod";
import { incidentSeverity } from "../../../checks/incident-severity.ts";
import { heardAgainAt } from "../../../directory/sign-in-now.ts";
import { endedStates, liveStates } from "../../../evidence/device-state.ts";
import { modelName } from "../../../evidence/model-name.ts";
import { limitFact } from "../../../tenant/limit-fact.ts";
import { restrictionFact } from "../../../tenant/restriction-fact.ts";
import { codeTexts } from "../../../texts/texts.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { instant, iso, language } from "../shapes.ts";
import { attemptShape, toldAttempt } from "./attempts.ts";
import { titleOf } from "./device-shapes.ts";
import { severityShape } from "./explained.ts";
import { byUser, findUser, heldLicence, licencesOf, toldUser, userShape } from "./user-shapes.ts";

const policyOf = { policy: z.string(), priority: z.number().nullable(), group: z.string().nullable() };

export const userRoute = route({
	method: "GET",
	path: "/users/:id",
	id: "getUser",
	summary:
		"One person, by id or user name: the limit that binds them and what counts against it, licences, groups, newest tries, incidents.",
	access: "users.read",
	params: byUser,
	query: z.strictObject({ lang: language }),
	answer: z.object({
		user: userShape,
		/** When the next sign-in with this name is heard; null: at once. */
		signInAgainAt: instant.nullable(),
		limit: z.object({
			...policyOf,
			limit: z.number(),
			/** false: it binds no enrollment manager. */
			applies: z.boolean(),
			/** What counts against it, the longest out of contact first. */
			counted: z.array(
				z.object({
					id: z.string(),
					name: z.string(),
					serial: z.string().nullable(),
					product: z.string().nullable(),
					model: z.string().nullable(),
					lastSeenAt: instant.nullable(),
					stale: z.boolean(),
				}),
			),
		}),
		restriction: z.object({
			...policyOf,
			platformBlocked: z.boolean(),
			personalBlocked: z.boolean(),
			osMinimum: z.string().nullable(),
			osMaximum: z.string().nullable(),
		}),
		/** All that are not ended, counted or not. */
		devices: z.array(
			z.object({
				id: z.string(),
				/** As the list of devices calls it. */
				title: z.string(),
				serial: z.string().nullable(),
				product: z.string().nullable(),
				model: z.string().nullable(),
				osVersion: z.string().nullable(),
				state: z.enum([...liveStates, ...endedStates]),
				counted: z.boolean(),
				enrolledAt: instant,
				lastSeenAt: instant.nullable(),
			}),
		),
		licences: z.array(heldLicence),
		groups: z.array(z.object({ id: z.string(), name: z.string() })),
		attempts: z.array(attemptShape),
		incidents: z.array(
			z.object({
				id: z.string(),
				code: z.string(),
				title: z.string(),
				severity: severityShape,
				openedAt: instant,
				closedAt: instant.nullable(),
				/** When it stopped this person, or a device of theirs, last. */
				lastTryAt: instant,
				/** When they came through after all. */
				throughAt: instant.nullable(),
			}),
		),
	}),
	async run({ params, query }, { services, language: own }) {
		const { read } = services.work;
		const user = await findUser(read, params.id);
		if (user === undefined) return refuse("not-found");
		const now = services.clock.now();
		const lang = query.lang ?? own;
		const limit = await limitFact(read, user.id, now);
		const restriction = await restrictionFact(read, user.id);
		const devices = await read.devices.ofUser(user.id);
		const attempts = await read.attempts.list({ upn: user.upn, limit: 10 });
		const members = [
			{ kind: "user", key: user.id },
			...devices.flatMap(({ serial }) => (serial === null ? [] : [{ kind: "device", key: serial } as const])),
		] as const;
		const incidents = await read.incidents.ofMembers(members, 20);
		const counted = new Set(limit.counted.map(({ id }) => id));
		return {
			body: {
				user: toldUser(user),
				signInAgainAt: iso(await heardAgainAt(read, user.upn, now)),
				limit: {
					...limit,
					counted: limit.counted.map((one) => ({ ...one, model: modelName(one.product), lastSeenAt: iso(one.lastSeenAt) })),
				},
				restriction,
				devices: devices.map(({ id, name, label, serial, product, osVersion, state, enrolledAt, lastSeenAt }) => ({
					...{
						id,
						title: titleOf({ id, name, label, serial, product }),
						serial,
						product,
						model: modelName(product),
						osVersion,
						state,
						counted: counted.has(id),
					},
					...{ enrolledAt: iso(enrolledAt), lastSeenAt: iso(lastSeenAt) },
				})),
				licences: (await licencesOf(read, [user.id]))(user.id),
				groups: await read.groups.ofUser(user.id),
				attempts: attempts.map((attempt) => toldAttempt(attempt, lang)),
				incidents: eachOnce(incidents).map(({ incident, member }) => ({
					...{ id: incident.id, code: incident.code, title: codeTexts(incident.code, lang)?.title ?? incident.code },
					...{ severity: incidentSeverity(incident), openedAt: iso(incident.openedAt), closedAt: iso(incident.closedAt) },
					...{ lastTryAt: iso(member.lastAt), throughAt: iso(member.throughAt) },
				})),
			},
		};
	},
});

function eachOnce<T extends { readonly incident: { readonly id: string } }>(all: readonly T[]): T[] {
	return [...new Map(all.toReversed().map((one) => [one.incident.id, one])).values()].toReversed();
}
