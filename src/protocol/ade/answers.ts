import {
	type AnswerFields,
	answerFields,
	isFields,
	missing,
	optionalText,
	requiredText,
	requiredToken,
	serialOf,
} from "./answer-fields.ts";
import type { AppleAccount, AssignmentResult, Assignments } from "./device.ts";

/** What Apple's device service answers, but for devices (`device-page.ts`). All throw Malformed("ade") on what is no such answer. */

/** Apple documents 1000 and has been seen to offer 5000; more than that in one page would only be held in memory. */
const largestPage = 5000;
const defaultPage = 100;
const mostRetryAfterMs = 7 * 24 * 3600_000;
const longestSession = 4096;

/** `/account`. */
export function parseAccount(text: string): AppleAccount {
	const fields = answerFields(text);
	const orgType = fields["org_type"];
	return {
		serverName: requiredText(fields, "server_name"),
		serverUuid: optionalText(fields["server_uuid"]),
		// Until protocol version 2 it was called facilitator_id.
		adminId: optionalText(fields["admin_id"]) ?? optionalText(fields["facilitator_id"]),
		orgName: optionalText(fields["org_name"]),
		orgId: optionalText(fields["org_id"]),
		orgType: orgType === "org" || orgType === "edu" ? orgType : null,
		pageLimit: pageLimit(fields["urls"]),
	};
}

/**
 * POST and DELETE `/profile/devices`, for every serial number that was asked and no other: one that Apple does not name is MISSING, a word that is not
 * known is FAILED.
 */
export function parseAssignments(text: string, asked: readonly string[]): Assignments {
	const fields = answerFields(text);
	const devices = fields["devices"];
	if (!isFields(devices)) return missing("devices");
	const told = new Map<string, unknown>();
	for (const [key, word] of Object.entries(devices)) {
		const serial = serialOf(key);
		if (serial !== null) told.set(serial, word);
	}
	const results = new Map<string, AssignmentResult>();
	for (const one of asked) {
		const serial = one.trim().toUpperCase();
		results.set(serial, told.has(serial) ? resultOf(told.get(serial)) : "MISSING");
	}
	return { results, retryAfterMs: retryAfter(fields) };
}

/** POST `/profile`. */
export function parseDefinedProfile(text: string): { readonly uuid: string } {
	return { uuid: requiredToken(answerFields(text), "profile_uuid", 100) };
}

/** GET `/session`: the session token, fit for a header. */
export function parseSession(text: string): string {
	return requiredToken(answerFields(text), "auth_session_token", longestSession).trim() || missing("auth_session_token");
}

function pageLimit(urls: unknown): number {
	let least = Number.POSITIVE_INFINITY;
	for (const entry of Array.isArray(urls) ? (urls as readonly unknown[]) : []) {
		if (!isFields(entry) || !isFields(entry["limit"])) continue;
		if (entry["uri"] !== "/server/devices" && entry["uri"] !== "/devices/sync") continue;
		const maximum = entry["limit"]["maximum"];
		if (typeof maximum === "number" && Number.isInteger(maximum) && maximum > 0) least = Math.min(least, maximum);
	}
	return least === Number.POSITIVE_INFINITY ? defaultPage : Math.min(least, largestPage);
}

function resultOf(word: unknown): AssignmentResult {
	return word === "SUCCESS" || word === "NOT_ACCESSIBLE" || word === "THROTTLED" ? word : "FAILED";
}

function retryAfter(fields: AnswerFields): number | null {
	const seconds = Number(optionalText(fields["retry_after_seconds"]) ?? Number.NaN);
	return seconds >= 0 ? Math.min(Math.ceil(seconds * 1000), mostRetryAfterMs) : null;
}
