import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import type { Randomness } from "../evidence/clock.ts";
import type { Sealer } from "../evidence/sealer.ts";

const version = 1;
const nonceLength = 12;
const tagLength = 16;

/**
 * AES-256-GCM under a key derived from the master key. Layout: version (1 byte), nonce (12), tag (16), ciphertext.
 * Random nonces of 96 bits are safe for 2^32 values under one key (NIST SP 800-38D 8.3), far above what a tenant stores.
 */
export function createSealer(masterKey: Uint8Array, randomness: Randomness): Sealer {
	if (masterKey.length !== 32) throw new Error("the master key must be 32 bytes");
	const key = Buffer.from(hkdfSync("sha256", masterKey, "", "genkan seal 1", 32));
	return {
		seal(plain, context) {
			const nonce = randomness.bytes(nonceLength);
			const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength });
			cipher.setAAD(Buffer.from(context));
			const body = Buffer.concat([cipher.update(plain), cipher.final()]);
			return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body]);
		},
		open(sealed, context) {
			if (sealed.length < 1 + nonceLength + tagLength || sealed[0] !== version)
				throw new Error(`sealed value of an unknown form: ${context}`);
			const bodyStart = 1 + nonceLength + tagLength;
			const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 1 + nonceLength), { authTagLength: tagLength });
			decipher.setAAD(Buffer.from(context));
			decipher.setAuthTag(sealed.subarray(1 + nonceLength, bodyStart));
			try {
				return Buffer.concat([decipher.update(sealed.subarray(bodyStart)), decipher.final()]);
			} catch (error) {
				throw new Error(`sealed under another master key, or changed: ${context}`, { cause: error });
			}
		},
	};
}
