import type { IdentityFact } from "../evidence/facts.ts";

/** The sentence of each state; two checks look at the same identity, and each fails on its own states. */
export function identitySeen<const S extends IdentityFact["state"]>(state: S, { fingerprint, subject, notAfter }: IdentityFact) {
	return { kind: `identity-${state}` as const, values: { fingerprint, subject, notAfterAt: notAfter } };
}
