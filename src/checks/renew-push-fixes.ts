import type { Evidence } from "../evidence/finding.ts";
import { byHand, command } from "./check.ts";
import { writtenText } from "./written.ts";

/** Renewed with the same Apple Account the topic stays; a new one would silence every device. */
export function renewPushFixes(saw: Evidence) {
	const appleId = writtenText(saw, "appleId");
	return [
		command("make-push-request", ["push-certificate", "csr"]),
		appleId === null ? byHand("renew-at-apple") : byHand("renew-at-apple-as", { appleId }),
		command("upload-push-certificate", ["push-certificate", "upload", "FILE"]),
	];
}
