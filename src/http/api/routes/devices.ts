import { z } from "zod";
import { normaliseUpn } from "../../../directory/upn.ts";
import { parseVersion } from "../../../evidence/version.ts";
import type { ApiStores } from "../api-stores.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { route } from "../route.ts";
import { instant, iso } from "../shapes.ts";
import { deviceState, listedDeviceShape, ownership, toldDevice } from "./device-shapes.ts";

const day = 86_400_000;
/** States are counted over all devices, which costs some milliseconds: not for each page that somebody opens. */
const countsAreGoodFor = 5_000;
const counted = new WeakMap<ApiStores, { readonly at: number; readonly states: Readonly<Record<string, number>> }>();

export const deviceRoutes = [
	route({
		method: "GET",
		path: "/devices",
		id: "listDevices",
		summary: "Devices that are or were enrolled, the newest first.",
		access: "devices.read",
		query: z.strictObject({
			...pageQuery,
			/** Part of a name, serial number, UDID, IMEI, product or user name. */
			search: z.string().trim().min(1).max(100).optional(),
			state: deviceState.optional(),
			ownership: ownership.optional(),
			platform: z.enum(["iPhone", "iPad"]).optional(),
			osBelow: z
				.string()
				.max(20)
				.refine((text) => parseVersion(text) !== null)
				.optional(),
			notSeenDays: z.coerce.number().int().min(1).max(3650).optional(),
			/** By the whole name. */
			user: z.string().min(1).max(320).optional(),
		}),
		answer: pageOf(listedDeviceShape),
		async run({ query }, { services }) {
			const { cursor, limit, notSeenDays, user, ...filters } = query;
			const { read } = services.work;
			const owner = user === undefined ? undefined : await read.users.byUpn(normaliseUpn(user));
			if (user !== undefined && owner === undefined) return { body: { items: [], next: null } };
			const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as typeof filters;
			const rows = await read.devices.page({
				...(given as object),
				...(owner === undefined ? {} : { userId: owner.id }),
				...(notSeenDays === undefined ? {} : { notSeenSince: services.clock.now() - notSeenDays * day }),
				...(cursor === undefined ? {} : { after: cursor }),
				limit: limit + 1,
			});
			return { body: page(rows, limit, { item: toldDevice, position: ({ enrolledAt, id }) => ({ at: enrolledAt, id }) }) };
		},
	}),
	route({
		method: "GET",
		path: "/devices/counts",
		id: "countDevices",
		summary: "How many devices are in each state, as of a moment ago.",
		access: "devices.read",
		answer: z.object({ total: z.number(), states: z.record(z.string(), z.number()), at: instant }),
		async run(_, { services }) {
			const { read } = services.work;
			const now = services.clock.now();
			const before = counted.get(read);
			const fresh = before !== undefined && now - before.at < countsAreGoodFor && now >= before.at;
			const { at, states } = fresh ? before : { at: now, states: await read.devices.countByState() };
			if (!fresh) counted.set(read, { at, states });
			const total = Object.values(states).reduce((sum, n) => sum + n, 0);
			return { body: { total, states: { ...states }, at: iso(at) } };
		},
	}),
	route({
		method: "GET",
		path: "/blocked-devices",
		id: "listBlockedDevices",
		summary: "Serial numbers that may not enroll, those blocked last first.",
		access: "devices.read",
		query: z.strictObject({ ...pageQuery, search: z.string().trim().min(1).max(100).optional() }),
		answer: pageOf(z.object({ serial: z.string(), reason: z.string(), at: instant })),
		async run({ query: { cursor, limit, search } }, { services }) {
			const rows = await services.work.read.blockedDevices.page({
				...(search === undefined ? {} : { search }),
				...(cursor === undefined ? {} : { after: cursor }),
				limit: limit + 1,
			});
			const item = ({ serial, reason, at }: (typeof rows)[number]) => ({ serial, reason, at: iso(at) });
			return { body: page(rows, limit, { item, position: ({ at, serial }) => ({ at, id: serial }) }) };
		},
	}),
] as const;
