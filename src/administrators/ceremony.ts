import type { Randomness } from "../evidence/clock.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import type { SpentCeremonyStore } from "./ports.ts";
import { tokenHash } from "./token-hash.ts";

/**
 * Something that a browser began and will come back with: a challenge to a passkey, or the way to the provider. `for`: to whom it is bound, so that
 * what was begun by one is not ended by another.
 */
export type Ceremony =
	| { readonly kind: "passkey-sign-in"; readonly challenge: string }
	| { readonly kind: "passkey-new"; readonly challenge: string; readonly administratorId: string; readonly for: string }
	| { readonly kind: "authenticator"; readonly totp: string; readonly for: string }
	| { readonly kind: "provider"; readonly state: string; readonly nonce: string; readonly verifier: string; readonly to: string };

type Kind = Ceremony["kind"];

/** Somebody may have to find their security key; at the provider, register a second factor first. */
const lifetimes: Readonly<Record<Kind, number>> = {
	"passkey-sign-in": 5 * 60_000,
	"passkey-new": 10 * 60_000,
	authenticator: 15 * 60_000,
	provider: 30 * 60_000,
};

const context = "administrator-ceremony";

/** base64url of 256 random bits. */
export const newChallenge = (randomness: Randomness): string => Buffer.from(randomness.bytes(32)).toString("base64url");

/**
 * What the browser keeps of it in a cookie of its own, sealed: it cannot be read, changed or made by anybody else, and a stranger who begins without
 * end fills no table.
 */
export function beginCeremony(
	ceremony: Ceremony,
	{ now, sealer, randomness }: { readonly now: number; readonly sealer: Sealer; readonly randomness: Randomness },
): string {
	const kept = { ...ceremony, id: newChallenge(randomness), expiresAt: now + lifetimes[ceremony.kind] };
	return Buffer.from(sealer.seal(Buffer.from(JSON.stringify(kept)), context)).toString("base64url");
}

/**
 * What this browser began, once: whatever comes of it, it is spent. Run it before anything is judged, in a unit of work of its own.
 *
 * @param token of the cookie; undefined is answered where it is of another kind, over, spent or nobody's
 */
export async function endCeremony<K extends Kind>(
	work: Work<{ readonly spentCeremonies: SpentCeremonyStore }>,
	{ token, kind, now, sealer }: { readonly token: string | null; readonly kind: K; readonly now: number; readonly sealer: Sealer },
): Promise<Own<K> | undefined> {
	const kept = lookAtCeremony({ token, kind, now, sealer });
	if (kept === undefined) return undefined;
	const first = await work.write(({ spentCeremonies }) => spentCeremonies.spend(tokenHash(kept.id), kept.expiresAt));
	return first ? kept : undefined;
}

type Own<K extends Kind> = Extract<Ceremony, { readonly kind: K }> & { readonly id: string; readonly expiresAt: number };

/** As above, and it stays: for what may be tried twice, as a code that was mistyped. */
export function lookAtCeremony<K extends Kind>({
	token,
	kind,
	now,
	sealer,
}: {
	readonly token: string | null;
	readonly kind: K;
	readonly now: number;
	readonly sealer: Sealer;
}): Own<K> | undefined {
	const kept = token === null ? undefined : opened(token, sealer);
	return kept?.kind === kind && kept.expiresAt > now ? (kept as Own<K>) : undefined;
}

type Kept = Ceremony & { readonly id: string; readonly expiresAt: number };

function opened(token: string, sealer: Sealer): Kept | undefined {
	try {
		return JSON.parse(sealer.open(Buffer.from(token, "base64url"), context).toString("utf8"));
	} catch {
		// Of another master key, changed, or never ours.
		return undefined;
	}
}
