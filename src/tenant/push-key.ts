import { createPrivateKey, type KeyObject } from "node:crypto";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { PendingPushKey, PushCertificate } from "./ports.ts";

/** The private key of a push certificate is what lets anybody call every device of the tenant: it lies sealed and is opened for Apple only. */
export function sealPushKey(sealer: Sealer, id: string, key: KeyObject): Uint8Array {
	return sealer.seal(key.export({ format: "der", type: "pkcs8" }), `push key ${id}`);
}

/** Throws when it was sealed under another master key. */
export function openPushKey(sealer: Sealer, stored: Pick<PushCertificate | PendingPushKey, "id" | "key">): KeyObject {
	return createPrivateKey({ key: sealer.open(stored.key, `push key ${stored.id}`), format: "der", type: "pkcs8" });
}

/** In the form that TLS takes. */
export function openPushKeyPem(sealer: Sealer, stored: Pick<PushCertificate, "id" | "key">): string {
	return openPushKey(sealer, stored).export({ format: "pem", type: "pkcs8" }).toString();
}

export type PushKeyProblem = {
	readonly kind: "push-key-unreadable";
	readonly fault: "passphrase-missing" | "passphrase-wrong" | "unparsable" | "not-rsa";
};

/** A key that was made elsewhere and is uploaded beside its certificate. Apple issues push certificates for RSA keys only. */
export function readUploadedKey(pem: string, passphrase: string | undefined): Outcome<{ readonly key: KeyObject }, PushKeyProblem> {
	const encrypted = pem.includes("ENCRYPTED");
	try {
		const key = createPrivateKey({ key: pem, format: "pem", ...(passphrase === undefined ? {} : { passphrase }) });
		return key.asymmetricKeyType === "rsa" ? { ok: true, key } : refused({ kind: "push-key-unreadable", fault: "not-rsa" });
	} catch {
		if (!encrypted) return refused({ kind: "push-key-unreadable", fault: "unparsable" });
		const missing = passphrase === undefined || passphrase === "";
		return refused({ kind: "push-key-unreadable", fault: missing ? "passphrase-missing" : "passphrase-wrong" });
	}
}
