/** As `btoa` wants them: at most so many arguments are spread at once. */
const part = 32_768;

/** Bytes of a file in base 64. */
export function base64Of(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; at += part) text += String.fromCharCode(...bytes.subarray(at, at + part));
	return btoa(text);
}
