import type { Randomness } from "../evidence/clock.ts";
import type { Work } from "../evidence/work.ts";
import { may, type Permission } from "./permissions.ts";
import type { Administrator, AdministratorStores, ApiToken } from "./ports.ts";
import { seenEvery } from "./sessions.ts";
import { tokenHash } from "./token-hash.ts";

/** So that a secret scanner, and whoever finds one in a file, knows what it is. */
const prefix = "genkan_";

/** A new token, shown once. Its scopes are those asked for that its owner may have. */
export async function createApiToken(
	stores: Pick<AdministratorStores, "apiTokens">,
	of: Pick<ApiToken, "id" | "administratorId" | "name" | "scopes" | "expiresAt">,
	{ now, randomness }: { readonly now: number; readonly randomness: Randomness },
): Promise<{ readonly secret: string; readonly token: ApiToken }> {
	const secret = prefix + randomness.bytes(32).toString("base64url");
	const token: ApiToken = { ...of, tokenHash: tokenHash(secret), createdAt: now, lastUsedAt: null };
	await stores.apiTokens.insert(token);
	return { secret, token };
}

/** Whose token this is, and what it may do now: never more than its owner may at this moment. */
export async function findApiToken(
	work: Work<Pick<AdministratorStores, "administrators" | "apiTokens">>,
	{ secret, now }: { secret: string; now: number },
): Promise<{ readonly token: ApiToken; readonly administrator: Administrator; readonly permissions: readonly Permission[] } | undefined> {
	const token = secret.startsWith(prefix) ? await work.read.apiTokens.byTokenHash(tokenHash(secret)) : undefined;
	if (token === undefined || token.expiresAt <= now) return undefined;
	const administrator = await work.read.administrators.byId(token.administratorId);
	if (administrator?.enabled !== true) return undefined;
	if (now - (token.lastUsedAt ?? 0) >= seenEvery) await work.write(({ apiTokens }) => apiTokens.touch(token.id, now));
	return { token, administrator, permissions: token.scopes.filter((scope) => may(administrator.role, scope)) };
}
