import { hash, type KeyObject } from "node:crypto";
import { publicKeyFrom } from "../x509/signature.ts";
import { certificateParts } from "./certificate-identifier.ts";

/** The public key of a certificate, or null where it is of a kind that is not verified here (`publicKeyFrom`). */
export function publicKeyOf(certificate: Uint8Array): KeyObject | null {
	const parts = certificateParts(certificate);
	return parts ? (publicKeyFrom(parts.spki) ?? null) : null;
}

/**
 * Remembers the public keys of the signers seen last, by the SHA-256 of the whole certificate: a device signs every message with the same one,
 * and making its KeyObject costs as much as verifying a signature. It says nothing about trust.
 */
export class SignerCache {
	readonly #capacity: number;
	// A Map iterates in the order of insertion, so the first key is the one that was not used for longest.
	readonly #keys = new Map<string, KeyObject | null>();

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
		let key = this.#keys.get(fingerprint);
		if (key === undefined) key = publicKeyOf(certificate);
		else this.#keys.delete(fingerprint);
		this.#keys.set(fingerprint, key);
		if (this.#keys.size > this.#capacity) {
			for (const oldest of this.#keys.keys()) {
				this.#keys.delete(oldest);
				break;
			}
		}
		return key;
	}
}
