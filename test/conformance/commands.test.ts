import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCESS_RIGHTS } from "../../src/protocol/mdm/access-rights.ts";
import { readDeviceInformation, readInstalledApplicationList, readProfileList, readSecurityInfo } from "../../src/protocol/mdm/answers.ts";
import { buildAcknowledged } from "../../src/protocol/mdm/build-result.ts";
import * as commands from "../../src/protocol/mdm/commands.ts";
import { parseResult } from "../../src/protocol/mdm/result.ts";
import { buildPlist } from "../../src/protocol/plist/build.ts";
import { type PlistDict, PlistReal } from "../../src/protocol/plist/value.ts";
import { appleSchemas, commandSchema } from "./apple-schema.ts";
import type { Situation } from "./validate.ts";
import { validateCommand, validateResult } from "./validate-message.ts";

const { skip } = appleSchemas;
const device: Situation = { platform: "iOS", osVersion: "18.1", enrollment: "device", channel: "device", supervised: false };
const supervised: Situation = { ...device, supervised: true };
const mac: Situation = { ...device, platform: "macOS", osVersion: "15.1" };
const UUID = "7E761EC5-9E20-42D1-9072-3D5A611E3AC5";

const valid: [commands.BuiltCommand, Situation][] = [
	[commands.deviceInformation(UUID), device],
	[commands.securityInfo(UUID), device],
	[commands.profileList(UUID), device],
	[commands.profileList(UUID, { managedOnly: true }), device],
	[commands.certificateList(UUID, { managedOnly: true }), device],
	[
		commands.installedApplicationList(UUID, {
			managedAppsOnly: true,
			identifiers: ["jp.example.app"],
			items: ["Identifier", "Name", "Version"],
		}),
		device,
	],
	[commands.installProfile(UUID, Buffer.from("p")), device],
	[commands.removeProfile(UUID, "jp.example.mdm"), device],
	[commands.deviceLock(UUID), device],
	[commands.deviceLock(UUID, { message: "m", phoneNumber: "+81 3" }), device],
	[commands.deviceLock(UUID, { message: "m", phoneNumber: "+81 3", pin: "123456" }), mac],
	[commands.eraseDevice(UUID), device],
	[
		commands.eraseDevice(UUID, {
			preserveDataPlan: true,
			disallowProximitySetup: true,
			returnToService: { wifiProfileData: Buffer.from("w"), mdmProfileData: Buffer.from("m") },
		}),
		device,
	],
	[commands.deviceConfigured(UUID), supervised],
	[commands.clearPasscode(UUID, Buffer.from("u")), device],
	[commands.setDeviceName(UUID, "受付"), supervised],
];

for (const [command, situation] of valid) {
	test(`${command.requestType} (${command.body.length} bytes, ${situation.platform}) is what Apple's schema describes`, { skip }, () => {
		assert.deepEqual(validateCommand(command.body, situation), []);
	});
}

test("the validator finds what is wrong with a command, and where", { skip }, () => {
	const sent = (requestType: string, keys: PlistDict, more: PlistDict = {}) =>
		buildPlist({ CommandUUID: UUID, Command: { RequestType: requestType, ...keys }, ...more });
	const faults: [string, Buffer, Situation][] = [
		["Queries missing", sent("DeviceInformation", {}), device],
		["Queries[1] rangelist", sent("DeviceInformation", { Queries: ["UDID", "ShoeSize"] }), device],
		["Queries[0] not-supported", sent("DeviceInformation", { Queries: ["HostName"] }), device],
		["Queries[0] type", sent("DeviceInformation", { Queries: [1] }), device],
		["Queries type", sent("DeviceInformation", { Queries: "UDID" }), device],
		["Payload type", sent("InstallProfile", { Payload: "Zm9v" }), device],
		["Profile unknown-key", sent("RemoveProfile", { Identifier: "a", Profile: "b" }), device],
		["Priority unknown-key", sent("RemoveProfile", { Identifier: "a" }, { Priority: 1 }), device],
		["PIN not-supported", commands.deviceLock(UUID, { pin: "123456" }).body, device],
		["ReturnToService.Enabled missing", sent("EraseDevice", { ReturnToService: {} }), device],
		["ReturnToService not-supported", commands.eraseDevice(UUID, { returnToService: {} }).body, { ...device, osVersion: "16.7" }],
		[" not-supported", commands.deviceConfigured(UUID).body, device],
		["Settings[0] not-supported", commands.setDeviceName(UUID, "n").body, device],
		["Settings[0].DeviceName missing", sent("Settings", { Settings: [{ Item: "DeviceName" }] }), supervised],
		["Items[0] rangelist", sent("InstalledApplicationList", { Items: ["Colour"] }), device],
	];
	for (const [expected, body, situation] of faults) {
		assert.deepEqual(
			validateCommand(body, situation).map(({ path, rule }) => `${path} ${rule}`),
			[expected],
		);
	}
	assert.throws(() => commandSchema("MakeTea"));
});

test("answers that Apple's schema describes are read without loss", { skip }, () => {
	const enrollment = { udid: "00008101-000A11112222333A" };
	const answers: [string, PlistDict, (answer: PlistDict) => unknown, unknown][] = [
		[
			"DeviceInformation",
			{
				QueryResponses: {
					UDID: enrollment.udid,
					DeviceName: "iPhone",
					OSVersion: "18.1",
					BuildVersion: "22B83",
					ModelName: "iPhone",
					Model: "MLPF3J/A",
					ProductName: "iPhone14,5",
					SerialNumber: "F2LXG0ABCD",
					DeviceCapacity: new PlistReal(128),
					AvailableDeviceCapacity: new PlistReal(64.5),
					BatteryLevel: new PlistReal(0.5),
					IsSupervised: false,
					IsActivationLockEnabled: true,
					AwaitingConfiguration: false,
					LastCloudBackupDate: new Date(0),
					WiFiMAC: "00:00:5e:00:53:01",
					BluetoothMAC: "00:00:5e:00:53:02",
					ServiceSubscriptions: [{ IMEI: "35 123456 789012 3", MEID: "35123456789012", PhoneNumber: "+819012345678" }],
				},
			},
			readDeviceInformation,
			{
				udid: enrollment.udid,
				deviceName: "iPhone",
				osVersion: "18.1",
				buildVersion: "22B83",
				modelName: "iPhone",
				model: "MLPF3J/A",
				productName: "iPhone14,5",
				serialNumber: "F2LXG0ABCD",
				imei: "35 123456 789012 3",
				meid: "35123456789012",
				phoneNumber: "+819012345678",
				deviceCapacity: 128,
				availableDeviceCapacity: 64.5,
				batteryLevel: 0.5,
				isSupervised: false,
				isActivationLockEnabled: true,
				awaitingConfiguration: false,
				wifiMac: "00:00:5e:00:53:01",
				bluetoothMac: "00:00:5e:00:53:02",
				lastCloudBackupAt: 0,
			},
		],
		[
			"SecurityInfo",
			{
				SecurityInfo: {
					HardwareEncryptionCaps: 3,
					PasscodePresent: true,
					PasscodeCompliant: true,
					PasscodeCompliantWithProfiles: true,
					ManagementStatus: { IsUserEnrollment: false },
				},
			},
			readSecurityInfo,
			{
				hardwareEncryptionCaps: 3,
				passcodePresent: true,
				passcodeCompliant: true,
				passcodeCompliantWithProfiles: true,
				isUserEnrollment: false,
			},
		],
		[
			"ProfileList",
			{
				ProfileList: [
					{
						PayloadUUID: "U",
						PayloadIdentifier: "jp.example.mdm",
						PayloadDisplayName: "D",
						PayloadOrganization: "O",
						IsManaged: true,
						PayloadContent: [{ PayloadType: "com.apple.mdm", PayloadVersion: 1, PayloadIdentifier: "i", PayloadUUID: "V" }],
					},
				],
			},
			readProfileList,
			[{ identifier: "jp.example.mdm", uuid: "U", displayName: "D", organization: "O", isManaged: true, payloadTypes: ["com.apple.mdm"] }],
		],
		[
			"InstalledApplicationList",
			{ InstalledApplicationList: [{ Identifier: "a", Name: "A", Version: "1", ShortVersion: "1.0", BundleSize: 5, Installing: false }] },
			readInstalledApplicationList,
			[{ identifier: "a", name: "A", version: "1", shortVersion: "1.0", bundleSize: 5, installing: false }],
		],
	];
	for (const [requestType, answer, read, expected] of answers) {
		const bytes = buildAcknowledged(enrollment, UUID, answer);
		assert.deepEqual(validateResult(bytes, requestType, device), [], requestType);
		assert.deepEqual(JSON.parse(JSON.stringify(read(parseResult(bytes).answer))), expected, requestType);
	}
	const wrong = buildAcknowledged(enrollment, UUID, { QueryResponses: { BatteryLevel: "full" } });
	assert.deepEqual(validateResult(wrong, "DeviceInformation", device), [{ path: "QueryResponses.BatteryLevel", rule: "type" }]);
});

test("access rights bear the names that Apple's commands ask for", { skip }, () => {
	const named = new Set(Object.keys(ACCESS_RIGHTS));
	for (const [command] of valid) {
		const right = (commandSchema(command.requestType).payload.supportedOS?.["iOS"] as { accessrights?: string } | undefined)?.accessrights;
		if (right !== undefined && right !== "None" && right !== "Special Case")
			assert.ok(named.has(right), `${command.requestType}: ${right}`);
	}
});
