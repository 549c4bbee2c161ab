import { closeSync, fsyncSync, lstatSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Randomness } from "../evidence/clock.ts";

export type MasterKeyProblem = {
	readonly kind: "master-key-missing" | "master-key-not-a-file" | "master-key-open-to-others" | "master-key-malformed";
	readonly file: string;
};

export type MasterKey =
	| { readonly ok: true; readonly key: Buffer; readonly made: boolean }
	| { readonly ok: false; readonly problem: MasterKeyProblem };

/**
 * Reads the master key's file, or makes it at the first start (mode 0600, 32 random bytes in base64).
 * A file that others can read, or of another form, is refused: it is the one secret on which all others rest.
 *
 * @param mayMake false once a store exists: a new key could open nothing of it
 */
export function masterKeyFromFile(file: string, randomness: Randomness, mayMake: boolean): MasterKey {
	const refused = (kind: MasterKeyProblem["kind"]): MasterKey => ({ ok: false, problem: { kind, file } });
	const found = lstatSync(file, { throwIfNoEntry: false });
	if (found === undefined) return mayMake ? make(file, randomness) : refused("master-key-missing");
	if (!found.isFile()) return refused("master-key-not-a-file");
	if ((found.mode & 0o077) !== 0) return refused("master-key-open-to-others");
	const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
	return key.length === 32 ? { ok: true, key, made: false } : refused("master-key-malformed");
}

function make(file: string, randomness: Randomness): MasterKey {
	const key = randomness.bytes(32);
	const descriptor = openSync(file, "wx", 0o600);
	try {
		writeSync(descriptor, `${key.toString("base64")}\n`);
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	return { ok: true, key, made: true };
}
