import type { Refusal, RefusalKind } from "./refusal.ts";
import { refusalWords } from "./refusal-words.ts";

const mostRetryAfterMs = 24 * 3600_000;

/** Apple's codes, and two words that other clients met (`token_rejected`, `signature_invalid`, after a token was made anew). Upper case here. */
const kindOfCode: Readonly<Record<string, RefusalKind>> = {
	ACCESS_DENIED: "access-denied",
	FORBIDDEN: "access-denied",
	T_C_NOT_SIGNED: "terms-not-signed",
	INVALID_CURSOR: "cursor-invalid",
	EXPIRED_CURSOR: "cursor-expired",
	EXHAUSTED_CURSOR: "cursor-exhausted",
	CURSOR_REQUIRED: "cursor-required",
	PROFILE_NOT_FOUND: "profile-not-found",
	CONFIG_NAME_REQUIRED: "profile-name-invalid",
	CONFIG_NAME_INVALID: "profile-name-invalid",
	CONFIG_URL_REQUIRED: "url-invalid",
	CONFIG_URL_INVALID: "url-invalid",
	DEPARTMENT_INVALID: "department-invalid",
	SUPPORT_PHONE_INVALID: "support-phone-invalid",
	SUPPORT_EMAIL_INVALID: "support-email-invalid",
	MAGIC_INVALID: "magic-invalid",
	FLAGS_INVALID: "flags-invalid",
	LOCALE_INVALID: "locale-invalid",
	DEVICE_ID_REQUIRED: "request-malformed",
	PROFILE_UUID_REQUIRED: "request-malformed",
	MALFORMED_REQUEST_BODY: "request-malformed",
	USER_AGENT_MISSING: "request-malformed",
	USER_AGENT_INVALID: "request-malformed",
	TOKEN_REJECTED: "unauthorized",
	SIGNATURE_INVALID: "unauthorized",
};

export interface RefusedAnswer {
	readonly status: number;
	/** As text, whatever it is. */
	readonly body: string;
	/** The headers `Retry-After` and `Date`; null: absent. */
	readonly retryAfter: string | null;
	readonly date: string | null;
	/** Epoch milliseconds of our clock when the answer came. */
	readonly now: number;
	/** What was asked (`/profile/devices`): says what a bare 404 means. */
	readonly path?: string;
}

/** What an answer of Apple's device service that is not 200 says. The body may be a bare code, one in quotes, JSON, a web page or nothing. */
export function readRefusal(answer: RefusedAnswer): Refusal {
	const { code, said } = refusalWords(answer.body);
	const at = serverTime(answer.date);
	const retryAfterMs = retryAfter(answer.retryAfter, at ?? answer.now);
	const kind = kindOf(answer, code.toUpperCase(), retryAfterMs);
	return { kind, status: answer.status, said, retryAfterMs, skewMs: at === null ? null : at - answer.now };
}

/** No answer came. `reason` is a word of the connection's (`ENOTFOUND`, `timeout`). */
export function unreachable(reason: string): Refusal {
	return { kind: "unreachable", status: null, said: refusalWords(reason).said, retryAfterMs: null, skewMs: null };
}

/** An answer of 200 that is none. `why` is the kind of the Malformed that the parser threw: of the body nothing is kept. */
export function unreadableAnswer(answer: {
	readonly status: number;
	readonly why: string;
	readonly date: string | null;
	readonly now: number;
}): Refusal {
	const at = serverTime(answer.date);
	return {
		kind: "answer-unreadable",
		status: answer.status,
		said: refusalWords(answer.why).said,
		retryAfterMs: null,
		skewMs: at === null ? null : at - answer.now,
	};
}

function kindOf({ status, path }: RefusedAnswer, code: string, retryAfterMs: number | null): RefusalKind {
	if (status >= 500) return status === 503 && retryAfterMs !== null ? "too-many-requests" : "server-error";
	if (status === 429) return "too-many-requests";
	if (status >= 200 && status < 300) return "answer-unreadable";
	if (status < 400) return "not-understood";
	if (status === 401) return "unauthorized";
	const known = knownKind(code);
	if (known !== undefined) return known;
	// Apple names OAuth's faults in prose ("Missing required OAuth parameter: …").
	if (status === 400 && (code === "" || code.includes("OAUTH"))) return "request-malformed";
	if (status === 403 && code === "") return "access-denied";
	if (status === 404 && (code === "" || code === "NOT_FOUND") && path?.startsWith("/profile") === true) return "profile-not-found";
	return "not-understood";
}

/** The code alone, or within a sentence; a single word within a sentence (`403 Forbidden`, of any proxy) is none of Apple's codes. */
function knownKind(code: string): RefusalKind | undefined {
	const words = [code, ...(code.match(/[A-Z]+(?:_[A-Z]+)+/g) ?? [])];
	const word = words.find((one) => Object.hasOwn(kindOfCode, one));
	return word === undefined ? undefined : kindOfCode[word];
}

function retryAfter(header: string | null, now: number): number | null {
	const text = header?.trim() ?? "";
	const at = serverTime(text);
	const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : at === null ? null : Math.max(0, at - now);
	return ms === null ? null : Math.min(ms, mostRetryAfterMs);
}

/** An HTTP date (RFC 9110 section 5.6.7). */
function serverTime(header: string | null): number | null {
	if (header === null || header.length > 40 || !header.trim().endsWith("GMT")) return null;
	const at = Date.parse(header);
	return Number.isNaN(at) ? null : at;
}
