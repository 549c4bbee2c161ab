import { getSystemErrorName } from "node:util";

const words: Readonly<Record<string, string>> = {
	ETIMEDOUT: "timed-out",
	ESOCKETTIMEDOUT: "timed-out",
	ABORTED: "cut-off",
	ECONNREFUSED: "connection-refused",
	ECONNRESET: "connection-lost",
	ECONNECTION: "connection-lost",
	EPIPE: "connection-lost",
	ESOCKET: "connection-lost",
	EHOSTUNREACH: "unreachable",
	ENETUNREACH: "unreachable",
	ENOTFOUND: "name-unknown",
	EAI_AGAIN: "name-unknown",
	EDNS: "name-unknown",
	ETLS: "tls",
	EAUTH: "sign-in",
	EPROTOCOL: "protocol",
	EPRIVATE: "private-address",
};

/** Why a connection failed, in one word. What the other side wrote is not told: it may hold what was sent. */
export function errorWord(error: unknown): string {
	// nodemailer puts a code of its own over the system's.
	const errno = typeof error === "object" && error !== null && "errno" in error ? error.errno : undefined;
	const code = typeof errno === "number" && errno < 0 ? getSystemErrorName(errno) : (codeOf(error) ?? "");
	const cause = typeof error === "object" && error !== null && "cause" in error ? codeOf(error.cause) : undefined;
	const word = words[code] ?? (cause === undefined ? undefined : words[cause]);
	if (word !== undefined) return word;
	if (code.startsWith("HPE_")) return "protocol";
	return /CERT|TLS|SSL|SIGNATURE|ALTNAME/.test(code) ? "tls" : "failed";
}

function codeOf(error: unknown): string | undefined {
	return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
