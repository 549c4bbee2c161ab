import type { Randomness } from "../evidence/clock.ts";
import { tokenHash } from "./token-hash.ts";

/** Without letters and digits that look alike, for it is typed from a terminal or read out; 32 of them, so that each is five bits. */
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** Whoever finds an old one finds nothing in it. */
export const codeLifetime = 24 * 3600_000;

/** 100 random bits as XXXXX-XXXXX-XXXXX-XXXXX, to be shown once, and the hash that is kept. */
export function newOneTimeCode(randomness: Randomness): { readonly code: string; readonly hash: string } {
	const letters = [...randomness.bytes(20)].map((byte) => alphabet[byte % 32]).join("");
	return { code: (letters.match(/.{5}/g) ?? []).join("-"), hash: tokenHash(letters) };
}

/** Of a code as somebody typed it. */
export function codeHashOf(typed: string): string {
	return tokenHash(typed.normalize("NFKC").toUpperCase().replace(/[\s-]/g, ""));
}
