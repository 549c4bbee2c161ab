import type { Buffer } from "node:buffer";
import { Malformed } from "../malformed.ts";
import { buildPlist } from "../plist/build.ts";
import type { PlistDict } from "../plist/value.ts";
import { plistText } from "../plist/xml-text.ts";
import { messageDict, optionalDict, requiredText } from "./fields.ts";

/** A command as it goes to the device: `{CommandUUID, Command: {RequestType, …}}`. */
export interface BuiltCommand {
	readonly commandUuid: string;
	readonly requestType: string;
	readonly body: Buffer;
	/** It carries a key, a PIN or a profile: keep it sealed. */
	readonly holdsSecret: boolean;
}

/** What the product shows of a device. Queries that AccessRights or the system do not allow are left out of the answer, silently. */
const DEVICE_INFORMATION_QUERIES = [
	"UDID",
	"DeviceName",
	"OSVersion",
	"SupplementalOSVersionExtra",
	"BuildVersion",
	"ModelName",
	"Model",
	"ProductName",
	"SerialNumber",
	"DeviceCapacity",
	"AvailableDeviceCapacity",
	"BatteryLevel",
	"IsSupervised",
	"IsActivationLockEnabled",
	"AwaitingConfiguration",
	"LastCloudBackupDate",
	"WiFiMAC",
	"BluetoothMAC",
	"ServiceSubscriptions",
] as const;

/** Apple mdm/commands/information.device.yaml */
export function deviceInformation(commandUuid: string, queries: readonly string[] = DEVICE_INFORMATION_QUERIES): BuiltCommand {
	return command(commandUuid, "DeviceInformation", { Queries: [...queries] });
}

/** Apple mdm/commands/information.security.yaml */
export function securityInfo(commandUuid: string): BuiltCommand {
	return command(commandUuid, "SecurityInfo", {});
}

/** Apple mdm/commands/profile.list.yaml */
export function profileList(commandUuid: string, options: { managedOnly?: boolean } = {}): BuiltCommand {
	return command(commandUuid, "ProfileList", options.managedOnly === undefined ? {} : { ManagedOnly: options.managedOnly });
}

/** Apple mdm/commands/certificate.list.yaml */
export function certificateList(commandUuid: string, options: { managedOnly?: boolean } = {}): BuiltCommand {
	return command(commandUuid, "CertificateList", options.managedOnly === undefined ? {} : { ManagedOnly: options.managedOnly });
}

export interface InstalledApplicationListOptions {
	/** On a personal device ask for managed applications only: the others are nobody's business. */
	readonly managedAppsOnly: boolean;
	readonly identifiers?: readonly string[];
	/** Keys of the answer; sizes take a device long to find. */
	readonly items?: readonly string[];
}

/** Apple mdm/commands/application.installed.list.yaml */
export function installedApplicationList(commandUuid: string, options: InstalledApplicationListOptions): BuiltCommand {
	return command(commandUuid, "InstalledApplicationList", {
		ManagedAppsOnly: options.managedAppsOnly,
		...(options.identifiers === undefined ? {} : { Identifiers: [...options.identifiers] }),
		...(options.items === undefined ? {} : { Items: [...options.items] }),
	});
}

/** Apple mdm/commands/profile.install.yaml; `payload`: the profile, signed or not. */
export function installProfile(commandUuid: string, payload: Uint8Array): BuiltCommand {
	return command(commandUuid, "InstallProfile", { Payload: payload }, true);
}

/** Apple mdm/commands/profile.remove.yaml. With the identifier of the enrollment profile the device leaves management. */
export function removeProfile(commandUuid: string, identifier: string): BuiltCommand {
	return command(commandUuid, "RemoveProfile", { Identifier: identifier });
}

/** Apple mdm/commands/device.lock.yaml; `pin` has six digits and is a Mac's only. */
export function deviceLock(commandUuid: string, options: { message?: string; phoneNumber?: string; pin?: string } = {}): BuiltCommand {
	return command(
		commandUuid,
		"DeviceLock",
		{
			...(options.message === undefined ? {} : { Message: plistText(options.message) }),
			...(options.phoneNumber === undefined ? {} : { PhoneNumber: plistText(options.phoneNumber) }),
			...(options.pin === undefined ? {} : { PIN: options.pin }),
		},
		options.pin !== undefined,
	);
}

export interface EraseDeviceOptions {
	readonly preserveDataPlan?: boolean;
	readonly disallowProximitySetup?: boolean;
	/** iOS 17: the device sets itself up again without a person. */
	readonly returnToService?: { readonly wifiProfileData?: Uint8Array; readonly mdmProfileData?: Uint8Array };
}

/** Apple mdm/commands/device.erase.yaml */
export function eraseDevice(commandUuid: string, options: EraseDeviceOptions = {}): BuiltCommand {
	const { preserveDataPlan, disallowProximitySetup, returnToService } = options;
	return command(
		commandUuid,
		"EraseDevice",
		{
			...(preserveDataPlan === undefined ? {} : { PreserveDataPlan: preserveDataPlan }),
			...(disallowProximitySetup === undefined ? {} : { DisallowProximitySetup: disallowProximitySetup }),
			...(returnToService === undefined
				? {}
				: {
						ReturnToService: {
							Enabled: true,
							...(returnToService.wifiProfileData === undefined ? {} : { WiFiProfileData: returnToService.wifiProfileData }),
							...(returnToService.mdmProfileData === undefined ? {} : { MDMProfileData: returnToService.mdmProfileData }),
						},
					}),
		},
		returnToService !== undefined,
	);
}

/** Apple mdm/commands/device.configured.yaml: lets a device go on that waits in Setup Assistant. Send it in every case, or its user is stuck. */
export function deviceConfigured(commandUuid: string): BuiltCommand {
	return command(commandUuid, "DeviceConfigured", {});
}

/** Apple mdm/commands/passcode.clear.yaml; `unlockToken` is the one of the newest TokenUpdate that carried one. */
export function clearPasscode(commandUuid: string, unlockToken: Uint8Array): BuiltCommand {
	return command(commandUuid, "ClearPasscode", { UnlockToken: unlockToken }, true);
}

/** Apple mdm/commands/settings.yaml, item DeviceName: supervised devices only. */
export function setDeviceName(commandUuid: string, deviceName: string): BuiltCommand {
	return command(commandUuid, "Settings", { Settings: [{ Item: "DeviceName", DeviceName: plistText(deviceName) }] });
}

function command(commandUuid: string, requestType: string, keys: PlistDict, holdsSecret = false): BuiltCommand {
	const body = buildPlist({ CommandUUID: commandUuid, Command: { RequestType: requestType, ...keys } });
	return { commandUuid, requestType, body, holdsSecret };
}

/** A command as a device reads it; `command` is the inner dictionary with RequestType. Throws Malformed('mdm' | 'plist', …). */
export function parseCommand(bytes: Uint8Array): { commandUuid: string; requestType: string; command: PlistDict } {
	const dict = messageDict(bytes);
	const inner = optionalDict(dict, "Command");
	if (inner === undefined) throw new Malformed("mdm", "missing:Command");
	return { commandUuid: requiredText(dict, "CommandUUID"), requestType: requiredText(inner, "RequestType"), command: inner };
}
