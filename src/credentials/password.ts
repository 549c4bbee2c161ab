import { Buffer } from "node:buffer";
import { hash, verify } from "@node-rs/argon2";

// OWASP Password Storage Cheat Sheet: argon2id with m=19456 (19 MiB), t=2, p=1. The package's default algorithm is argon2id; its enum is ambient and
// const, which type stripping cannot read.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Longer ones are refused before any work is done on them. */
export const passwordByteLimit = 1024;

// A hash of something that nobody knows any more, at the cost above: verifying against it takes as long as against a real one.
const nobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$pg9eqzZg3on8Mk9U7+C0qA$fRi6TWWUtfiMPYVedSbZdkZOjLFvbbbniAEof3giB9I";

/** argon2id as a PHC string. The password must be fit (`passwordFault`); takes about 20 ms and 19 MiB on another thread. */
export function hashPassword(password: string): Promise<string> {
	if (passwordFault(password) !== null) throw new RangeError("only a fit password is hashed: ask passwordFault first");
	return hash(fold(password), cost);
}

/**
 * Whether this is the user's password. With no hash (no such user, or one without a password) it answers false after the same work, so that the
 * time taken says nothing. An unreadable hash answers false too.
 *
 * @param argon2 does the work: whether a PHC string is of this password
 */
export async function verifyPassword(
	passwordHash: string | null,
	password: string,
	argon2: (phc: string, password: string) => Promise<boolean> = verify,
): Promise<boolean> {
	const fit = passwordFault(password) === null;
	const same = await argon2(passwordHash ?? nobodysHash, fit ? fold(password) : "\u0000").catch(() => false);
	return same && fit && passwordHash !== null;
}

/** Why this cannot be a password: an empty one never is. */
export function passwordFault(password: string): "empty" | "too-long" | null {
	if (password === "") return "empty";
	return Buffer.byteLength(password) > passwordByteLimit ? "too-long" : null;
}

/** NIST SP 800-63B 3.1.1.2: normalised before hashing, else the same password typed on another keyboard (full-width, composed) is a different one. */
function fold(password: string): string {
	return password.normalize("NFKC");
}
