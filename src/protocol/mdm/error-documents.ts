/**
 * The body of a 403 answer (Apple mdm/errors/*.yaml): JSON, sent as exactly `application/json`, because devices read no other type although the
 * schema allows property lists. `message` may be shown to the person, `description` goes to the device's log only.
 */
export interface ErrorDocument {
	readonly code: string;
	readonly description?: string;
	readonly message?: string;
	readonly details?: { readonly [key: string]: unknown };
}

export const ERROR_DOCUMENT_CONTENT_TYPE = "application/json";

/** iOS 17: **the device removes its management.** Instead of a 401, and only where that is meant. */
export function unrecognizedDevice(texts: ErrorTexts = {}): ErrorDocument {
	return { code: "com.apple.unrecognized.device", ...chosen(texts) };
}

/** iOS 17, in Setup Assistant: the device updates itself and comes again. `details` may not be empty, so OSVersion is required. */
export function softwareUpdateRequired(update: RequiredUpdate, texts: ErrorTexts = {}): ErrorDocument {
	const { osVersion, buildVersion, requireBetaProgram } = update;
	return {
		code: "com.apple.softwareupdate.required",
		...chosen(texts),
		details: {
			OSVersion: osVersion,
			...(buildVersion === undefined ? {} : { BuildVersion: buildVersion }),
			...(requireBetaProgram === undefined
				? {}
				: { RequireBetaProgram: { Description: requireBetaProgram.description, Token: requireBetaProgram.token } }),
		},
	};
}

/** iOS 17.5: refuses account-driven discovery; the message is shown. */
export function wellKnownFailed(texts: ErrorTexts): ErrorDocument {
	return { code: "com.apple.well-known.failed", ...chosen(texts) };
}

/**
 * A refusal of our own: observed devices show `message` in Setup Assistant, and only a generic sentence where it is absent. Throws a plain Error on
 * Apple's own prefix, since those codes have effects: they have builders here.
 */
export function refusalDocument(code: string, texts: ErrorTexts & { message: string }): ErrorDocument {
	if (code.startsWith("com.apple.")) throw new Error("codes of Apple are built by their own functions");
	return { code, ...chosen(texts) };
}

export interface ErrorTexts {
	readonly description?: string;
	readonly message?: string;
}

export interface RequiredUpdate {
	readonly osVersion: string;
	readonly buildVersion?: string;
	/** iOS 17.5 */
	readonly requireBetaProgram?: { readonly description: string; readonly token: string };
}

function chosen({ description, message }: ErrorTexts): ErrorTexts {
	return { ...(description === undefined ? {} : { description }), ...(message === undefined ? {} : { message }) };
}
