import type { Randomness } from "../evidence/clock.ts";

/**
 * Twenty-four signs that cannot be mistaken for one another when written or said: no 0 O, 1 I L, 8 B, 5 S, U V, Z 2.
 * Six of them are 24^6 = 1.9e8 references; a reference names a try and opens nothing, so it need not be unguessable.
 */
const signs = "234679ACDEFGHJKMNPQRTWXY";
const length = 6;

/** A new reference such as `K7-4QPM`. Uniqueness is the store's to say. */
export function newReference(randomness: Randomness): string {
	const limit = 256 - (256 % signs.length);
	let reference = "";
	while (reference.length < length) {
		for (const byte of randomness.bytes(length)) {
			if (byte < limit && reference.length < length) reference += signs[byte % signs.length];
		}
	}
	return `${reference.slice(0, 2)}-${reference.slice(2)}`;
}

/**
 * What a person typed or said, as a reference: any case or width, hyphen or not. Signs that the alphabet leaves out are kept, so that a wrong
 * reference is reported as it was typed. Undefined when it cannot be one.
 */
export function normaliseReference(typed: string): string | undefined {
	const plain = typed
		.normalize("NFKC")
		.toUpperCase()
		.replaceAll(/[^A-Z0-9]/g, "");
	return plain.length === length ? `${plain.slice(0, 2)}-${plain.slice(2)}` : undefined;
}
