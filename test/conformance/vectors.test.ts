import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseCheckIn } from "../../src/protocol/mdm/check-in.ts";
import { installProfile, parseCommand } from "../../src/protocol/mdm/commands.ts";
import { parseResult } from "../../src/protocol/mdm/result.ts";
import { parsePlist } from "../../src/protocol/plist/parse.ts";
import { appleSchemas } from "./apple-schema.ts";
import { sharedFolder } from "./shared-folder.ts";
import type { Situation } from "./validate.ts";
import { validateCheckIn, validateCommand, validateResult } from "./validate-message.ts";

const vectors = sharedFolder("vectors/mdm");
const skip = vectors.skip || appleSchemas.skip;
const vector = (name: string) => readFileSync(new URL(name, vectors.folder));

const iPad: Situation = { platform: "iOS", osVersion: "9.3.5", enrollment: "device", channel: "device" };
const mac: Situation = { platform: "macOS", osVersion: "10.12.6", enrollment: "device", channel: "device" };
const topic = "com.apple.mgmt.External.e0bd1eac-1f17-4c8e-8a63-dd17d3dd35d9";

test("check-ins of a real iPad", { skip }, () => {
	assert.deepEqual(validateCheckIn(vector("Authenticate.1.plist"), iPad), []);
	assert.deepEqual(parseCheckIn(vector("Authenticate.1.plist")), {
		messageType: "Authenticate",
		enrollment: { udid: "663b07bb783e9ade1dae4fbb92ea12afc0ce5b69" },
		topic,
		osVersion: "9.3.5",
		buildVersion: "13G36",
		productName: "iPad2,5",
		serialNumber: "F5JM992LF193",
	});
	assert.deepEqual(validateCheckIn(vector("TokenUpdate.1.plist"), iPad), []);
	const update = parseCheckIn(vector("TokenUpdate.1.plist"));
	assert.ok(update.messageType === "TokenUpdate");
	assert.equal(update.token.length, 32);
	assert.equal(update.pushMagic, "CEFDF0BD-E342-4A27-8742-E930EA116B0A");
	assert.equal(update.awaitingConfiguration, false);
	assert.equal(update.unlockToken?.length, 1288);
});

test("check-ins of a real Mac", { skip }, () => {
	// This Mac sends a Challenge, which the schema does not name: a key more is no reason to refuse a device.
	assert.deepEqual(validateCheckIn(vector("Authenticate.2.plist"), mac), [{ path: "Challenge", rule: "unknown-key" }]);
	const authenticate = parseCheckIn(vector("Authenticate.2.plist"));
	assert.ok(authenticate.messageType === "Authenticate");
	assert.equal(authenticate.modelName, "iMac");
	assert.deepEqual(validateCheckIn(vector("TokenUpdate.2.plist"), mac), []);
	assert.equal(parseCheckIn(vector("TokenUpdate.2.plist")).messageType, "TokenUpdate");
});

test("a result of a real Mac, and a command that another server sent", { skip }, () => {
	const bytes = vector("DeviceInformation.1.plist");
	assert.deepEqual(validateResult(bytes, "DeviceInformation", mac), []);
	const result = parseResult(bytes);
	assert.equal(result.status, "Acknowledged");
	assert.equal(result.requestType, "DeviceInformation");
	assert.equal(result.commandUuid, "76eda240-5488-4989-8339-f2ae160113c4");
	const command = vector("InstallProfile.plist");
	assert.deepEqual(validateCommand(command, iPad), []);
	const { commandUuid } = parseCommand(command);
	assert.deepEqual(parsePlist(installProfile(commandUuid, Buffer.from("foobarbaz")).body), parsePlist(command));
});
