import type { PlistDict } from "../plist/value.ts";
import { plistText } from "../plist/xml-text.ts";
import { accessRightsProblem } from "./access-rights.ts";

export interface MdmSettings {
	/** https */
	readonly serverUrl: string;
	readonly checkInUrl: string;
	/** `com.apple.mgmt.…`, of the push certificate. */
	readonly topic: string;
	readonly accessRights: number;
	readonly signMessage: boolean;
	readonly checkOutWhenRemoved: boolean;
	readonly serverCapabilities: readonly string[];
}

export interface ScepSettings {
	readonly url: string;
	/** The CA identifier of GetCACert. */
	readonly name: string;
	/** Relative names of attribute and value: `[[["CN", "…"]], [["O", "…"]]]`. */
	readonly subject: readonly (readonly (readonly [string, string])[])[];
	/** A secret, used once. */
	readonly challenge: string;
	readonly keySize: 2048 | 4096;
	/** 1 signing, 4 encryption, 5 both. */
	readonly keyUsage: 1 | 4 | 5;
	/** Of the CA certificate in DER; the schema does not say which hash (SHA-1 is what devices have always compared). */
	readonly caFingerprint?: Uint8Array;
	/** How often and after how many seconds to ask again while the answer is PENDING. */
	readonly retries?: number;
	readonly retryDelay?: number;
}

/** All that an enrollment profile says. Texts are for the person, in one language; UUIDs are given, so that the profile can be made again. */
export interface EnrollmentProfile {
	/** Reverse DNS; RemoveProfile names it, and an update must keep it. */
	readonly identifier: string;
	readonly organization: string;
	readonly uuids: { readonly profile: string; readonly mdm: string; readonly scep: string };
	readonly texts: {
		readonly displayName: string;
		readonly description: string;
		readonly mdmDisplayName?: string;
		readonly scepDisplayName?: string;
		/** By language (`en`, `ja`), `default` for all others: the device asks for agreement before it installs. */
		readonly consent?: { readonly [language: string]: string };
	};
	readonly mdm: MdmSettings;
	readonly scep: ScepSettings;
	/** CA certificates to trust, where the server's own chain is private. */
	readonly rootCertificates: readonly { readonly uuid: string; readonly displayName: string; readonly der: Uint8Array }[];
}

/**
 * A Configuration profile of root certificates, SCEP and MDM, in this order: each payload needs the ones before it. The identity of MDM is the SCEP
 * payload. Apple mdm/profiles/{TopLevel,CommonPayloadKeys,com.apple.mdm,com.apple.security.scep,com.apple.security.root}.yaml. Throws a plain
 * Error on access rights that devices refuse.
 */
export function buildEnrollmentProfile(profile: EnrollmentProfile): PlistDict {
	const { identifier, organization, uuids, texts } = profile;
	const problem = accessRightsProblem(profile.mdm.accessRights);
	if (problem !== undefined) throw new Error(`access rights: ${problem}`);
	const payload = (type: string, suffix: string, uuid: string, displayName: string): PlistDict => ({
		PayloadType: type,
		PayloadVersion: 1,
		PayloadIdentifier: suffix === "" ? identifier : `${identifier}.${suffix}`,
		PayloadUUID: uuid,
		PayloadDisplayName: plistText(displayName),
		PayloadOrganization: plistText(organization),
	});
	const consent = texts.consent === undefined ? [] : Object.entries(texts.consent).map(([language, text]) => [language, plistText(text)]);
	return {
		...payload("Configuration", "", uuids.profile, texts.displayName),
		PayloadDescription: plistText(texts.description),
		...(consent.length === 0 ? {} : { ConsentText: Object.fromEntries(consent) as PlistDict }),
		PayloadContent: [
			...profile.rootCertificates.map((root, index) => ({
				...payload("com.apple.security.root", `root.${index + 1}`, root.uuid, root.displayName),
				PayloadContent: root.der,
			})),
			{
				...payload("com.apple.security.scep", "scep", uuids.scep, texts.scepDisplayName ?? texts.displayName),
				PayloadContent: scepContent(profile.scep),
			},
			{
				...payload("com.apple.mdm", "mdm", uuids.mdm, texts.mdmDisplayName ?? texts.displayName),
				...mdmContent(profile.mdm, uuids.scep),
			},
		],
	};
}

function scepContent(scep: ScepSettings): PlistDict {
	return {
		URL: scep.url,
		Name: plistText(scep.name),
		Subject: scep.subject.map((relative) => relative.map(([attribute, value]) => [attribute, plistText(value)])),
		Challenge: scep.challenge,
		Keysize: scep.keySize,
		// Apple spells these two with a space.
		"Key Type": "RSA",
		"Key Usage": scep.keyUsage,
		...(scep.caFingerprint === undefined ? {} : { CAFingerprint: scep.caFingerprint }),
		...(scep.retries === undefined ? {} : { Retries: scep.retries }),
		...(scep.retryDelay === undefined ? {} : { RetryDelay: scep.retryDelay }),
	};
}

function mdmContent(mdm: MdmSettings, identityCertificateUuid: string): PlistDict {
	return {
		IdentityCertificateUUID: identityCertificateUuid,
		Topic: mdm.topic,
		ServerURL: mdm.serverUrl,
		CheckInURL: mdm.checkInUrl,
		SignMessage: mdm.signMessage,
		AccessRights: mdm.accessRights,
		CheckOutWhenRemoved: mdm.checkOutWhenRemoved,
		...(mdm.serverCapabilities.length === 0 ? {} : { ServerCapabilities: [...mdm.serverCapabilities] }),
	};
}
