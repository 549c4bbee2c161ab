import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Malformed } from "../malformed.ts";
import { buildPlist } from "../plist/build.ts";
import { parsePlist } from "../plist/parse.ts";
import type { PlistDict, PlistValue } from "../plist/value.ts";
import { buildCheckIn } from "./build-check-in.ts";
import { type CheckIn, parseCheckIn, type UnknownCheckIn } from "./check-in.ts";

const UDID = "00008101-000A11112222333A";
const enrollment = { udid: UDID };
const topic = "com.apple.mgmt.External.e0bd1eac-1f17-4c8e-8a63-dd17d3dd35d9";

const messages: Exclude<CheckIn, UnknownCheckIn>[] = [
	{ messageType: "Authenticate", enrollment, topic },
	{
		messageType: "Authenticate",
		enrollment,
		topic,
		osVersion: "18.1",
		buildVersion: "22B83",
		productName: "iPhone14,5",
		serialNumber: "F2LXG0ABCD",
		imei: "35 123456 789012 3",
		meid: "35123456789012",
	},
	{ messageType: "Authenticate", enrollment, topic, deviceName: "Fruit", model: "iMac14,2", modelName: "iMac" },
	{ messageType: "TokenUpdate", enrollment, topic, token: Buffer.alloc(32, 7), pushMagic: "magic" },
	{
		messageType: "TokenUpdate",
		enrollment: { udid: UDID, userId: "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF" },
		topic,
		token: Buffer.from("fakeToken"),
		pushMagic: "fakePushMagic",
		unlockToken: Buffer.alloc(1500, 1),
		awaitingConfiguration: false,
		userShortName: "hanako@example.jp",
		userLongName: "山田花子",
		notOnConsole: true,
	},
	{ messageType: "CheckOut", enrollment: { enrollmentId: "E1" }, topic },
	{ messageType: "DeclarativeManagement", enrollment, endpoint: "status", data: Buffer.from("{}") },
	{ messageType: "DeclarativeManagement", enrollment: { enrollmentId: "E1", userId: "U1" }, endpoint: "tokens" },
	{ messageType: "GetToken", enrollment, tokenServiceType: "com.apple.maid" },
	{ messageType: "SetBootstrapToken", enrollment, bootstrapToken: Buffer.alloc(0) },
	{ messageType: "SetBootstrapToken", enrollment: {} },
	{ messageType: "GetBootstrapToken", enrollment, awaitingConfiguration: true },
	{ messageType: "UserAuthenticate", enrollment: { udid: UDID, userId: "U" } },
	{ messageType: "ReturnToService", enrollment },
];

const mdmRefuses = (message: PlistDict | Uint8Array, kind: string) =>
	assert.throws(
		() => parseCheckIn(message),
		(error) => error instanceof Malformed && error.codec === "mdm" && error.kind === kind,
		kind,
	);

test("what a device builds is what the server reads, from bytes and from a parsed dictionary", () => {
	for (const message of messages) {
		const bytes = buildCheckIn(message);
		assert.deepEqual(parseCheckIn(bytes), message);
		assert.deepEqual(parseCheckIn(parsePlist(bytes) as PlistDict), message);
	}
});

test("AwaitingConfiguration and UnlockToken: absent is absent", () => {
	const message = parseCheckIn({ MessageType: "TokenUpdate", UDID, Topic: topic, Token: Buffer.from([1]), PushMagic: "m" });
	assert.ok(!("awaitingConfiguration" in message) && !("unlockToken" in message));
});

test("a required key that is missing or empty is named", () => {
	const complete: PlistDict = { MessageType: "TokenUpdate", UDID, Topic: topic, Token: Buffer.from([1]), PushMagic: "m" };
	for (const key of Object.keys(complete)) {
		const { [key]: _, ...rest } = complete;
		mdmRefuses(rest, `missing:${key}`);
		mdmRefuses({ ...complete, [key]: key === "Token" ? Buffer.alloc(0) : "" }, `missing:${key}`);
		mdmRefuses({ ...complete, [key]: 7 }, `wrong-type:${key}`);
	}
	mdmRefuses({ MessageType: "Authenticate", UDID }, "missing:Topic");
	mdmRefuses({ MessageType: "Authenticate", Topic: topic }, "missing:UDID");
	mdmRefuses({ MessageType: "CheckOut", EnrollmentID: "E" }, "missing:Topic");
	mdmRefuses({ MessageType: "DeclarativeManagement", UDID }, "missing:Endpoint");
	mdmRefuses({ MessageType: "GetToken", UDID }, "missing:TokenServiceType");
	mdmRefuses({}, "missing:MessageType");
	mdmRefuses(buildPlist(["Authenticate"]), "not-a-dictionary");
});

test("an optional key of the wrong type or of any length is refused, a blank one is absent", () => {
	const authenticate: PlistDict = { MessageType: "Authenticate", UDID, Topic: topic };
	mdmRefuses({ ...authenticate, SerialNumber: 5 }, "wrong-type:SerialNumber");
	mdmRefuses({ ...authenticate, SerialNumber: "x".repeat(1025) }, "too-long:SerialNumber");
	mdmRefuses({ ...authenticate, UDID: "x".repeat(129) }, "too-long:UDID");
	assert.deepEqual(parseCheckIn({ ...authenticate, OSVersion: "", BuildVersion: "" }), { messageType: "Authenticate", enrollment, topic });
	const update: PlistDict = { MessageType: "TokenUpdate", UDID, Topic: topic, Token: Buffer.from([1]), PushMagic: "m" };
	mdmRefuses({ ...update, AwaitingConfiguration: "true" }, "wrong-type:AwaitingConfiguration");
	mdmRefuses({ ...update, Token: Buffer.alloc(1025) }, "too-long:Token");
	mdmRefuses({ ...update, UnlockToken: Buffer.alloc(65 * 1024) }, "too-long:UnlockToken");
});

test("a message type of the future is kept by name", () => {
	assert.deepEqual(parseCheckIn({ MessageType: "Haiku", UDID }), { messageType: "unknown", enrollment, name: "Haiku" });
	assert.deepEqual(parseCheckIn({ MessageType: "constructor" }), { messageType: "unknown", enrollment: {}, name: "constructor" });
});

test("any dictionary gives a message or Malformed", () => {
	const key = fc.constantFrom(
		"MessageType",
		"UDID",
		"EnrollmentID",
		"UserID",
		"Topic",
		"Token",
		"PushMagic",
		"Data",
		"Endpoint",
		"TokenParameters",
		"SerialNumber",
	);
	const value: fc.Arbitrary<PlistValue> = fc.oneof(
		fc.string(),
		fc.integer(),
		fc.boolean(),
		fc.uint8Array({ maxLength: 8 }),
		fc.constant<PlistValue>([]),
		fc.constant<PlistValue>({}),
		fc.constantFrom(...messages.map((message) => message.messageType)),
	);
	fc.assert(
		fc.property(fc.dictionary(key, value), fc.constantFrom(...messages.map((message) => message.messageType)), (dict, messageType) => {
			for (const message of [dict, { ...dict, MessageType: messageType }]) {
				try {
					parseCheckIn(message);
				} catch (error) {
					assert.ok(error instanceof Malformed, String(error));
				}
			}
		}),
		{ numRuns: 1000 },
	);
});
