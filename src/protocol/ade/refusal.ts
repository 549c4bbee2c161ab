/**
 * What Apple's device service says when it refuses (Apple, "Interpreting error codes" of the device assignment API; bodies as other clients met them).
 * A kind is named after Apple's own code.
 */
export const refusalKinds = [
	/** 401: consumer key, token or signature not accepted, nonce used before, or the session has ended. */
	"unauthorized",
	/** 403 ACCESS_DENIED, FORBIDDEN. */
	"access-denied",
	/** 403 T_C_NOT_SIGNED. */
	"terms-not-signed",
	/** 400 INVALID_CURSOR. */
	"cursor-invalid",
	/** 400 EXPIRED_CURSOR: older than seven days. */
	"cursor-expired",
	/** 400 EXHAUSTED_CURSOR: everything was returned before. On a fetch this is the normal end. */
	"cursor-exhausted",
	/** 400 CURSOR_REQUIRED. */
	"cursor-required",
	/** 404 PROFILE_NOT_FOUND. */
	"profile-not-found",
	/** 400 CONFIG_NAME_REQUIRED, CONFIG_NAME_INVALID. */
	"profile-name-invalid",
	/** 400 CONFIG_URL_REQUIRED, CONFIG_URL_INVALID. */
	"url-invalid",
	/** 400 DEPARTMENT_INVALID. */
	"department-invalid",
	/** 400 SUPPORT_PHONE_INVALID. */
	"support-phone-invalid",
	/** 400 SUPPORT_EMAIL_INVALID. */
	"support-email-invalid",
	/** 400 MAGIC_INVALID. */
	"magic-invalid",
	/** 400 FLAGS_INVALID. */
	"flags-invalid",
	/** 400 LOCALE_INVALID. */
	"locale-invalid",
	/** 400 DEVICE_ID_REQUIRED, PROFILE_UUID_REQUIRED, MALFORMED_REQUEST_BODY, USER_AGENT_*, OAuth parameters: a fault of ours. */
	"request-malformed",
	/** 429, or 503 with Retry-After. */
	"too-many-requests",
	/** 5xx. */
	"server-error",
	/** 200 with something that is no answer: HTML, nothing, another shape. */
	"answer-unreadable",
	/** No answer: name, connection, TLS, time-out. */
	"unreachable",
	/** Anything else. */
	"not-understood",
] as const;

export type RefusalKind = (typeof refusalKinds)[number];

/** A refusal as it is kept for evidence. */
export interface Refusal {
	readonly kind: RefusalKind;
	/** null: there was no answer. */
	readonly status: number | null;
	/** Apple's own code or words, printable ASCII, 200 characters at most; empty when it said nothing. Holds no secret: Apple echoes none. */
	readonly said: string;
	/** From Retry-After; null where none was named. Milliseconds. */
	readonly retryAfterMs: number | null;
	/** Apple's clock less ours, from the Date header, milliseconds; null without an answer. */
	readonly skewMs: number | null;
}
