import { closeSync, fsyncSync, lstatSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Randomness } from "../evidence/clock.ts";

export type MasterKey =
	| { readonly ok: true; readonly key: Buffer; readonly made: boolean }
	| { readonly ok: false; readonly problem: string };

/**
 * Reads the master key's file, or makes it at the first start (mode 0600, 32 random bytes in base64).
 * A file that others can read, or of another form, is refused: it is the one secret on which all others rest.
 *
 * @param mayMake false once a store exists: a new key could open nothing of it
 */
export function masterKeyFromFile(file: string, randomness: Randomness, mayMake: boolean): MasterKey {
	let mode: number;
	try {
		mode = lstatSync(file).mode;
	} catch {
		return mayMake
			? make(file, randomness)
			: { ok: false, problem: `${file} is missing, and the store was sealed under it. Put it back from your backup.` };
	}
	if ((mode & 0o077) !== 0) return { ok: false, problem: `${file} can be read by others. Run: chmod 600 ${file}` };
	const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
	return key.length === 32
		? { ok: true, key, made: false }
		: { ok: false, problem: `${file} does not hold 32 bytes in base64. Put it back from your backup.` };
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
