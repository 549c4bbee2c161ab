import { hash, type KeyObject } from "node:crypto";
import { publicKeyFrom } from "../x509/signature.ts";
import { certificateParts } from "./certificate-identifier.ts";

const newcomersPerPlace = 100;

/** The public key of a certificate, or null where it is of a kind that is not verified here (`publicKeyFrom`). */
export function publicKeyOf(certificate: Uint8Array): KeyObject | null {
	const parts = certificateParts(certificate);
	return parts ? (publicKeyFrom(parts.spki) ?? null) : null;
}

/**
 * Remembers the public keys of signers, by the SHA-256 of the whole certificate: a device signs every message with the same one, and making its
 * KeyObject costs as much as verifying a signature. It says nothing about trust.
 *
 * When it is full nobody is put out for a newcomer: a key has 4 KB outside of V8's heap, which V8 does not count, and which a key that was kept for a
 * while gives back at the next full collection only. A fleet larger than the cache still makes the process grow until then, but by half as much as when
 * each message put somebody out. Those who went away make room when so many newcomers came that the cache helps few.
 */
export class SignerCache {
	readonly #capacity: number;
	readonly #keys = new Map<string, KeyObject | null>();
	#newcomers = 0;

	constructor(capacity: number) {
		if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError("a cache needs room for one");
		this.#capacity = capacity;
	}

	get size(): number {
		return this.#keys.size;
	}

	/** As `publicKeyOf`. */
	publicKeyOf(certificate: Uint8Array): KeyObject | null {
		const fingerprint = hash("sha256", certificate, "base64");
		const known = this.#keys.get(fingerprint);
		if (known !== undefined) return known;
		const key = publicKeyOf(certificate);
		if (this.#keys.size >= this.#capacity && ++this.#newcomers > newcomersPerPlace * this.#capacity) {
			this.#keys.clear();
			this.#newcomers = 0;
		}
		if (this.#keys.size < this.#capacity) this.#keys.set(fingerprint, key);
		return key;
	}
}
