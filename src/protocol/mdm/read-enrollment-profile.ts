import { Malformed } from "../malformed.ts";
import { isPlistDict, type PlistDict, type PlistValue } from "../plist/value.ts";
import {
	messageDict,
	optionalData,
	optionalDict,
	optionalFlag,
	optionalInteger,
	optionalText,
	requiredData,
	requiredText,
} from "./fields.ts";

/** An enrollment profile as a device understands it. */
export interface InstalledEnrollmentProfile {
	readonly identifier: string;
	readonly uuid: string;
	readonly displayName?: string | undefined;
	readonly organization?: string | undefined;
	readonly description?: string | undefined;
	/** By language. */
	readonly consent?: { readonly [language: string]: string } | undefined;
	readonly mdm: {
		readonly identityCertificateUuid: string;
		readonly topic: string;
		readonly serverUrl: string;
		/** ServerURL where the profile names none. */
		readonly checkInUrl: string;
		readonly accessRights?: number | undefined;
		readonly signMessage: boolean;
		readonly checkOutWhenRemoved: boolean;
		readonly serverCapabilities: readonly string[];
	};
	/** The payload that MDM names as its identity. */
	readonly scep: {
		readonly url: string;
		readonly name?: string | undefined;
		readonly subject: readonly (readonly (readonly [string, string])[])[];
		readonly challenge?: string | undefined;
		/** Apple's default is 1024. */
		readonly keySize: number;
		readonly keyType: string;
		readonly keyUsage: number;
		readonly caFingerprint?: Uint8Array | undefined;
		readonly retries: number;
		readonly retryDelay: number;
	};
	/** DER of com.apple.security.root and com.apple.security.pkcs1 payloads. */
	readonly rootCertificates: readonly Uint8Array[];
}

const LONGEST_CERTIFICATE = 64 * 1024;

/**
 * Reads an unsigned enrollment profile; a signed one is taken out of its CMS first. Throws Malformed('mdm', …): what a device would call
 * "Invalid Profile" (`missing:IdentityCertificateUUID`, `missing:com.apple.mdm`, `identity-payload-not-found`, …).
 */
export function parseEnrollmentProfile(profile: PlistDict | Uint8Array): InstalledEnrollmentProfile {
	const top = messageDict(profile);
	if (requiredText(top, "PayloadType") !== "Configuration") throw new Malformed("mdm", "wrong-type:PayloadType");
	const payloads = dicts(top["PayloadContent"], "PayloadContent");
	const mdm = payloads.filter((payload) => payload["PayloadType"] === "com.apple.mdm");
	const [payload] = mdm;
	if (payload === undefined) throw new Malformed("mdm", "missing:com.apple.mdm");
	if (mdm.length > 1) throw new Malformed("mdm", "several:com.apple.mdm");
	const identityCertificateUuid = requiredText(payload, "IdentityCertificateUUID");
	const identity = payloads.find(
		(one) => one["PayloadUUID"] === identityCertificateUuid && one["PayloadType"] === "com.apple.security.scep",
	);
	if (identity === undefined) throw new Malformed("mdm", "identity-payload-not-found");
	const serverUrl = requiredText(payload, "ServerURL");
	return {
		identifier: requiredText(top, "PayloadIdentifier"),
		uuid: requiredText(top, "PayloadUUID"),
		displayName: optionalText(top, "PayloadDisplayName"),
		organization: optionalText(top, "PayloadOrganization"),
		description: optionalText(top, "PayloadDescription", 16 * 1024),
		consent: consent(optionalDict(top, "ConsentText")),
		mdm: {
			identityCertificateUuid,
			topic: requiredText(payload, "Topic"),
			serverUrl,
			checkInUrl: optionalText(payload, "CheckInURL") ?? serverUrl,
			accessRights: optionalInteger(payload, "AccessRights"),
			signMessage: optionalFlag(payload, "SignMessage") ?? false,
			checkOutWhenRemoved: optionalFlag(payload, "CheckOutWhenRemoved") ?? false,
			serverCapabilities: texts(payload["ServerCapabilities"] ?? [], "ServerCapabilities"),
		},
		scep: scep(identity),
		rootCertificates: payloads
			.filter((one) => one["PayloadType"] === "com.apple.security.root" || one["PayloadType"] === "com.apple.security.pkcs1")
			.map((one) => requiredData(one, "PayloadContent", LONGEST_CERTIFICATE)),
	};
}

function scep(identity: PlistDict): InstalledEnrollmentProfile["scep"] {
	const content = optionalDict(identity, "PayloadContent");
	if (content === undefined) throw new Malformed("mdm", "missing:PayloadContent");
	return {
		url: requiredText(content, "URL"),
		name: optionalText(content, "Name"),
		subject: subject(content["Subject"] ?? []),
		challenge: optionalText(content, "Challenge"),
		keySize: optionalInteger(content, "Keysize") ?? 1024,
		keyType: optionalText(content, "Key Type") ?? "RSA",
		keyUsage: optionalInteger(content, "Key Usage") ?? 0,
		caFingerprint: optionalData(content, "CAFingerprint", 64),
		retries: optionalInteger(content, "Retries") ?? 3,
		retryDelay: optionalInteger(content, "RetryDelay") ?? 10,
	};
}

function subject(value: PlistValue): (readonly [string, string])[][] {
	return arrays(value).map((relative) =>
		arrays(relative).map((pair) => {
			const [attribute, text, ...more] = texts(pair, "Subject");
			if (attribute === undefined || text === undefined || more.length > 0) throw new Malformed("mdm", "wrong-type:Subject");
			return [attribute, text];
		}),
	);
}

function arrays(value: PlistValue): PlistValue[] {
	if (!Array.isArray(value)) throw new Malformed("mdm", "wrong-type:Subject");
	return value;
}

function texts(value: PlistValue, key: string): string[] {
	if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw new Malformed("mdm", `wrong-type:${key}`);
	return value;
}

function dicts(value: PlistValue | undefined, key: string): PlistDict[] {
	if (value === undefined) throw new Malformed("mdm", `missing:${key}`);
	if (!Array.isArray(value) || !value.every((item) => isPlistDict(item))) throw new Malformed("mdm", `wrong-type:${key}`);
	return value;
}

function consent(dict: PlistDict | undefined): { readonly [language: string]: string } | undefined {
	if (dict === undefined) return undefined;
	texts(Object.values(dict), "ConsentText");
	return dict as { readonly [language: string]: string };
}
