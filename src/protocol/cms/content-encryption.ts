import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { oids } from "../der/oids.ts";

/** The content ciphers that SCEP clients and Apple's server tokens use, all in CBC mode with PKCS #7 padding. */
export type ContentCipher = "aes-128-cbc" | "aes-192-cbc" | "aes-256-cbc" | "des-ede3-cbc" | "des-cbc";

interface CipherFacts {
	readonly oid: string;
	readonly keyLength: number;
	/** The block's length, and so the IV's. */
	readonly blockLength: number;
}

export const contentCiphers: Readonly<Record<ContentCipher, CipherFacts>> = {
	"aes-128-cbc": { oid: oids.aes128CBC, keyLength: 16, blockLength: 16 },
	"aes-192-cbc": { oid: oids.aes192CBC, keyLength: 24, blockLength: 16 },
	"aes-256-cbc": { oid: oids.aes256CBC, keyLength: 32, blockLength: 16 },
	"des-ede3-cbc": { oid: oids.desEDE3CBC, keyLength: 24, blockLength: 8 },
	"des-cbc": { oid: oids.desCBC, keyLength: 8, blockLength: 8 },
};

const cipherByOid: ReadonlyMap<string, ContentCipher> = new Map([
	[oids.aes128CBC, "aes-128-cbc"],
	[oids.aes192CBC, "aes-192-cbc"],
	[oids.aes256CBC, "aes-256-cbc"],
	[oids.desEDE3CBC, "des-ede3-cbc"],
	[oids.desCBC, "des-cbc"],
]);

export function contentCipherOf(oid: string): ContentCipher | undefined {
	return cipherByOid.get(oid);
}

export function encryptContent(cipher: ContentCipher, key: Uint8Array, iv: Uint8Array, content: Uint8Array): Buffer {
	const encryption = createCipheriv(...nodeCipher(cipher, key), iv);
	return Buffer.concat([encryption.update(content), encryption.final()]);
}

/** Undefined where the padding does not come out. A wrong key passes one time in 256, with a content that is noise. */
export function decryptContent(cipher: ContentCipher, key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array): Buffer | undefined {
	const decryption = createDecipheriv(...nodeCipher(cipher, key), iv);
	try {
		return Buffer.concat([decryption.update(encrypted), decryption.final()]);
	} catch {
		// The one way in which OpenSSL fails here: bad decrypt, or not whole blocks.
		return undefined;
	}
}

/**
 * OpenSSL 3 has single DES only in its legacy provider, which Node does not load. Triple DES encrypts, decrypts and encrypts again: with one key
 * three times, the first two undo each other, and what is left is DES.
 */
function nodeCipher(cipher: ContentCipher, key: Uint8Array): [string, Uint8Array] {
	return cipher === "des-cbc" ? ["des-ede3-cbc", Buffer.concat([key, key, key])] : [cipher, key];
}
