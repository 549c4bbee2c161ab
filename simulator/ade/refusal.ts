/**
 * What Apple's device service says when it refuses, with its status (Apple, "Interpreting error codes" of the device assignment API). The lower-case
 * ones are OAuth's, as other clients met them at /session. Of those marked, Apple's own words are not known.
 */
export const appleErrors = {
	ACCESS_DENIED: 403,
	APPLE_SEED_FOR_IT_TURNED_OFF: 403,
	CONFIG_NAME_INVALID: 400,
	CONFIG_NAME_REQUIRED: 400,
	CONFIG_URL_INVALID: 400,
	CONFIG_URL_REQUIRED: 400,
	CURSOR_REQUIRED: 400,
	DEPARTMENT_INVALID: 400,
	DEVICE_ID_REQUIRED: 400,
	EXHAUSTED_CURSOR: 400,
	EXPIRED_CURSOR: 400,
	FLAGS_INVALID: 400,
	/** Apple's own simulator says it of a session that it does not know. */
	FORBIDDEN: 403,
	INVALID_CURSOR: 400,
	LOCALE_INVALID: 400,
	MAGIC_INVALID: 400,
	MALFORMED_REQUEST_BODY: 400,
	MDM_SERVICE_DISCOVERY_URL_NOT_VALID: 400,
	MDM_SERVICE_DISCOVERY_URL_REQUIRED: 400,
	/** Words not known. */
	METHOD_NOT_ALLOWED: 405,
	/** Words not known. */
	NOT_FOUND: 404,
	ORG_NOT_SUPPORTED: 400,
	PROFILE_NOT_FOUND: 404,
	PROFILE_UUID_REQUIRED: 400,
	SUPPORT_EMAIL_INVALID: 400,
	SUPPORT_PHONE_INVALID: 400,
	T_C_NOT_SIGNED: 403,
	/** A session that is not there, has ended, or was replaced. */
	UNAUTHORIZED: 401,
	/** Apple's own simulator insists on the content type; words not known. */
	UNSUPPORTED_MEDIA_TYPE: 415,
	USER_AGENT_INVALID: 400,
	USER_AGENT_MISSING: 400,
	consumer_key_unknown: 401,
	nonce_used: 401,
	parameter_absent: 400,
	parameter_rejected: 400,
	signature_invalid: 401,
	signature_method_rejected: 400,
	timestamp_refused: 401,
	token_expired: 401,
	token_rejected: 401,
	version_rejected: 400,
} as const;

export type AppleError = keyof typeof appleErrors;

/** How the words stand in the body: clients have met all three. */
export type ErrorForm = "bare" | "quoted" | "json";

export function errorBody(said: string, form: ErrorForm): string {
	if (form === "bare") return said;
	return form === "quoted" ? JSON.stringify(said) : JSON.stringify({ code: said, message: said });
}

/** What a call comes to: JSON, or Apple's word for why not. */
export type Outcome = { readonly json: string } | { readonly error: AppleError };
