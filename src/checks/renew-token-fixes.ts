import type { Evidence } from "../evidence/finding.ts";
import { byHand, command } from "./check.ts";
import { writtenText } from "./written.ts";

/** A token is renewed at Apple first, for the same server: a new server would begin without its devices. */
export function renewTokenFixes(saw: Evidence) {
	const token = writtenText(saw, "token") ?? "TOKEN";
	return [byHand("download-token-at-apple", { token }), command("renew-token", ["ade", "tokens", "renew", token, "FILE.p7m"], { token })];
}

/** A token that was made for another key: the certificate of a new pair goes to the same server first. */
export function newKeyFix(saw: Evidence) {
	const token = writtenText(saw, "token") ?? "TOKEN";
	return command("upload-key-at-apple", ["ade", "tokens", "key", "--for", token], { token });
}

export function syncTokenFix(saw: Evidence) {
	const token = writtenText(saw, "token") ?? "TOKEN";
	return command("sync-token", ["ade", "sync", token], { token });
}
