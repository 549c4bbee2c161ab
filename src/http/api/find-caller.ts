import { findApiToken } from "../../administrators/api-tokens.ts";
import { permissionsOf } from "../../administrators/permissions.ts";
import { findSession } from "../../administrators/sessions.ts";
import type { ApiServices } from "./api-services.ts";
import type { Caller } from "./route.ts";

/**
 * Who asks: by the token of a script where one is shown, and then by nothing else; else by the cookie. null: nobody who may come in.
 *
 * @param authorization the header as it came
 */
export async function findCaller(
	{ work, clock, limits }: ApiServices,
	{ authorization, cookie }: { readonly authorization: string | undefined; readonly cookie: string | null },
): Promise<Caller | null> {
	const now = clock.now();
	if (authorization !== undefined) {
		const secret = /^Bearer ([\w-]{1,200})$/i.exec(authorization)?.[1];
		const found = secret === undefined ? undefined : await findApiToken(work, { secret, now });
		return found === undefined ? null : { ...found, session: null };
	}
	const found = cookie === null ? undefined : await findSession(work, { token: cookie, stage: "signed-in", now, limits });
	return found === undefined ? null : { ...found, permissions: permissionsOf(found.administrator.role), token: null };
}
