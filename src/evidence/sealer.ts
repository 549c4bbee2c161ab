import type { Buffer } from "node:buffer";

/** What the domain needs of pki/seal.ts: to write a secret down so that only this service reads it. */
export interface Sealer {
	/** `context` says what it is and whose; the same on opening, so that a sealed value cannot be moved to another row. */
	seal(plain: Uint8Array, context: string): Uint8Array;
	/** @throws Error when it was sealed under another master key or context, or was changed */
	open(sealed: Uint8Array, context: string): Buffer;
}
