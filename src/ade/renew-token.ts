import type { Clock } from "../evidence/clock.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import { openUploadedToken, type TokenFileProblem } from "./open-uploaded-token.ts";
import type { AdeDeviceStore, AdeToken, AdeTokenChange } from "./ports.ts";
import { openTokenSecrets, sealTokenSecrets } from "./token-secrets.ts";
import { findToken, type UnknownToken } from "./tokens.ts";
import { givePair, isSame, nothingFetched, type UploadStores, untried } from "./upload-token.ts";

export type TokenRenewalProblem =
	| UnknownToken
	| TokenFileProblem
	| { readonly kind: "ade-token-already-held"; readonly token: string }
	/** An earlier download than the one in use: Apple refuses it since the later one was made. */
	| { readonly kind: "ade-token-older"; readonly expiresAt: number; readonly heldExpiresAt: number }
	/** It belongs to another server at Apple. `devices` of the one so far would be shown as removed, and those of the other would come. */
	| { readonly kind: "ade-token-another-server"; readonly token: string; readonly serverName: string | null; readonly devices: number }
	/** It belongs to the server of another token here, which is the one to renew with it. */
	| { readonly kind: "ade-token-renew-instead"; readonly token: string };

export type TokenRenewalWarning =
	| { readonly kind: "ade-token-other-apple-id"; readonly before: string; readonly after: string }
	| { readonly kind: "ade-token-other-server"; readonly serverName: string | null; readonly devices: number };

/**
 * Puts a newer token of the same server in the place of the one in use. The devices, the cursor and the default profile stay; the account is read
 * again; every profile is older than the token then and is defined again at Apple. Pairs of before stay until Apple has accepted the new token
 * (`forgetOldPairs`).
 *
 * A token of another server (another consumer key) is taken only when the administrator confirms that this is meant: then all devices are fetched
 * anew.
 */
export async function renewToken(
	work: Work<UploadStores & { readonly adeDevices: Pick<AdeDeviceStore, "count"> }>,
	renewal: {
		/** Name or id. */
		readonly token: string;
		readonly file: Uint8Array;
		/** undefined keeps the one on record. */
		readonly appleId?: string;
		readonly confirmAnotherServer?: boolean;
	},
	options: { readonly sealer: Sealer; readonly clock: Clock },
): Promise<
	Outcome<{ readonly before: AdeToken; readonly token: AdeToken; readonly warnings: readonly TokenRenewalWarning[] }, TokenRenewalProblem>
> {
	const { sealer } = options;
	const now = options.clock.now();
	const known = await findToken(work.read, renewal.token);
	if (!known.ok) return known;
	const opened = await openUploadedToken(work.read, renewal.file, { sealer, now });
	if (!opened.ok) return opened;
	const { token: uploaded, pair } = opened;

	return work.write(async (stores) => {
		const found = await findToken(stores, known.token.id);
		if (!found.ok) return found;
		const before = found.token;
		if (isSame(uploaded, openTokenSecrets(sealer, before))) return refused({ kind: "ade-token-already-held", token: before.name });
		const sameServer = uploaded.consumerKey === before.consumerKey;
		// Each download at Apple is good for a year from then, and ends those before it.
		if (sameServer && uploaded.expiresAt < before.expiresAt)
			return refused({ kind: "ade-token-older", expiresAt: uploaded.expiresAt, heldExpiresAt: before.expiresAt });
		const serverName = before.account?.serverName ?? null;
		const devices = sameServer ? 0 : await stores.adeDevices.count(before.id);
		if (!sameServer) {
			const other = await stores.adeTokens.byConsumerKey(uploaded.consumerKey);
			if (other !== undefined) return refused({ kind: "ade-token-renew-instead", token: other.name });
			if (renewal.confirmAnotherServer !== true)
				return refused({ kind: "ade-token-another-server", token: before.name, serverName, devices });
		}
		const appleId = renewal.appleId?.trim() || before.appleId;
		const change: AdeTokenChange = {
			appleId,
			keyPairId: pair.id,
			consumerKey: uploaded.consumerKey,
			secrets: sealTokenSecrets(sealer, before.id, uploaded),
			expiresAt: uploaded.expiresAt,
			uploadedAt: now,
			...untried,
			...(sameServer ? { accountAt: null } : nothingFetched),
		};
		await givePair(stores, pair, before.id);
		await stores.adeTokens.update(before.id, change);
		const pairBefore = await stores.adeKeyPairs.byId(before.keyPairId);
		if (pairBefore !== undefined) await givePair(stores, pairBefore, before.id);
		const warnings: TokenRenewalWarning[] = [];
		if (before.appleId !== null && appleId !== null && before.appleId !== appleId)
			warnings.push({ kind: "ade-token-other-apple-id", before: before.appleId, after: appleId });
		if (!sameServer) warnings.push({ kind: "ade-token-other-server", serverName, devices });
		return { ok: true, before, token: { ...before, ...change }, warnings };
	});
}
