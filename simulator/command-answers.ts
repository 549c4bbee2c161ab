import { createHash } from "node:crypto";
import { oids } from "../src/protocol/der/oids.ts";
import { isPlistDict, type PlistDict, PlistReal, type PlistValue } from "../src/protocol/plist/value.ts";
import { parseCertificate } from "../src/protocol/x509/certificate.ts";
import { attributeOf } from "../src/protocol/x509/name.ts";
import { type DeviceDescription, isAtLeast } from "./device.ts";

/** What a device answers from. */
export interface AnsweringDevice {
	readonly description: DeviceDescription;
	/** 0: none. */
	readonly accessRights: number;
	readonly supervised: boolean;
	readonly passcode: boolean;
	readonly identityCertificate: Uint8Array;
	readonly rootCertificates: readonly Uint8Array[];
	/** Installed profiles; those of the management first. */
	readonly profiles: readonly { readonly dict: PlistDict; readonly managed: boolean; readonly signer: Uint8Array | null }[];
}

const inspection = 1;
const lock = 4;
const information = 16;
const network = 32;
const applications = 256;
const security = 1024;

type Answer = (device: AnsweringDevice, command: PlistDict) => PlistDict;

/** The commands that ask or lock; each with the right that it needs. Apple mdm/commands/*.yaml */
const answers: Readonly<Record<string, readonly [right: number, answer: Answer]>> = {
	DeviceInformation: [0, deviceInformation],
	SecurityInfo: [security, securityInfo],
	ProfileList: [inspection, profileList],
	CertificateList: [inspection, certificateList],
	InstalledApplicationList: [applications, installedApplicationList],
	DeviceLock: [lock, (_, command) => (command["Message"] === undefined ? {} : { MessageResult: "Success" })],
};

/** The keys of the answer; undefined for a command that is none of these, `not-allowed` where the right is missing. */
export function answerCommand(requestType: string, command: PlistDict, device: AnsweringDevice): PlistDict | "not-allowed" | undefined {
	const known = Object.hasOwn(answers, requestType) ? answers[requestType] : undefined;
	if (known === undefined) return undefined;
	const [right, answer] = known;
	return (device.accessRights & right) === right ? answer(device, command) : "not-allowed";
}

/** What is asked without a right for it is left out, silently. */
function deviceInformation({ description, accessRights, supervised }: AnsweringDevice, command: PlistDict): PlistDict {
	const { osVersion, imei } = description;
	const cellular: PlistDict =
		imei === undefined
			? {}
			: {
					ServiceSubscriptions: [
						{ Slot: "CTSubscriptionSlotOne", Label: "Primary", LabelID: "0001", IMEI: imei, IsDataPreferred: true, IsVoicePreferred: true },
					],
				};
	const mac = (salt: string) => `f0:18:98:${(digest(`${salt}${description.serial}`).match(/../g) ?? []).slice(0, 3).join(":")}`;
	const all: PlistDict = {
		UDID: description.udid,
		...((accessRights & information) === 0
			? {}
			: {
					DeviceName: description.name,
					OSVersion: osVersion,
					BuildVersion: description.buildVersion,
					ModelName: /^[A-Za-z]+/.exec(description.product)?.[0] ?? "iPhone",
					Model: `M${digest(description.product).slice(0, 4).toUpperCase()}J/A`,
					ProductName: description.product,
					SerialNumber: description.serial,
					DeviceCapacity: new PlistReal(128),
					AvailableDeviceCapacity: new PlistReal(61.25),
					BatteryLevel: new PlistReal(0.75),
					IsSupervised: supervised,
					AwaitingConfiguration: false,
					...(isAtLeast(osVersion, 16) ? {} : { IsActivationLockEnabled: true }),
				}),
		...((accessRights & network) === 0 ? {} : { WiFiMAC: mac("wifi"), BluetoothMAC: mac("bluetooth"), ...cellular }),
	};
	const queries = command["Queries"];
	const asked = Array.isArray(queries) ? queries.filter((query) => typeof query === "string") : Object.keys(all);
	return { QueryResponses: Object.fromEntries(asked.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]]))) as PlistDict };
}

function securityInfo({ description, passcode }: AnsweringDevice): PlistDict {
	return {
		SecurityInfo: {
			HardwareEncryptionCaps: 3,
			PasscodePresent: passcode,
			PasscodeCompliant: true,
			PasscodeCompliantWithProfiles: true,
			PasscodeLockGracePeriod: 0,
			PasscodeLockGracePeriodEnforced: 0,
			...(isAtLeast(description.osVersion, 13) ? { ManagementStatus: { IsUserEnrollment: false } } : {}),
		},
	};
}

const told = [
	"PayloadType",
	"PayloadVersion",
	"PayloadIdentifier",
	"PayloadUUID",
	"PayloadDisplayName",
	"PayloadDescription",
	"PayloadOrganization",
];

function profileList({ profiles, description }: AnsweringDevice, command: PlistDict): PlistDict {
	const uuids = isAtLeast(description.osVersion, 17);
	const chosen = profiles.filter(({ managed }) => managed || command["ManagedOnly"] !== true);
	return {
		ProfileList: chosen.map(({ dict, managed, signer }) => ({
			...some(
				dict,
				told.filter((key) => key !== "PayloadType"),
			),
			PayloadRemovalDisallowed: false,
			HasRemovalPasscode: false,
			IsEncrypted: false,
			IsManaged: managed,
			...(signer === null ? {} : { SignerCertificates: [signer] }),
			PayloadContent: dicts(dict["PayloadContent"]).map((payload) =>
				some(payload, uuids ? told : told.filter((key) => key !== "PayloadUUID")),
			),
		})),
	};
}

function certificateList({ identityCertificate, rootCertificates }: AnsweringDevice): PlistDict {
	const entry = (der: Uint8Array, identity: boolean): PlistDict => {
		const { subject } = parseCertificate(der);
		return { CommonName: attributeOf(subject, oids.commonName) ?? "", IsIdentity: identity, Data: der };
	};
	return { CertificateList: [entry(identityCertificate, true), ...rootCertificates.map((der) => entry(der, false))] };
}

/** The owner's own; none of them is managed. */
const installed = [
	{ Identifier: "jp.naver.line", Name: "LINE", Version: "15.10.0", ShortVersion: "15.10.0", BundleSize: 412_000_000 },
	{ Identifier: "com.google.chrome.ios", Name: "Chrome", Version: "138.0.7204.119", ShortVersion: "138.0", BundleSize: 231_000_000 },
];

function installedApplicationList(_: AnsweringDevice, command: PlistDict): PlistDict {
	const wanted = command["Identifiers"];
	const chosen = installed.filter(({ Identifier }) => !Array.isArray(wanted) || wanted.includes(Identifier));
	return { InstalledApplicationList: command["ManagedAppsOnly"] === true ? [] : chosen };
}

function some(dict: PlistDict, keys: readonly string[]): PlistDict {
	return Object.fromEntries(keys.flatMap((key) => (dict[key] === undefined ? [] : [[key, dict[key]]]))) as PlistDict;
}

function dicts(value: PlistValue | undefined): PlistDict[] {
	return Array.isArray(value) ? value.filter((one) => isPlistDict(one)) : [];
}

function digest(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}
