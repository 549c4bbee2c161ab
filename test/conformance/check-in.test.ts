import assert from "node:assert/strict";
import { test } from "node:test";
import { buildCheckIn } from "../../src/protocol/mdm/build-check-in.ts";
import { type CheckIn, parseCheckIn, type UnknownCheckIn } from "../../src/protocol/mdm/check-in.ts";
import { parsePlist } from "../../src/protocol/plist/parse.ts";
import type { PlistDict } from "../../src/protocol/plist/value.ts";
import { appleSchemas, loadSchema } from "./apple-schema.ts";
import { type Situation, validate } from "./validate.ts";
import { validateCheckIn } from "./validate-message.ts";

const { skip } = appleSchemas;
const device: Situation = { platform: "iOS", osVersion: "18.1", enrollment: "device", channel: "device" };
const user: Situation = { ...device, enrollment: "user" };
const topic = "com.apple.mgmt.External.e0bd1eac-1f17-4c8e-8a63-dd17d3dd35d9";
const udid = "00008101-000A11112222333A";
const enrollment = { udid };
const personal = { enrollmentId: "9B3C7A2E-6B3F-4C6C-9E5D-0F7B9F0E6D51" };

type Sent = Exclude<CheckIn, UnknownCheckIn>;

const authenticate: Sent = {
	messageType: "Authenticate",
	enrollment,
	topic,
	osVersion: "18.1",
	buildVersion: "22B83",
	productName: "iPhone14,5",
	serialNumber: "F2LXG0ABCD",
	imei: "35 123456 789012 3",
	meid: "35123456789012",
};
const tokenUpdate: Sent = {
	messageType: "TokenUpdate",
	enrollment,
	topic,
	token: Buffer.alloc(32),
	pushMagic: "CEFDF0BD-E342-4A27-8742-E930EA116B0A",
	unlockToken: Buffer.alloc(100),
	awaitingConfiguration: true,
};

const valid: [string, Sent, Situation][] = [
	["Authenticate", authenticate, device],
	[
		"Authenticate of a user enrollment",
		{ messageType: "Authenticate", enrollment: personal, topic, osVersion: "18.1", productName: "iPhone14,5" },
		user,
	],
	["TokenUpdate", tokenUpdate, device],
	[
		"TokenUpdate of a user enrollment",
		{ messageType: "TokenUpdate", enrollment: personal, topic, token: Buffer.alloc(32), pushMagic: "M" },
		user,
	],
	[
		"TokenUpdate of a Shared iPad's user",
		{
			messageType: "TokenUpdate",
			enrollment: { udid, userId: "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF" },
			topic,
			token: Buffer.alloc(32),
			pushMagic: "M",
			userShortName: "hanako@example.jp",
		},
		{ ...device, channel: "user", sharedIpad: true },
	],
	["CheckOut", { messageType: "CheckOut", enrollment, topic }, device],
	["CheckOut of a user enrollment", { messageType: "CheckOut", enrollment: personal, topic }, user],
	["DeclarativeManagement", { messageType: "DeclarativeManagement", enrollment, endpoint: "status", data: Buffer.from("{}") }, device],
	["GetToken", { messageType: "GetToken", enrollment, tokenServiceType: "com.apple.maid" }, device],
	[
		"SetBootstrapToken of a Mac",
		{ messageType: "SetBootstrapToken", enrollment: {}, bootstrapToken: Buffer.from("b") },
		{ ...device, platform: "macOS", osVersion: "15.1" },
	],
	["GetBootstrapToken of a Mac", { messageType: "GetBootstrapToken", enrollment: {} }, { ...device, platform: "macOS", osVersion: "15.1" }],
];

for (const [name, message, situation] of valid) {
	test(`${name} is what Apple's schema describes`, { skip }, () => {
		const bytes = buildCheckIn(message);
		assert.deepEqual(validateCheckIn(bytes, situation), []);
		assert.deepEqual(parseCheckIn(bytes), message);
	});
}

test("the validator finds what is wrong with a check-in, and where", { skip }, () => {
	const schema = loadSchema("mdm/checkin/tokenupdate.yaml");
	const good = () => parsePlist(buildCheckIn(tokenUpdate)) as PlistDict;
	const faults: [string, Situation, (dict: PlistDict) => unknown][] = [
		["Topic missing", device, (dict) => delete dict["Topic"]],
		["Token missing", device, (dict) => delete dict["Token"]],
		["UDID missing", device, (dict) => delete dict["UDID"]],
		["Token type", device, (dict) => Object.assign(dict, { Token: "R+juwGLC" })],
		["AwaitingConfiguration type", device, (dict) => Object.assign(dict, { AwaitingConfiguration: 1 })],
		["MessageType rangelist", device, (dict) => Object.assign(dict, { MessageType: "Tokenupdate" })],
		["Colour unknown-key", device, (dict) => Object.assign(dict, { Colour: "blue" })],
		["EnrollmentID not-supported", device, (dict) => Object.assign(dict, { EnrollmentID: "E" })],
		["UserLongName not-supported", device, (dict) => Object.assign(dict, { UserLongName: "H" })],
		["AwaitingConfiguration not-supported", { ...device, osVersion: "8.4" }, () => {}],
	];
	assert.deepEqual(validate(good(), schema, device), []);
	for (const [expected, situation, change] of faults) {
		const dict = good();
		change(dict);
		assert.deepEqual(
			validate(dict, schema, situation).map(({ path, rule }) => `${path} ${rule}`),
			[expected],
		);
	}
	assert.deepEqual(
		validate(good(), schema, user)
			.map(({ path, rule }) => `${path} ${rule}`)
			.sort(),
		["EnrollmentID missing", "UDID not-supported", "UnlockToken not-supported"],
	);
	assert.deepEqual(validate(good(), schema, { ...device, osVersion: "3.1" }), [{ path: "", rule: "not-supported" }]);
	assert.deepEqual(validate("TokenUpdate", schema, device), [{ path: "", rule: "type" }]);
});
