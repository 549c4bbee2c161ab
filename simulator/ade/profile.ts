import { Buffer } from "node:buffer";
import { X509Certificate } from "node:crypto";
import { profileLimits } from "../../src/protocol/ade/profile.ts";
import type { AppleError } from "./refusal.ts";

/** A profile as it was defined; never changes. */
export interface DefinedProfile {
	/** 32 hexadecimal digits, as Apple's. */
	readonly uuid: string;
	readonly body: Readonly<Record<string, unknown>>;
	/** Epoch milliseconds. */
	readonly definedAt: number;
}

const flags = [
	"is_supervised",
	"is_mandatory",
	"is_mdm_removable",
	"await_device_configured",
	"is_multi_user",
	"auto_advance_setup",
	"allow_pairing",
	"do_not_use_profile_from_backup",
	"is_return_to_service",
];

/** Apple's word for what is wrong with a profile, in the order in which Apple's documentation lists them; null: nothing. */
export function faultOfProfile(body: Readonly<Record<string, unknown>>): AppleError | null {
	const absent = (key: string): boolean => body[key] === undefined || body[key] === null || body[key] === "";
	const tooLong = (key: string, limit: number): boolean => {
		const value = body[key];
		return value !== undefined && value !== null && (typeof value !== "string" || Array.from(value).length > limit);
	};
	if (absent("profile_name")) return "CONFIG_NAME_REQUIRED";
	if (tooLong("profile_name", profileLimits.name)) return "CONFIG_NAME_INVALID";
	if (absent("url")) return "CONFIG_URL_REQUIRED";
	if (!isAddress(body["url"]) || !(absent("configuration_web_url") || isAddress(body["configuration_web_url"])))
		return "CONFIG_URL_INVALID";
	if (tooLong("department", profileLimits.department)) return "DEPARTMENT_INVALID";
	if (flags.some((key) => body[key] !== undefined && typeof body[key] !== "boolean")) return "FLAGS_INVALID";
	if (body["is_mdm_removable"] === false && body["is_supervised"] !== true) return "FLAGS_INVALID";
	if (!isLocale(body["language"], /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/) || !isLocale(body["region"], /^[A-Z]{2}$/)) return "LOCALE_INVALID";
	if (tooLong("org_magic", profileLimits.magic)) return "MAGIC_INVALID";
	if (tooLong("support_email_address", profileLimits.mail)) return "SUPPORT_EMAIL_INVALID";
	if (tooLong("support_phone_number", profileLimits.phone)) return "SUPPORT_PHONE_INVALID";
	const lists = [body["anchor_certs"], body["supervising_host_certs"]];
	if (!lists.every((list) => isListOf(list, isCertificate))) return "MALFORMED_REQUEST_BODY";
	if (!isListOf(body["skip_setup_items"], isText) || !isListOf(body["devices"], isText)) return "MALFORMED_REQUEST_BODY";
	return null;
}

function isAddress(value: unknown): boolean {
	if (typeof value !== "string" || !URL.canParse(value)) return false;
	const url = new URL(value);
	return url.protocol === "https:" && url.href.length <= profileLimits.url;
}

function isLocale(value: unknown, shape: RegExp): boolean {
	return value === undefined || value === null || value === "" || (typeof value === "string" && shape.test(value));
}

function isText(value: unknown): boolean {
	return typeof value === "string";
}

function isListOf(value: unknown, fits: (one: unknown) => boolean): boolean {
	return value === undefined || value === null || (Array.isArray(value) && value.every(fits));
}

function isCertificate(value: unknown): boolean {
	if (typeof value !== "string") return false;
	try {
		return new X509Certificate(Buffer.from(value, "base64")).raw.length > 0;
	} catch {
		return false;
	}
}
