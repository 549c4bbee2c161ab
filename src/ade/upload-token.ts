import type { Clock, Randomness } from "../evidence/clock.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import type { ServerToken } from "../protocol/ade/server-token.ts";
import { openUploadedToken, type TokenFileProblem } from "./open-uploaded-token.ts";
import type { AdeKeyPair, AdeKeyPairStore, AdeToken, AdeTokenStore } from "./ports.ts";
import { openTokenSecrets, sealTokenSecrets } from "./token-secrets.ts";
import { checkTokenName, type TokenNameProblem } from "./tokens.ts";

export type TokenUploadProblem =
	| TokenNameProblem
	| TokenFileProblem
	/** The very same token is in use under this name. */
	| { readonly kind: "ade-token-already-held"; readonly token: string }
	/** A token of the same server at Apple is in use under this name: with a second one the first would end, so it is renewed instead. */
	| { readonly kind: "ade-token-renew-instead"; readonly token: string }
	| { readonly kind: "ade-tokens-too-many"; readonly limit: number };

/** As with Intune. */
const tokenLimit = 2000;

export interface UploadStores {
	readonly adeTokens: AdeTokenStore;
	readonly adeKeyPairs: AdeKeyPairStore;
}

/** Takes a token of a server at Apple that we do not know yet. Nothing is known of its devices then: the next round fetches them all. */
export async function uploadToken(
	work: Work<UploadStores>,
	upload: {
		readonly name: string;
		/** The `.p7m` as it was downloaded, or its text, or its base64. */
		readonly file: Uint8Array;
		/** With which it was made at Apple: whoever renews it next year needs it. */
		readonly appleId?: string;
	},
	options: { readonly sealer: Sealer; readonly clock: Clock; readonly randomness: Randomness },
): Promise<Outcome<{ readonly token: AdeToken }, TokenUploadProblem>> {
	const { sealer } = options;
	const now = options.clock.now();
	const named = checkTokenName(upload.name);
	if (!named.ok) return named;
	const opened = await openUploadedToken(work.read, upload.file, { sealer, now });
	if (!opened.ok) return opened;
	const id = options.randomness.bytes(16).toString("hex");
	const token: AdeToken = {
		id,
		name: named.name,
		appleId: upload.appleId?.trim() || null,
		keyPairId: opened.pair.id,
		consumerKey: opened.token.consumerKey,
		secrets: sealTokenSecrets(sealer, id, opened.token),
		expiresAt: opened.token.expiresAt,
		uploadedAt: now,
		createdAt: now,
		...untried,
		...nothingFetched,
		defaultProfileId: null,
		generation: 0,
		lastSuccessAt: null,
		lastAskedAt: null,
	};
	return work.write(async (stores) => {
		const held = await stores.adeTokens.byConsumerKey(token.consumerKey);
		if (held !== undefined) {
			const same = isSame(opened.token, openTokenSecrets(sealer, held));
			return same
				? refused({ kind: "ade-token-already-held", token: held.name })
				: refused({ kind: "ade-token-renew-instead", token: held.name });
		}
		if ((await stores.adeTokens.count()) >= tokenLimit) return refused({ kind: "ade-tokens-too-many", limit: tokenLimit });
		// Asked before the pair is given away: what a unit wrote stays where it answers with a refusal.
		if ((await stores.adeTokens.byName(token.name)) !== undefined) return refused({ kind: "ade-token-name-taken", name: token.name });
		await givePair(stores, opened.pair, id);
		if (!(await stores.adeTokens.insert(token))) throw new Error("a token with this name came in the same moment");
		return { ok: true, token };
	});
}

/** What a token has that Apple has not been asked with: it is asked at once, and nothing is held against it. */
export const untried = { refusal: null, retryAt: null, failures: 0, lastTriedAt: null } as const;

/** Of a server whose devices we have not seen: a full fetch is due, and none is under way. */
export const nothingFetched = {
	account: null,
	accountAt: null,
	cursor: null,
	cursorAt: null,
	mode: "sync",
	fetched: 0,
	fetchStartedAt: null,
	lastFullAt: null,
} as const;

/** Whether it is one token, and not another of the same server. */
export function isSame(one: ServerToken, other: ServerToken): boolean {
	return one.consumerKey === other.consumerKey && one.accessToken === other.accessToken && one.accessSecret === other.accessSecret;
}

/** Writes down whose pair it is now, so that it is known for one of the token's even after the next renewal has come with another. */
export async function givePair(stores: UploadStores, pair: AdeKeyPair, tokenId: string): Promise<void> {
	if (pair.forToken === tokenId) return;
	// One certificate may be uploaded to several servers at Apple: then the pair stays with the token that had it first.
	if ((await stores.adeTokens.list()).some(({ keyPairId }) => keyPairId === pair.id)) return;
	await stores.adeKeyPairs.delete(pair.id);
	await stores.adeKeyPairs.insert({ ...pair, forToken: tokenId });
}
