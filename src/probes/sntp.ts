import { Buffer } from "node:buffer";

/** Of a message without extensions and authentication (RFC 5905 7.3). */
const sntpLength = 48;

// NTP counts from 1900.
const unixEpoch = 2_208_988_800;

/** @param mark 8 random bytes that the server sends back: who does not see the request cannot answer it (RFC 5905 8, as data minimisation has it) */
export function buildSntpRequest(mark: Uint8Array): Buffer {
	const bytes = Buffer.alloc(sntpLength);
	// No leap indicator, version 4, mode 3 (client).
	bytes[0] = 0x23;
	bytes.set(mark.subarray(0, 8), 40);
	return bytes;
}

/**
 * The server's time in the middle of its work, in epoch milliseconds. null: not an answer to this request, or of a server that does not know the time
 * itself (unsynchronised, a kiss of death, no time at all): RFC 4330 5 names the checks. Never throws.
 */
export function readSntpAnswer(bytes: Uint8Array, mark: Uint8Array): number | null {
	if (bytes.byteLength < sntpLength) return null;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const first = view.getUint8(0);
	const leap = first >> 6;
	const version = (first >> 3) & 7;
	const mode = first & 7;
	const stratum = view.getUint8(1);
	const ours = mark.subarray(0, 8).every((byte, index) => view.getUint8(24 + index) === byte);
	if (!ours || mode !== 4 || leap === 3 || version < 3 || stratum < 1 || stratum > 15) return null;
	const received = timestamp(view, 32);
	const sent = timestamp(view, 40);
	return received === null || sent === null || sent < received ? null : (received + sent) / 2;
}

function timestamp(view: DataView, at: number): number | null {
	const seconds = view.getUint32(at);
	const fraction = view.getUint32(at + 4);
	if (seconds === 0 && fraction === 0) return null;
	// From 2036 on it counts anew (RFC 4330 3): what would lie before 1968 lies after it.
	const whole = seconds >= 0x80_00_00_00 ? seconds : seconds + 2 ** 32;
	return (whole - unixEpoch) * 1000 + (fraction / 2 ** 32) * 1000;
}
