import { isPlistDict, type PlistDict, type PlistValue } from "../plist/value.ts";
import { shownDicts, shownFlag, shownNumber, shownText } from "./shown.ts";

/**
 * What the product shows of answers (`CommandResult.answer`). Devices are not believed: a value of another type is absent, texts and lists are cut,
 * nothing throws.
 */

const MOST_SUBSCRIPTIONS = 8;
const MOST_PROFILES = 500;
const MOST_PAYLOADS = 200;
const MOST_APPLICATIONS = 5000;

export interface DeviceInformation {
	readonly udid?: string | undefined;
	readonly deviceName?: string | undefined;
	readonly osVersion?: string | undefined;
	/** `(a)`: a rapid security response. */
	readonly supplementalOsVersionExtra?: string | undefined;
	readonly buildVersion?: string | undefined;
	readonly modelName?: string | undefined;
	readonly model?: string | undefined;
	readonly productName?: string | undefined;
	readonly serialNumber?: string | undefined;
	/** From the first subscription where the device does not say it by itself (iOS 12 and later). */
	readonly imei?: string | undefined;
	readonly meid?: string | undefined;
	readonly phoneNumber?: string | undefined;
	/** Gigabytes of 1024^3. */
	readonly deviceCapacity?: number | undefined;
	readonly availableDeviceCapacity?: number | undefined;
	/** 0 to 1; absent where the device does not know it (it sends -1). */
	readonly batteryLevel?: number | undefined;
	readonly isSupervised?: boolean | undefined;
	readonly isActivationLockEnabled?: boolean | undefined;
	readonly awaitingConfiguration?: boolean | undefined;
	readonly wifiMac?: string | undefined;
	readonly bluetoothMac?: string | undefined;
	/** Epoch milliseconds. */
	readonly lastCloudBackupAt?: number | undefined;
}

/** Apple mdm/commands/information.device.yaml, QueryResponses */
export function readDeviceInformation(answer: PlistDict): DeviceInformation {
	const told = dictOf(answer["QueryResponses"]);
	const subscriptions = shownDicts(told["ServiceSubscriptions"], MOST_SUBSCRIPTIONS);
	const ofSubscription = (key: string) => subscriptions.map((one) => shownText(one, key)).find((text) => text !== undefined);
	const battery = shownNumber(told, "BatteryLevel");
	const backup = told["LastCloudBackupDate"];
	return {
		udid: shownText(told, "UDID"),
		deviceName: shownText(told, "DeviceName"),
		osVersion: shownText(told, "OSVersion"),
		supplementalOsVersionExtra: shownText(told, "SupplementalOSVersionExtra"),
		buildVersion: shownText(told, "BuildVersion"),
		modelName: shownText(told, "ModelName"),
		model: shownText(told, "Model"),
		productName: shownText(told, "ProductName"),
		serialNumber: shownText(told, "SerialNumber"),
		imei: shownText(told, "IMEI") ?? ofSubscription("IMEI"),
		meid: shownText(told, "MEID") ?? ofSubscription("MEID"),
		phoneNumber: shownText(told, "PhoneNumber") ?? ofSubscription("PhoneNumber"),
		deviceCapacity: shownNumber(told, "DeviceCapacity"),
		availableDeviceCapacity: shownNumber(told, "AvailableDeviceCapacity"),
		batteryLevel: battery !== undefined && battery >= 0 && battery <= 1 ? battery : undefined,
		isSupervised: shownFlag(told, "IsSupervised"),
		isActivationLockEnabled: shownFlag(told, "IsActivationLockEnabled"),
		awaitingConfiguration: shownFlag(told, "AwaitingConfiguration"),
		wifiMac: shownText(told, "WiFiMAC"),
		bluetoothMac: shownText(told, "BluetoothMAC"),
		lastCloudBackupAt: backup instanceof Date ? backup.getTime() : undefined,
	};
}

export interface SecurityInfo {
	/** 1 block, 2 file, 3 both. */
	readonly hardwareEncryptionCaps?: number | undefined;
	readonly passcodePresent?: boolean | undefined;
	readonly passcodeCompliant?: boolean | undefined;
	readonly passcodeCompliantWithProfiles?: boolean | undefined;
	readonly isUserEnrollment?: boolean | undefined;
}

/** Apple mdm/commands/information.security.yaml, as far as iPhones and iPads answer it (EnrolledViaDEP is a Mac's). */
export function readSecurityInfo(answer: PlistDict): SecurityInfo {
	const told = dictOf(answer["SecurityInfo"]);
	const management = dictOf(told["ManagementStatus"]);
	return {
		hardwareEncryptionCaps: shownNumber(told, "HardwareEncryptionCaps"),
		passcodePresent: shownFlag(told, "PasscodePresent"),
		passcodeCompliant: shownFlag(told, "PasscodeCompliant"),
		passcodeCompliantWithProfiles: shownFlag(told, "PasscodeCompliantWithProfiles"),
		isUserEnrollment: shownFlag(management, "IsUserEnrollment"),
	};
}

export interface InstalledProfile {
	readonly identifier: string;
	readonly uuid?: string | undefined;
	readonly displayName?: string | undefined;
	readonly organization?: string | undefined;
	readonly isManaged?: boolean | undefined;
	readonly payloadTypes: readonly string[];
}

/** Apple mdm/commands/profile.list.yaml; entries without an identifier are left out. */
export function readProfileList(answer: PlistDict): InstalledProfile[] {
	return shownDicts(answer["ProfileList"], MOST_PROFILES).flatMap((profile) => {
		const identifier = shownText(profile, "PayloadIdentifier");
		if (identifier === undefined) return [];
		return {
			identifier,
			uuid: shownText(profile, "PayloadUUID"),
			displayName: shownText(profile, "PayloadDisplayName"),
			organization: shownText(profile, "PayloadOrganization"),
			isManaged: shownFlag(profile, "IsManaged"),
			payloadTypes: shownDicts(profile["PayloadContent"], MOST_PAYLOADS).flatMap((payload) => shownText(payload, "PayloadType") ?? []),
		};
	});
}

export interface InstalledApplication {
	readonly identifier: string;
	readonly name?: string | undefined;
	readonly version?: string | undefined;
	readonly shortVersion?: string | undefined;
	readonly bundleSize?: number | undefined;
	readonly installing?: boolean | undefined;
}

/** Apple mdm/commands/application.installed.list.yaml; entries without an identifier are left out. */
export function readInstalledApplicationList(answer: PlistDict): InstalledApplication[] {
	return shownDicts(answer["InstalledApplicationList"], MOST_APPLICATIONS).flatMap((application) => {
		const identifier = shownText(application, "Identifier");
		if (identifier === undefined) return [];
		return {
			identifier,
			name: shownText(application, "Name"),
			version: shownText(application, "Version"),
			shortVersion: shownText(application, "ShortVersion"),
			bundleSize: shownNumber(application, "BundleSize"),
			installing: shownFlag(application, "Installing"),
		};
	});
}

function dictOf(value: PlistValue | undefined): PlistDict {
	return isPlistDict(value) ? value : {};
}
