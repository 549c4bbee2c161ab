import type { AppleProfile } from "../protocol/ade/profile.ts";
import { characters, type ProfileFault, profileFaults } from "../protocol/ade/profile-faults.ts";
import { Malformed } from "../protocol/malformed.ts";
import { parseCertificate } from "../protocol/x509/certificate.ts";
import { derToPem, pemToDer } from "../protocol/x509/pem.ts";
import { appleProfileOf } from "./apple-profile.ts";
import { deviceNameLimit, unknownPlaceholders } from "./device-name.ts";
import type { ProfileSettings } from "./profile-settings.ts";
import { spellPanes } from "./setup-panes.ts";

/** What is wrong with one setting. `kind` names the rule. */
export interface ProfileSettingFault {
	/** `address`: the service's own (setting publicUrl), which Apple and the phones would not take. */
	readonly setting: "name" | "address" | keyof ProfileSettings;
	readonly kind:
		| "missing"
		| "too-long"
		| "too-many"
		| "unreadable"
		| "needs-supervised"
		/** Waiting for the configuration: neither in Setup Assistant's own sign-in (legacy) … */
		| "needs-web-or-none"
		/** … nor on a Shared iPad. */
		| "not-with-shared-ipad"
		/** A Shared iPad has no user of its own. */
		| "needs-no-user"
		/** Certificates of computers, where pairing is allowed to all or to none. */
		| "needs-pairing-by-certificate"
		| "placeholder-unknown"
		| "not-https";
	/** Of `too-long` (characters) and `too-many`; else null. */
	readonly limit: number | null;
	/** What it is that does not fit, where that is short and no secret: a placeholder, a skip key, which certificate (from 1). */
	readonly value: string | null;
}

const descriptionLimit = 1000;
const certificateLimit = 10;
const paneLimit = 200;

/** As they are kept: without spaces around, digits as digits, Apple's spelling of panes, each certificate as its own PEM. */
export function tidyProfileSettings(settings: ProfileSettings): ProfileSettings {
	return {
		...settings,
		description: settings.description.trim(),
		nameTemplate: settings.nameTemplate.trim(),
		department: settings.department.trim(),
		// A Japanese keyboard leaves full-width digits and long vowel marks, with which a phone calls nobody.
		supportPhone: settings.supportPhone
			.normalize("NFKC")
			.replace(/[‐‑‒–—−ー]/g, "-")
			.trim(),
		supportMail: settings.supportMail.normalize("NFKC").trim(),
		pairingCertificates: settings.pairingCertificates.flatMap(
			(pem) => readCertificates(pem)?.map((der) => derToPem(der, "CERTIFICATE")) ?? pem,
		),
		hiddenPanes: spellPanes(settings.hiddenPanes),
	};
}

/** All that is wrong with a profile, by Intune's rules and Apple's limits, before it is kept or Apple sees it. Empty: nothing. Takes tidied settings. */
export function profileSettingFaults(
	profile: { readonly id: string; readonly name: string; readonly settings: ProfileSettings },
	publicUrl: string,
): readonly ProfileSettingFault[] {
	const { settings } = profile;
	const { signIn, sharedIpad, supervised } = settings;
	const faults: ProfileSettingFault[] = [];
	const fault = (
		setting: ProfileSettingFault["setting"],
		kind: ProfileSettingFault["kind"],
		{ limit = null, value = null }: { readonly limit?: number | null; readonly value?: string | null } = {},
	) => void faults.push({ setting, kind, limit, value });

	if (characters(settings.description) > descriptionLimit) fault("description", "too-long", { limit: descriptionLimit });
	if (settings.awaitConfiguration && !supervised) fault("awaitConfiguration", "needs-supervised");
	if (settings.awaitConfiguration && signIn === "legacy") fault("awaitConfiguration", "needs-web-or-none");
	if (settings.awaitConfiguration && sharedIpad) fault("awaitConfiguration", "not-with-shared-ipad");
	if (sharedIpad && signIn !== "none") fault("sharedIpad", "needs-no-user");
	if (sharedIpad && !supervised) fault("sharedIpad", "needs-supervised");

	const { pairing, pairingCertificates } = settings;
	if (pairing === "by-certificate" && pairingCertificates.length === 0) fault("pairingCertificates", "missing");
	if (pairing !== "by-certificate" && pairingCertificates.length > 0) fault("pairingCertificates", "needs-pairing-by-certificate");
	if (pairingCertificates.length > certificateLimit) fault("pairingCertificates", "too-many", { limit: certificateLimit });
	for (const [at, pem] of pairingCertificates.entries())
		if (readCertificates(pem) === null) fault("pairingCertificates", "unreadable", { value: String(at + 1) });

	if (characters(settings.nameTemplate) > deviceNameLimit) fault("nameTemplate", "too-long", { limit: deviceNameLimit });
	for (const value of unknownPlaceholders(settings.nameTemplate)) fault("nameTemplate", "placeholder-unknown", { value });
	if (settings.hiddenPanes.length > paneLimit) fault("hiddenPanes", "too-many", { limit: paneLimit });
	for (const key of settings.hiddenPanes)
		if (!/^[A-Za-z0-9]{1,64}$/.test(key)) fault("hiddenPanes", "unreadable", { value: key.slice(0, 64) });

	// The certificates have been judged above, and one that cannot be read would stop the rest.
	const readable = { ...profile, settings: { ...settings, pairingCertificates: [] } };
	for (const { field, kind, limit = null } of profileFaults(
		appleProfileOf(readable, { publicUrl, anchorCertificates: [], organization: "" }),
	))
		fault(settingOf[field] ?? "address", kindOf[kind], { limit });
	return faults;
}

const settingOf: Readonly<Partial<Record<keyof AppleProfile, ProfileSettingFault["setting"]>>> = {
	profile_name: "name",
	department: "department",
	support_phone_number: "supportPhone",
	support_email_address: "supportMail",
	is_mdm_removable: "locked",
};

const kindOf: Readonly<Record<ProfileFault["kind"], ProfileSettingFault["kind"]>> = {
	required: "missing",
	"too-long": "too-long",
	"not-https": "not-https",
	"needs-supervised": "needs-supervised",
};

/** null: there is none in it, or one that cannot be read. */
function readCertificates(pem: string): readonly Uint8Array[] | null {
	try {
		const found = pemToDer(pem, "CERTIFICATE");
		for (const der of found) parseCertificate(der);
		return found.length === 0 ? null : found;
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		return null;
	}
}
