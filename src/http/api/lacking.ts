import { may, type Permission, scopes } from "../../administrators/permissions.ts";
import type { ApiProblem } from "./problem.ts";
import type { Caller } from "./route.ts";

/**
 * Refuses whoever may not do all of this, and says whether their role or their token stands in the way: a script with a scope too few is mended with
 * another token, its owner's role is not. undefined: they may.
 */
export function lacking({ administrator, permissions, token }: Caller, needed: readonly Permission[]): ApiProblem | undefined {
	const needs = needed.filter((one) => !permissions.includes(one));
	if (needs.length === 0) return undefined;
	if (token !== null && !needs.every((one) => scopes.some((scope) => scope === one))) return { problem: "not-for-tokens" };
	const ofRole = needs.filter((one) => !may(administrator.role, one));
	return ofRole.length > 0 ? { problem: "forbidden", needs: ofRole } : { problem: "scope-missing", needs };
}
