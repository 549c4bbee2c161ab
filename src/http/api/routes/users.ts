import { z } from "zod";
import { incidentSeverity } from "../../../checks/incident-severity.ts";
import { exportedPart, exportUsers } from "../../../directory/export-users.ts";
import { normalisePlan } from "../../../directory/licences.ts";
import type { UserFilter } from "../../../directory/ports.ts";
import { heardAgainAt } from "../../../directory/sign-in-now.ts";
import { normaliseUpn } from "../../../directory/upn.ts";
import { endedStates, liveStates } from "../../../evidence/device-state.ts";
import { modelName } from "../../../evidence/model-name.ts";
import { limitFact } from "../../../tenant/limit-fact.ts";
import { restrictionFact } from "../../../tenant/restriction-fact.ts";
import { codeTexts, printable } from "../../../texts/texts.ts";
import type { ApiStores } from "../api-stores.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { Pace } from "../pace.ts";
import { refuse } from "../problem.ts";
import { record } from "../record.ts";
import { route } from "../route.ts";
import { instant, iso, language } from "../shapes.ts";
import { attemptShape, toldAttempt } from "./attempts.ts";
import { titleOf } from "./device-shapes.ts";
import { severityShape } from "./explained.ts";

/** Whom a request is about: their id, or their user name. */
export const byUser = z.strictObject({ id: z.string().min(1).max(320) });

/** Each reads all of the people. */
const exportPace = new Pace(10);

const licenceState = z.enum(["active", "no-seat"]);

const userShape = z.object({
	id: z.string(),
	upn: z.string(),
	displayName: z.string(),
	enabled: z.boolean(),
	/** Bound by no limit of devices. */
	enrollmentManager: z.boolean(),
	hasPassword: z.boolean(),
	/** Whether one is set; never the secret. */
	secondFactor: z.boolean(),
	createdAt: instant,
	updatedAt: instant,
});

const heldLicence = z.object({ plan: z.string(), name: z.string(), state: licenceState, assignedAt: instant });

const policyOf = { policy: z.string(), priority: z.number().nullable(), group: z.string().nullable() };

/** What the record shows of a user: neither their password's hash nor the secret of their one-time codes. */
function toldUser(user: NonNullable<Awaited<ReturnType<ApiStores["users"]["byId"]>>>): z.input<typeof userShape> {
	const { id, upn, displayName, enabled, enrollmentManager, passwordHash, totp, createdAt, updatedAt } = user;
	return {
		// From a file or another system: what turns the direction of a line would turn that of its neighbours too.
		...{
			id,
			upn,
			displayName: printable(displayName),
			enabled,
			enrollmentManager,
			hasPassword: passwordHash !== null,
			secondFactor: totp !== null,
		},
		...{ createdAt: iso(createdAt), updatedAt: iso(updatedAt) },
	};
}

export async function findUser(stores: Pick<ApiStores, "users">, id: string) {
	return (await stores.users.byId(id)) ?? stores.users.byUpn(normaliseUpn(id));
}

/** Of each of them, in one question. */
async function licencesOf(stores: Pick<ApiStores, "licences">, userIds: readonly string[]) {
	const names = await planNames(stores);
	const held = Map.groupBy(await stores.licences.ofUsers(userIds), ({ userId }) => userId);
	return (userId: string) =>
		(held.get(userId) ?? []).map(({ plan, state, assignedAt }) => ({
			...{ plan, name: names.get(plan) ?? plan, state, assignedAt: iso(assignedAt) },
		}));
}

async function planNames({ licences }: Pick<ApiStores, "licences">): Promise<ReadonlyMap<string, string>> {
	return new Map((await licences.plans()).map(({ plan, name }) => [plan, name]));
}

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
	route({
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
	}),
] as const;

function eachOnce<T extends { readonly incident: { readonly id: string } }>(all: readonly T[]): T[] {
	return [...new Map(all.toReversed().map((one) => [one.incident.id, one])).values()].toReversed();
}
