import { type Outcome, refused } from "../evidence/outcome.ts";
import type { AdeDeviceStore, AdeKeyPairStore, AdeProfileStore, AdeToken, AdeTokenStore } from "./ports.ts";

export type TokenNameProblem =
	| { readonly kind: "ade-token-name-missing" }
	| { readonly kind: "ade-token-name-too-long"; readonly limit: number; readonly length: number }
	| { readonly kind: "ade-token-name-taken"; readonly name: string };

export type UnknownToken = { readonly kind: "ade-token-unknown"; readonly token: string; readonly known: readonly string[] };

/** `devices`: assigned to its server at Apple; `wanting`: of them, by choice, one of its profiles; `profiles`: under it. At least one is not 0. */
export type TokenInUse = {
	readonly kind: "ade-token-in-use";
	readonly token: string;
	readonly devices: number;
	readonly wanting: number;
	readonly profiles: number;
};

/** In code points. */
const tokenNameLimit = 128;

/** The token that an administrator names, by name (any case) or id. */
export async function findToken(
	stores: { readonly adeTokens: Pick<AdeTokenStore, "byId" | "byName" | "list"> },
	wanted: string,
): Promise<Outcome<{ readonly token: AdeToken }, UnknownToken>> {
	const token = (await stores.adeTokens.byName(wanted.trim())) ?? (await stores.adeTokens.byId(wanted.trim()));
	if (token !== undefined) return { ok: true, token };
	const known = (await stores.adeTokens.list()).map(({ name }) => name);
	return refused({ kind: "ade-token-unknown", token: wanted, known });
}

/** A name as it is kept, if it may be one. Whether it is taken is told by the store. */
export function checkTokenName(typed: string): Outcome<{ readonly name: string }, TokenNameProblem> {
	const name = typed.trim().replace(/[\s\p{Cc}]+/gu, " ");
	if (name === "") return refused({ kind: "ade-token-name-missing" });
	const { length } = Array.from(name);
	if (length > tokenNameLimit) return refused({ kind: "ade-token-name-too-long", limit: tokenNameLimit, length });
	return { ok: true, name };
}

/** Changes what only we know of a token: what it is called, and with which Apple Account it was made (empty: whatever Apple says). */
export async function changeToken(
	stores: { readonly adeTokens: AdeTokenStore },
	{ token: wanted, change }: { readonly token: string; readonly change: { readonly name?: string; readonly appleId?: string } },
): Promise<Outcome<{ readonly before: AdeToken; readonly after: AdeToken }, UnknownToken | TokenNameProblem>> {
	const found = await findToken(stores, wanted);
	if (!found.ok) return found;
	const before = found.token;
	const named = checkTokenName(change.name ?? before.name);
	if (!named.ok) return named;
	const appleId = change.appleId === undefined ? before.appleId : change.appleId.trim() || (before.account?.adminId ?? null);
	const changed = { name: named.name, appleId };
	if (!(await stores.adeTokens.update(before.id, changed))) return refused({ kind: "ade-token-name-taken", name: named.name });
	return { ok: true, before, after: { ...before, ...changed } };
}

/**
 * Deletes a token under Intune's conditions: no device is assigned to its server at Apple, none wants one of its profiles, and there is no profile
 * under it. Devices that are enrolled stay managed; nothing changes at Apple.
 */
export async function deleteToken(
	stores: {
		readonly adeTokens: AdeTokenStore;
		readonly adeKeyPairs: AdeKeyPairStore;
		readonly adeProfiles: Pick<AdeProfileStore, "ofToken">;
		readonly adeDevices: Pick<AdeDeviceStore, "count" | "chosenCounts">;
	},
	wanted: string,
): Promise<Outcome<{ readonly token: AdeToken }, UnknownToken | TokenInUse>> {
	const found = await findToken(stores, wanted);
	if (!found.ok) return found;
	const { token } = found;
	const profiles = await stores.adeProfiles.ofToken(token.id);
	const devices = await stores.adeDevices.count(token.id);
	const chosen = await stores.adeDevices.chosenCounts(token.id);
	const wanting = [...chosen.values()].reduce((sum, count) => sum + count, 0);
	if (devices > 0 || wanting > 0 || profiles.length > 0)
		return refused({ kind: "ade-token-in-use", token: token.name, devices, wanting, profiles: profiles.length });
	// One certificate may be uploaded to several servers at Apple, and then one pair opens the tokens of all.
	const usedByOthers = new Set((await stores.adeTokens.list()).filter(({ id }) => id !== token.id).map(({ keyPairId }) => keyPairId));
	const pairs = (await stores.adeKeyPairs.list()).filter(({ id, forToken }) => id === token.keyPairId || forToken === token.id);
	await stores.adeTokens.delete(token.id);
	for (const { id } of pairs) if (!usedByOthers.has(id)) await stores.adeKeyPairs.delete(id);
	return found;
}
