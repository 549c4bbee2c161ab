import assert from "node:assert/strict";
import { test } from "node:test";
import { Malformed } from "../malformed.ts";
import { buildPlist } from "../plist/build.ts";
import * as commands from "./commands.ts";
import { parseCommand } from "./commands.ts";

const UUID = "7E761EC5-9E20-42D1-9072-3D5A611E3AC5";

test("each command is read back by a device as it was asked for", () => {
	const cases: [commands.BuiltCommand, object][] = [
		[commands.deviceInformation(UUID, ["UDID"]), { RequestType: "DeviceInformation", Queries: ["UDID"] }],
		[commands.securityInfo(UUID), { RequestType: "SecurityInfo" }],
		[commands.profileList(UUID, { managedOnly: true }), { RequestType: "ProfileList", ManagedOnly: true }],
		[commands.certificateList(UUID), { RequestType: "CertificateList" }],
		[
			commands.installedApplicationList(UUID, { managedAppsOnly: true, items: ["Name"] }),
			{ RequestType: "InstalledApplicationList", ManagedAppsOnly: true, Items: ["Name"] },
		],
		[commands.installProfile(UUID, Buffer.from("foobarbaz")), { RequestType: "InstallProfile", Payload: Buffer.from("foobarbaz") }],
		[commands.removeProfile(UUID, "jp.example.mdm"), { RequestType: "RemoveProfile", Identifier: "jp.example.mdm" }],
		[
			commands.deviceLock(UUID, { message: "拾った方へ\u0000", phoneNumber: "+81 3" }),
			{ RequestType: "DeviceLock", Message: "拾った方へ\ufffd", PhoneNumber: "+81 3" },
		],
		[
			commands.eraseDevice(UUID, { preserveDataPlan: true, returnToService: { mdmProfileData: Buffer.from("p") } }),
			{ RequestType: "EraseDevice", PreserveDataPlan: true, ReturnToService: { Enabled: true, MDMProfileData: Buffer.from("p") } },
		],
		[commands.deviceConfigured(UUID), { RequestType: "DeviceConfigured" }],
		[commands.clearPasscode(UUID, Buffer.from("u")), { RequestType: "ClearPasscode", UnlockToken: Buffer.from("u") }],
		[commands.setDeviceName(UUID, "受付"), { RequestType: "Settings", Settings: [{ Item: "DeviceName", DeviceName: "受付" }] }],
	];
	for (const [built, expected] of cases) {
		const read = parseCommand(built.body);
		assert.equal(read.commandUuid, UUID);
		assert.equal(read.requestType, built.requestType);
		assert.deepEqual(plain(read.command), expected);
	}
});

/** Without the null prototypes. */
function plain(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

test("commands that carry a secret say so", () => {
	const secret = [
		commands.clearPasscode(UUID, Buffer.from("u")),
		commands.installProfile(UUID, Buffer.from("p")),
		commands.deviceLock(UUID, { pin: "123456" }),
		commands.eraseDevice(UUID, { returnToService: {} }),
	];
	assert.ok(secret.every((command) => command.holdsSecret));
	assert.ok(
		[commands.deviceLock(UUID), commands.eraseDevice(UUID), commands.removeProfile(UUID, "a")].every((command) => !command.holdsSecret),
	);
});

test("what is no command is refused", () => {
	for (const [value, kind] of [
		[[], "not-a-dictionary"],
		[{ CommandUUID: "a" }, "missing:Command"],
		[{ CommandUUID: "a", Command: "b" }, "wrong-type:Command"],
		[{ CommandUUID: "a", Command: {} }, "missing:RequestType"],
		[{ Command: { RequestType: "a" } }, "missing:CommandUUID"],
	] as const) {
		assert.throws(
			() => parseCommand(buildPlist(value as never)),
			(error) => error instanceof Malformed && error.kind === kind,
			kind,
		);
	}
});
