/** Both drivers answer a Buffer; the ports speak of Uint8Array, and a Buffer that leaks would compare and print differently. */
export function bytes(value: Uint8Array): Uint8Array;
export function bytes(value: Uint8Array | null): Uint8Array | null;
export function bytes(value: Uint8Array | null): Uint8Array | null {
	return value === null ? null : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}
