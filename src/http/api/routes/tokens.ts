import { z } from "zod";
import { createApiToken } from "../../../administrators/api-tokens.ts";
import { may, scopes } from "../../../administrators/permissions.ts";
import type { ApiToken } from "../../../administrators/ports.ts";
import { shortId } from "../../../diagnosis/incident-record.ts";
import { newId } from "../../../enrollment/record.ts";
import { refuse } from "../problem.ts";
import { record } from "../record.ts";
import { route } from "../route.ts";
import { byId, instant, iso, nothing, permissionShape } from "../shapes.ts";
import { whose } from "./sessions.ts";

const most = 200;
/** More than one person has scripts. */
const mostTokens = 50;
const day = 86_400_000;

const tokenShape = z.object({
	id: z.string(),
	administrator: z.string(),
	name: z.string(),
	scopes: z.array(permissionShape),
	createdAt: instant,
	expiresAt: instant,
	lastUsedAt: instant.nullable(),
});

export const tokenRoutes = [
	route({
		method: "POST",
		path: "/tokens",
		id: "createToken",
		summary: "Makes a token for a script, with no more than its owner may do. The token is shown this once.",
		access: "own-tokens",
		body: z.strictObject({
			name: z.string().trim().min(1).max(100),
			scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
			days: z.number().int().min(1).max(365).default(90),
		}),
		answer: tokenShape.extend({ secret: z.string() }),
		status: 201,
		showsSecret: true,
		recent: true,
		async run({ body }, asked) {
			const { administrator } = asked.caller;
			const wanted = scopes.filter((scope) => body.scopes.includes(scope));
			const needs = wanted.filter((scope) => !may(administrator.role, scope));
			if (needs.length > 0) return { problem: "forbidden", needs };
			const { work, clock, randomness } = asked.services;
			const now = clock.now();
			const of = { id: newId(clock, randomness), administratorId: administrator.id, name: body.name, scopes: wanted };
			const made = await work.write(async (stores) => {
				const live = await stores.apiTokens.list({ administratorId: administrator.id, liveAt: now, limit: mostTokens });
				if (live.length >= mostTokens) return undefined;
				const detail = { token: shortId(of.id), name: body.name, scopes: wanted, endsAt: now + body.days * day };
				await record(stores, administrator.name, { action: "administrators token", target: administrator.name, detail }, asked);
				return createApiToken(stores, { ...of, expiresAt: now + body.days * day }, { now, randomness });
			});
			if (made === undefined) return refuse("too-many-tokens");
			return { body: { ...told(made.token, administrator.name), secret: made.secret } };
		},
	}),
	route({
		method: "GET",
		path: "/tokens",
		id: "listTokens",
		summary: "Tokens of scripts, the newest first.",
		access: "own-tokens",
		query: whose,
		answer: z.object({ items: z.array(tokenShape) }),
		async run({ query }, { services, caller }) {
			const { administrator } = caller;
			if (query.of === "all" && !may(administrator.role, "all-tokens")) return { problem: "forbidden", needs: ["all-tokens"] };
			const { read } = services.work;
			const filter = query.of === "all" ? {} : { administratorId: administrator.id };
			const names = new Map((await read.administrators.list()).map(({ id, name }) => [id, name]));
			const now = services.clock.now();
			const good = await read.apiTokens.list({ ...filter, liveAt: now, limit: most });
			return { body: { items: good.map((token) => told(token, names.get(token.administratorId) ?? "")) } };
		},
	}),
	route({
		method: "DELETE",
		path: "/tokens/:id",
		id: "revokeToken",
		summary: "Takes a token away: one's own, or, by an owner, anybody's.",
		access: "own-tokens",
		params: byId,
		answer: nothing,
		async run({ params }, asked) {
			const { administrator } = asked.caller;
			const revoked = await asked.services.work.write(async (stores) => {
				const token = await stores.apiTokens.byId(params.id);
				if (token === undefined || (token.administratorId !== administrator.id && !may(administrator.role, "all-tokens"))) return false;
				await stores.apiTokens.delete(token.id);
				const target = (await stores.administrators.byId(token.administratorId))?.name ?? null;
				const detail = { token: shortId(token.id), name: token.name };
				await record(stores, administrator.name, { action: "administrators revoke", target, detail }, asked);
				return true;
			});
			return revoked ? { body: {} } : refuse("not-found");
		},
	}),
] as const;

function told({ id, name, scopes: may, createdAt, expiresAt, lastUsedAt }: ApiToken, administrator: string) {
	return { id, administrator, name, scopes: [...may], createdAt: iso(createdAt), expiresAt: iso(expiresAt), lastUsedAt: iso(lastUsedAt) };
}
