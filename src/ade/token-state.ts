import type { Randomness } from "../evidence/clock.ts";
import type { Refusal, RefusalKind } from "../protocol/ade/refusal.ts";
import type { AdeToken, AdeTokenStore, RoundStageName } from "./ports.ts";

const minute = 60_000;
const hour = 60 * minute;
const longestBackOff = hour;
/** As with Intune, which syncs on demand no oftener. */
const askAgainAfter = 15 * minute;
/** What Apple names is believed up to here: a day without a sync is what the administrator is warned of. */
const longestAsked = 24 * hour;

/**
 * Refusals that waiting may mend. The others need a person: they are tried on the usual schedule, never sooner, for one request every few minutes is
 * how it is noticed that the person came.
 */
const mendedByWaiting: ReadonlySet<RefusalKind> = new Set([
	"server-error",
	"unreachable",
	"too-many-requests",
	"answer-unreadable",
	// Again after a full fetch had healed it.
	"cursor-invalid",
	"cursor-expired",
	"cursor-required",
	"cursor-exhausted",
]);

type Tokens = { readonly adeTokens: Pick<AdeTokenStore, "byId" | "update"> };

/** Apple refused the token as a whole: since when, and when it is tried again. */
export async function recordRefusal(
	stores: Tokens,
	tokenId: string,
	{ refusal, during }: { readonly refusal: Refusal; readonly during: RoundStageName },
	{ now, randomness }: { readonly now: number; readonly randomness: Randomness },
): Promise<void> {
	const token = await stores.adeTokens.byId(tokenId);
	if (token === undefined) return;
	const since = token.refusal?.kind === refusal.kind ? token.refusal.since : now;
	const waits = mendedByWaiting.has(refusal.kind);
	const failures = waits ? token.failures + 1 : 0;
	const retryAt = waits ? now + pause(refusal, failures, randomness) : null;
	await stores.adeTokens.update(tokenId, { refusal: { ...refusal, since, at: now, during }, failures, retryAt });
}

/** A round came to its end: nothing is wrong with the token. Writes nothing where nothing was. */
export async function recordWell(stores: Tokens, tokenId: string): Promise<void> {
	const token = await stores.adeTokens.byId(tokenId);
	if (token === undefined || (token.refusal === null && token.failures === 0 && token.retryAt === null)) return;
	await stores.adeTokens.update(tokenId, { refusal: null, failures: 0, retryAt: null });
}

/**
 * When the token's next round is due: at Apple's or the back-off's time, else on the usual schedule, earlier where a device's assignment waits for
 * it.
 */
export function nextRoundAt(
	token: Pick<AdeToken, "retryAt" | "refusal" | "lastTriedAt" | "createdAt">,
	nextAssignment: number | null,
	{ now, interval }: { readonly now: number; readonly interval: number },
): number {
	if (token.retryAt !== null) return token.retryAt;
	const usual = token.lastTriedAt === null ? token.createdAt : token.lastTriedAt + interval;
	// What is overdue right after a round could not be done in it, and is no reason to come sooner.
	return token.refusal !== null || nextAssignment === null || nextAssignment <= now ? usual : Math.min(usual, nextAssignment);
}

/**
 * Until when nobody may ask for a sync, for somebody did; null: now. Every 15 minutes at most. Not held back is whoever asks again because the one before
 * did not come to its end (it was cut off, or is under way and can be watched), or because Apple refuses the token for what only a person mends, and
 * asking is how they see whether they mended it.
 */
export function askableAt(token: Pick<AdeToken, "lastAskedAt" | "lastSuccessAt" | "refusal" | "retryAt">, now: number): number | null {
	const { lastAskedAt, lastSuccessAt, refusal, retryAt } = token;
	if (lastAskedAt === null) return null;
	const at = lastAskedAt + askAgainAfter;
	const ended = refusal === null && (lastSuccessAt ?? 0) >= lastAskedAt;
	return at > now && (ended || retryAt !== null) ? at : null;
}

/** Milliseconds: what Apple named, else doubled with each failure and shortened by chance, so that many tokens do not come back at one moment. */
function pause(refusal: Refusal, failures: number, randomness: Randomness): number {
	if (refusal.retryAfterMs !== null) return Math.min(longestAsked, Math.max(1000, refusal.retryAfterMs));
	const longest = Math.min(longestBackOff, 2 * minute * 2 ** Math.min(failures - 1, 10));
	return Math.round(longest * (0.5 + randomness.bytes(2).readUInt16BE() / 0x20000));
}
