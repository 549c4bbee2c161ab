import type { ChallengeFact } from "../evidence/facts.ts";

/** The sentence of each state; three checks look at the same challenge, and each fails on its own states. The value itself is never shown. */
export function challengeSeen<const S extends ChallengeFact["state"]>(state: S, { issuedAt, expiresAt, usedAt }: ChallengeFact) {
	return { kind: `challenge-${state}` as const, values: { issuedAt, expiresAt, usedAt } };
}
