import type { Randomness } from "../evidence/clock.ts";

/** RFC 9562 version 4, upper case as Apple writes a CommandUUID and a PayloadUUID, from the randomness that was passed in. */
export function newUuid(randomness: Randomness): string {
	const bytes = randomness.bytes(16);
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	return bytes
		.toString("hex")
		.toUpperCase()
		.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
