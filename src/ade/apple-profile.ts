import { Buffer } from "node:buffer";
import { type AppleProfile, profileLimits } from "../protocol/ade/profile.ts";
import { pemToDer } from "../protocol/x509/pem.ts";
import type { AdeProfile } from "./ports.ts";

/** Where a phone asks for its enrollment profile, and where a person signs in at one; the profile's id follows. */
export const adeProfilePath = "/ade/profile";
export const adeSignInPath = "/ade/sign-in";

/**
 * A profile as Apple's device service takes it.
 *
 * @param service `publicUrl` without a slash at its end; `anchorCertificates` DER, what a phone shall trust beside its own roots when it comes to us
 */
export function appleProfileOf(
	profile: Pick<AdeProfile, "id" | "name" | "settings">,
	service: { readonly publicUrl: string; readonly anchorCertificates: readonly Uint8Array[]; readonly organization: string },
): AppleProfile {
	const { settings } = profile;
	const { publicUrl, anchorCertificates } = service;
	const organization = Array.from(service.organization).slice(0, profileLimits.magic).join("");
	const text = <Key extends string>(key: Key, value: string) => (value === "" ? {} : { [key]: value });
	return {
		profile_name: profile.name,
		url: `${publicUrl}${adeProfilePath}/${profile.id}`,
		...(settings.signIn === "web" ? { configuration_web_url: `${publicUrl}${adeSignInPath}/${profile.id}` } : {}),
		...(anchorCertificates.length === 0 ? {} : { anchor_certs: anchorCertificates.map(base64) }),
		is_supervised: settings.supervised,
		// iOS 13 and later take every profile for mandatory; older ones would let the user pass it over.
		is_mandatory: true,
		is_mdm_removable: !settings.locked,
		await_device_configured: settings.awaitConfiguration,
		...(settings.sharedIpad ? { is_multi_user: true } : {}),
		// Deprecated since iOS 13, where the certificates alone count; what has them pairs also where pairing is not allowed.
		allow_pairing: settings.pairing === "allow",
		...(settings.pairing === "by-certificate"
			? { supervising_host_certs: settings.pairingCertificates.flatMap((pem) => pemToDer(pem, "CERTIFICATE")).map(base64) }
			: {}),
		...text("department", settings.department),
		...text("org_magic", organization),
		...text("support_phone_number", settings.supportPhone),
		...text("support_email_address", settings.supportMail),
		skip_setup_items: settings.hiddenPanes,
	};
}

const base64 = (der: Uint8Array) => Buffer.from(der).toString("base64");
