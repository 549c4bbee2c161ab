import { z } from "zod";
import { may } from "../../../administrators/permissions.ts";
import { shortId } from "../../../diagnosis/incident-record.ts";
import { refuse } from "../problem.ts";
import { record } from "../record.ts";
import { type Caller, route } from "../route.ts";
import { byId, instant, iso, nothing } from "../shapes.ts";

/** More than anybody has. */
const most = 200;

/** One's own, or everybody's, which an owner may. */
export const whose = z.strictObject({ of: z.enum(["me", "all"]).default("me") });

export const sessionsRoutes = [
	route({
		method: "GET",
		path: "/sessions",
		id: "listSessions",
		summary: "Sessions that are open, the newest first.",
		access: "own-session",
		query: whose,
		answer: z.object({
			items: z.array(
				z.object({
					id: z.string(),
					administrator: z.string(),
					current: z.boolean(),
					createdAt: instant,
					lastSeenAt: instant,
					expiresAt: instant,
					peer: z.string(),
					userAgent: z.string(),
				}),
			),
		}),
		async run({ query }, { services, caller }) {
			const { administrator } = caller;
			if (query.of === "all" && !may(administrator.role, "all-sessions")) return { problem: "forbidden", needs: ["all-sessions"] };
			const { work, clock, limits } = services;
			const now = clock.now();
			const filter = query.of === "all" ? {} : { administratorId: administrator.id };
			const open = await work.read.administratorSessions.list({
				...{ ...filter, stage: "signed-in", live: { now, idleSince: now - limits.idle }, limit: most },
			});
			const names = new Map((await work.read.administrators.list()).map(({ id, name }) => [id, name]));
			const items = open.map(({ id, administratorId, createdAt, lastSeenAt, expiresAt, peer, userAgent }) => ({
				...{ id, peer, userAgent, administrator: names.get(administratorId) ?? "", current: id === caller.session?.id },
				...{ createdAt: iso(createdAt), lastSeenAt: iso(lastSeenAt), expiresAt: iso(expiresAt) },
			}));
			return { body: { items } };
		},
	}),
	route({
		method: "DELETE",
		path: "/sessions/:id",
		id: "revokeSession",
		summary: "Ends a session: one's own, or, by an owner, anybody's.",
		access: "own-session",
		params: byId,
		answer: nothing,
		async run({ params }, asked) {
			const { caller, services } = asked;
			const revoked = await services.work.write(async (stores) => {
				const session = await stores.administratorSessions.byId(params.id);
				if (session === undefined || !mayEnd(caller, session.administratorId)) return false;
				await stores.administratorSessions.delete(session.id);
				const target = (await stores.administrators.byId(session.administratorId))?.name ?? null;
				const detail = { session: shortId(session.id) };
				await record(stores, caller.administrator.name, { action: "administrators revoke", target, detail }, asked);
				return true;
			});
			// What belongs to another is not even said to be there.
			return revoked ? { body: {} } : refuse("not-found");
		},
	}),
] as const;

const mayEnd = ({ administrator }: Caller, owner: string) => owner === administrator.id || may(administrator.role, "all-sessions");
