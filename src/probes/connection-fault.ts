import type { ConnectionFault } from "../evidence/outside-fact.ts";

/** Said by our own look, where no error of Node's stands behind it. */
export class LookFault extends Error {
	readonly fault: ConnectionFault;

	constructor(fault: ConnectionFault) {
		super(fault);
		this.name = "LookFault";
		this.fault = fault;
	}
}

// Node's and OpenSSL's names.
const words: Readonly<Record<string, ConnectionFault>> = {
	ENOTFOUND: "name-not-found",
	ENODATA: "name-not-found",
	EAI_NONAME: "name-not-found",
	// Name service itself did not answer.
	EAI_AGAIN: "timeout",
	ECONNREFUSED: "refused",
	ETIMEDOUT: "timeout",
	ABORT_ERR: "timeout",
	ECONNRESET: "broken-off",
	EPIPE: "broken-off",
	EHOSTUNREACH: "no-route",
	ENETUNREACH: "no-route",
	EADDRNOTAVAIL: "no-route",
	CERT_HAS_EXPIRED: "expired",
	CERT_NOT_YET_VALID: "not-yet-valid",
	ERR_TLS_CERT_ALTNAME_INVALID: "wrong-name",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: "incomplete-chain",
	UNABLE_TO_GET_ISSUER_CERT: "incomplete-chain",
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "incomplete-chain",
	SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
	DEPTH_ZERO_SELF_SIGNED_CERT: "untrusted",
	CERT_UNTRUSTED: "untrusted",
	CERT_REVOKED: "untrusted",
	CERT_SIGNATURE_FAILURE: "untrusted",
	INVALID_CA: "untrusted",
	EPROTO: "no-tls",
};

/** One word for whatever a connection threw. */
export function connectionFault(error: unknown): ConnectionFault {
	if (error instanceof LookFault) return error.fault;
	if (!(error instanceof Error)) return "other";
	if (error.name === "TimeoutError" || error.name === "AbortError") return "timeout";
	const code = "code" in error && typeof error.code === "string" ? error.code : "";
	return faultNamed(code);
}

/** @param code of Node, or of OpenSSL */
export function faultNamed(code: string): ConnectionFault {
	return words[code] ?? (code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_") ? "no-tls" : "other");
}
