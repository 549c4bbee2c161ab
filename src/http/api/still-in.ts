import { may } from "../../administrators/permissions.ts";
import { isLive } from "../../administrators/sessions.ts";
import type { ApiServices } from "./api-services.ts";
import type { Caller } from "./route.ts";

/**
 * Whether somebody who came in a while ago may still be here and do this: their session or token, their role, themselves. Unlike a request it does not
 * count as a sign of life: a page that stands open must not keep a session alive.
 */
export async function stillIn(
	{ work, clock, limits }: Pick<ApiServices, "work" | "clock" | "limits">,
	{ administrator, session, token }: Caller,
	permission: Parameters<typeof may>[1],
): Promise<boolean> {
	const now = clock.now();
	const [administratorNow, sessionNow, tokenNow] = await Promise.all([
		work.read.administrators.byId(administrator.id),
		session === null ? undefined : work.read.administratorSessions.byId(session.id),
		token === null ? undefined : work.read.apiTokens.byId(token.id),
	]);
	if (administratorNow?.enabled !== true || !may(administratorNow.role, permission)) return false;
	if (session !== null) return sessionNow !== undefined && isLive(sessionNow, now, limits);
	return tokenNow !== undefined && tokenNow.expiresAt > now;
}
