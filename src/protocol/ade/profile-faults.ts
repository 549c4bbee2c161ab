import { Buffer } from "node:buffer";
import { type AppleProfile, profileLimits } from "./profile.ts";

export interface ProfileFault {
	/** Apple's key. */
	readonly field: keyof AppleProfile;
	readonly kind: "required" | "too-long" | "not-https" | "needs-supervised";
	/** Of `too-long`, in characters. */
	readonly limit?: number;
}

/**
 * All that Apple would refuse in an enrollment profile (`CONFIG_NAME_REQUIRED`, `…_INVALID`, `FLAGS_INVALID`), before it is asked, and an address
 * that no phone would open. Empty: it will be taken.
 */
export function profileFaults(profile: AppleProfile): readonly ProfileFault[] {
	const faults: ProfileFault[] = [];
	const limited = (field: keyof AppleProfile, length: number, limit: number): void => {
		if (length > limit) faults.push({ field, kind: "too-long", limit });
	};
	if (profile.profile_name.trim() === "") faults.push({ field: "profile_name", kind: "required" });
	if (profile.url === "") faults.push({ field: "url", kind: "required" });
	limited("profile_name", characters(profile.profile_name), profileLimits.name);
	limited("department", characters(profile.department ?? ""), profileLimits.department);
	limited("support_phone_number", characters(profile.support_phone_number ?? ""), profileLimits.phone);
	limited("support_email_address", characters(profile.support_email_address ?? ""), profileLimits.mail);
	limited("org_magic", characters(profile.org_magic ?? ""), profileLimits.magic);
	for (const field of ["url", "configuration_web_url"] as const) {
		const address = profile[field];
		if (address === undefined || address === "") continue;
		limited(field, encodedLength(address), profileLimits.url);
		if (!/^https:\/\/[^/]/i.test(address)) faults.push({ field, kind: "not-https" });
	}
	if (!profile.is_mdm_removable && !profile.is_supervised) faults.push({ field: "is_mdm_removable", kind: "needs-supervised" });
	return faults;
}

/**
 * Apple limits "characters" of UTF-8: a character of UTF-8 is a code point. Neither its bytes, of which Japanese would have three, nor JavaScript's
 * code units, of which an emoji has two, nor what a reader sees as one sign and is several code points, so that Apple would refuse what we let pass.
 */
export function characters(text: string): number {
	let count = 0;
	for (const _ of text) count++;
	return count;
}

/** As it stands once all that is not ASCII is encoded; what is encoded already is not encoded again. */
function encodedLength(address: string): number {
	let length = 0;
	for (const character of address) length += /[\x21-\x7e]/.test(character) ? 1 : 3 * Buffer.byteLength(character);
	return length;
}
