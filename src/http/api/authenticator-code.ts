import { qrCode } from "../portal/qr-code.ts";

/**
 * What an authenticator app photographs: rows of `0` and `1`, 1 is dark. Drawn here, for nobody else may see the secret. The whole address where it fits;
 * else what apps take for granted is left out (6 digits of SHA-1 every 30 seconds), then the issuer, then the name.
 *
 * @param uri otpauth://totp/…
 */
export function authenticatorCode(uri: string): readonly string[] {
	const { pathname, searchParams } = new URL(uri);
	const [secret, issuer] = [searchParams.get("secret") ?? "", searchParams.get("issuer") ?? ""];
	const label = pathname.replace(/^\/+(totp\/)?/, "");
	const short = `otpauth://totp/${label}?secret=${secret}`;
	const tries = [uri, `${short}&issuer=${encodeURIComponent(issuer)}`, short, `otpauth://totp/Genkan?secret=${secret}`];
	const drawn = tries.map(qrCode).find((modules) => modules !== undefined) ?? [];
	return drawn.map((row) => row.map((dark) => (dark ? "1" : "0")).join(""));
}
