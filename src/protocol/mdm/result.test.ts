import assert from "node:assert/strict";
import { test } from "node:test";
import { Malformed } from "../malformed.ts";
import type { PlistDict } from "../plist/value.ts";
import { PlistReal } from "../plist/value.ts";
import { readDeviceInformation, readInstalledApplicationList, readProfileList, readSecurityInfo } from "./answers.ts";
import { buildAcknowledged, buildCommandFormatError, buildError, buildIdle, buildNotNow } from "./build-result.ts";
import { parseResult } from "./result.ts";

const enrollment = { udid: "00008101-000A11112222333A" };

const refuses = (message: PlistDict, kind: string) =>
	assert.throws(
		() => parseResult(message),
		(error) => error instanceof Malformed && error.codec === "mdm" && error.kind === kind,
		kind,
	);

test("each status, as a device sends it", () => {
	const idle = parseResult(buildIdle(enrollment));
	assert.deepEqual({ ...idle, answer: null }, { status: "Idle", enrollment, errorChain: [], answer: null });
	for (const [bytes, status] of [
		[buildAcknowledged(enrollment, "C1"), "Acknowledged"],
		[buildNotNow(enrollment, "C1"), "NotNow"],
		[buildCommandFormatError(enrollment, "C1"), "CommandFormatError"],
	] as const) {
		assert.deepEqual({ ...parseResult(bytes), answer: null }, { status, enrollment, commandUuid: "C1", errorChain: [], answer: null });
	}
	const chain = [
		{
			code: 4001,
			domain: "MCInstallationErrorDomain",
			localized: "プロファイルのインストールに失敗しました",
			usEnglish: "Profile Installation Failed",
		},
		{ code: 12012, domain: "MCMDMErrorDomain", localized: "x" },
	];
	const error = parseResult(buildError(enrollment, "C2", chain));
	assert.equal(error.status, "Error");
	assert.deepEqual(error.errorChain, chain);
});

test("what a result must have", () => {
	refuses({ UDID: "A" }, "missing:Status");
	refuses({ UDID: "A", Status: "Acknowledged" }, "missing:CommandUUID");
	refuses({ UDID: "A", Status: "Perhaps", CommandUUID: "C" }, "unknown:Status");
	refuses({ Status: "Idle" }, "missing:UDID");
	refuses({ UDID: 1, Status: "Idle" }, "wrong-type:UDID");
	refuses({ UDID: "A", Status: "NotNow", CommandUUID: "x".repeat(129) }, "too-long:CommandUUID");
	assert.equal(parseResult({ EnrollmentID: "E", Status: "Idle" }).enrollment.enrollmentId, "E");
});

test("an ErrorChain is evidence: read as far as it goes, and bounded", () => {
	const chain = (ErrorChain: PlistDict[string]) => parseResult({ UDID: "A", Status: "Error", CommandUUID: "C", ErrorChain }).errorChain;
	assert.deepEqual(chain("no"), []);
	assert.deepEqual(chain([1, { ErrorCode: "4001", ErrorDomain: 5 }]), [{ code: 0, domain: "", localized: "" }]);
	assert.equal(chain(Array.from({ length: 100 }, () => ({ ErrorCode: 1 }))).length, 16);
	assert.equal(chain([{ LocalizedDescription: "y".repeat(100_000) }])[0]?.localized.length, 1000);
});

test("DeviceInformation: what is of the right type is shown, the rest is absent", () => {
	const { answer } = parseResult(
		buildAcknowledged(enrollment, "C", {
			QueryResponses: {
				DeviceName: "花子のiPhone",
				OSVersion: "18.1",
				DeviceCapacity: new PlistReal(128),
				AvailableDeviceCapacity: 64,
				BatteryLevel: new PlistReal(-1),
				IsSupervised: "yes",
				LastCloudBackupDate: new Date("2025-01-02T03:04:05Z"),
				ServiceSubscriptions: [{ Slot: "CTSubscriptionSlotOne" }, { IMEI: "35 1", PhoneNumber: "+81 90" }],
			},
		}),
	);
	const shown = readDeviceInformation(answer);
	assert.deepEqual(JSON.parse(JSON.stringify(shown)), {
		deviceName: "花子のiPhone",
		osVersion: "18.1",
		imei: "35 1",
		phoneNumber: "+81 90",
		deviceCapacity: 128,
		availableDeviceCapacity: 64,
		lastCloudBackupAt: Date.UTC(2025, 0, 2, 3, 4, 5),
	});
	assert.deepEqual(JSON.parse(JSON.stringify(readDeviceInformation({ QueryResponses: [] }))), {});
});

test("SecurityInfo, ProfileList and InstalledApplicationList", () => {
	assert.deepEqual(
		JSON.parse(
			JSON.stringify(readSecurityInfo({ SecurityInfo: { PasscodePresent: true, ManagementStatus: { IsUserEnrollment: false } } })),
		),
		{ passcodePresent: true, isUserEnrollment: false },
	);
	const profiles = readProfileList({
		ProfileList: [
			{ PayloadIdentifier: "jp.example.mdm", PayloadUUID: "U", IsManaged: true, PayloadContent: [{ PayloadType: "com.apple.mdm" }, {}] },
			{ PayloadUUID: "no identifier" },
			"no profile",
		],
	});
	assert.deepEqual(JSON.parse(JSON.stringify(profiles)), [
		{ identifier: "jp.example.mdm", uuid: "U", isManaged: true, payloadTypes: ["com.apple.mdm"] },
	]);
	assert.deepEqual(readProfileList({}), []);
	const many = {
		InstalledApplicationList: Array.from({ length: 6000 }, (_, index) => ({ Identifier: `a.${index}`, BundleSize: 2n ** 60n })),
	};
	const applications = readInstalledApplicationList(many);
	assert.equal(applications.length, 5000);
	assert.equal(applications[0]?.bundleSize, 2 ** 60);
});
