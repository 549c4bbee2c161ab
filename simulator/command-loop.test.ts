import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SignerCache } from "../src/protocol/cms/signer-cache.ts";
import { verifyMdmSignature } from "../src/protocol/cms/verify-mdm-signature.ts";
import { readDeviceInformation, readInstalledApplicationList, readProfileList, readSecurityInfo } from "../src/protocol/mdm/answers.ts";
import { parseCheckIn } from "../src/protocol/mdm/check-in.ts";
import {
	certificateList,
	clearPasscode,
	deviceInformation,
	deviceLock,
	eraseDevice,
	installedApplicationList,
	installProfile,
	profileList,
	removeProfile,
	securityInfo,
} from "../src/protocol/mdm/commands.ts";
import { parseResult } from "../src/protocol/mdm/result.ts";
import { buildPlist } from "../src/protocol/plist/build.ts";
import { appleSchemas } from "../test/conformance/apple-schema.ts";
import { validateResult } from "../test/conformance/validate-message.ts";
import type { Phone } from "./phone.ts";
import { type SmallServer, startSmallServer } from "./small-server.ts";
import { createTestPhone, testDevice } from "./test-phone.ts";

const situation = { platform: "iOS", osVersion: "18.1", enrollment: "device", channel: "device", supervised: false } as const;
const signers = new SignerCache(8);

let server: SmallServer;
let phone: Phone;

async function enrolled(rights?: number): Promise<void> {
	server = await startSmallServer();
	phone = createTestPhone(server);
	const profile = server.profile((same) => ({ ...same, mdm: { ...same.mdm, ...(rights === undefined ? {} : { accessRights: rights }) } }));
	assert.equal((await phone.installProfile(server.signed(profile))).ok, true);
}

async function stop(): Promise<void> {
	phone.close();
	await server.stop();
}

const toServer = () => server.received.filter(({ path }) => path === "/mdm").map(({ body }) => body);
const results = () => toServer().map((body) => parseResult(body));

describe("commands", () => {
	before(() => enrolled());
	after(stop);

	test("each is answered, from Idle to the empty body", { skip: appleSchemas.skip }, async () => {
		const asked = [
			deviceInformation("1"),
			securityInfo("2"),
			profileList("3"),
			certificateList("4"),
			installedApplicationList("5", { managedAppsOnly: false }),
			deviceLock("6", { message: "戻してください" }),
		];
		server.commands.push(...asked.map(({ body }) => body));
		const connected = await phone.connect();
		assert.deepEqual(connected, {
			ok: true,
			commands: asked.map(({ commandUuid, requestType }) => ({ commandUuid, requestType, status: "Acknowledged" })),
		});
		const [idle, ...answers] = results();
		assert.deepEqual([idle?.status, idle?.enrollment], ["Idle", { udid: testDevice.udid }]);
		assert.deepEqual(
			answers.map(({ commandUuid, status }) => [commandUuid, status]),
			asked.map(({ commandUuid }) => [commandUuid, "Acknowledged"]),
		);
		for (const [index, { requestType }] of asked.entries()) {
			assert.deepEqual(validateResult(toServer()[index + 1] ?? Buffer.alloc(0), requestType, situation), [], requestType);
		}
		const [information, security, profiles, , applications] = answers.map(({ answer }) => answer);
		const read = readDeviceInformation(information ?? {});
		assert.deepEqual(
			[read.udid, read.serialNumber, read.productName, read.osVersion, read.deviceName, read.imei],
			[testDevice.udid, testDevice.serial, testDevice.product, "18.1", testDevice.name, testDevice.imei],
		);
		assert.equal(readSecurityInfo(security ?? {}).isUserEnrollment, false);
		assert.deepEqual(
			readProfileList(profiles ?? {}).map(({ identifier, isManaged }) => [identifier, isManaged]),
			[["org.example.enrollment", true]],
		);
		assert.equal(readInstalledApplicationList(applications ?? {}).length, 2);
		assert.equal(phone.state().screenLocked, true);
	});

	test("every message is signed by the identity", async () => {
		server.commands.push(securityInfo("signed").body);
		await phone.connect();
		const messages = server.received.filter(({ path }) => path === "/mdm");
		assert.ok(messages.length > 1);
		for (const { headers, body } of messages) {
			const verified = verifyMdmSignature(String(headers["mdm-signature"]), body, signers);
			assert.ok(verified.ok);
			assert.deepEqual(Buffer.from(verified.signer), phone.identity()?.certificate);
			assert.equal(headers["content-type"], "application/x-apple-aspen-mdm; charset=UTF-8");
		}
	});

	test("one that the phone does not know: Error 12021", async () => {
		server.commands.push(buildPlist({ CommandUUID: "7", Command: { RequestType: "MakeTea" } }));
		await phone.connect();
		const last = results().at(-1);
		assert.equal(last?.status, "Error");
		assert.deepEqual([last?.errorChain[0]?.domain, last?.errorChain[0]?.code], ["MCMDMErrorDomain", 12021]);
	});

	test("its passcode is cleared with its own token alone", async () => {
		server.commands.push(clearPasscode("7b", Buffer.alloc(3)).body);
		await phone.connect();
		assert.deepEqual([results().at(-1)?.errorChain[0]?.domain, phone.state().passcode], ["MCPasscodeErrorDomain", true]);
		const updates = server.received.filter(({ path }) => path === "/checkin").map(({ body }) => parseCheckIn(body));
		const token = updates.flatMap((one) => (one.messageType === "TokenUpdate" ? (one.unlockToken ?? []) : [])).at(-1);
		server.commands.push(clearPasscode("7c", token ?? assert.fail()).body, securityInfo("7d").body);
		await phone.connect();
		assert.equal(phone.state().passcode, false);
		assert.equal(readSecurityInfo(results().at(-1)?.answer ?? {}).passcodePresent, false);
	});

	test("what is no command ends the connection", async () => {
		server.commands.push(Buffer.from("<html>"));
		assert.deepEqual(await phone.connect(), { ok: false, commands: [], reason: "not-a-command", status: 200 });
	});

	test("a push wakes it only with its own magic", async () => {
		const before = server.received.length;
		assert.equal(await phone.onPush("CEFDF0BD-E342-4A27-8742-E930EA116B0A"), null);
		assert.equal(server.received.length, before);
		assert.deepEqual(await phone.onPush(phone.state().pushMagic ?? ""), { ok: true, commands: [] });
		assert.equal(server.received.length, before + 1);
	});

	test("other profiles come and go", async () => {
		const wifi = buildPlist({
			PayloadType: "Configuration",
			PayloadIdentifier: "org.example.wifi",
			PayloadUUID: "W",
			PayloadVersion: 1,
			PayloadContent: [],
		});
		server.commands.push(installProfile("8", wifi).body);
		await phone.connect();
		assert.deepEqual(phone.state().otherProfiles, ["org.example.wifi"]);
		server.commands.push(removeProfile("9", "org.example.wifi").body, removeProfile("10", "org.example.wifi").body);
		await phone.connect();
		assert.deepEqual(phone.state().otherProfiles, []);
		assert.deepEqual([results().at(-1)?.status, results().at(-1)?.errorChain[0]?.code], ["Error", 12013]);
		assert.equal(phone.state().managed, true);
	});
});

describe("a line that breaks", () => {
	before(() => enrolled());
	after(stop);

	test("the result is sent again, the same bytes", async () => {
		phone.script.add({ kind: "line-breaks", at: "result", times: 1 });
		server.commands.push(securityInfo("A").body);
		const connected = await phone.connect();
		assert.equal(connected.ok, true);
		const [, first, second] = toServer();
		assert.ok(first && second);
		assert.deepEqual(first, second);
		assert.equal(parseResult(second).commandUuid, "A");
	});

	test("after too many tries it opens the next connection", async () => {
		phone.script.add({ kind: "line-breaks", at: "result", times: 3 });
		server.commands.push(securityInfo("B").body);
		const broken = await phone.connect();
		assert.deepEqual([broken.ok, broken.commands.length], [false, 1]);
		const before = toServer().length;
		assert.equal((await phone.connect()).ok, true);
		const [next] = toServer().slice(before);
		assert.ok(next);
		assert.deepEqual([parseResult(next).status, parseResult(next).commandUuid], ["Acknowledged", "B"]);
	});

	test("503 is tried again after the time it names, three times at most", async () => {
		const waits: number[] = [];
		const patient = createTestPhone(server, { wait: async (ms) => void waits.push(ms) });
		assert.equal((await patient.installProfile(server.signed(server.profile()))).ok, true);
		server.intercept("/mdm", () => ({ status: 503, headers: { "Retry-After": "7" } }));
		assert.deepEqual(await patient.connect(), { ok: false, commands: [], reason: "refused", status: 503 });
		assert.deepEqual(waits, [7000, 7000]);
		assert.equal(patient.state().managed, true);
		patient.close();
	});

	test("401 ends the management, and is remembered", async () => {
		server.intercept("/mdm", () => ({ status: 401 }));
		assert.deepEqual(await phone.connect(), { ok: false, commands: [], reason: "unenrolled", status: 401 });
		const { managed, unenrolledBy401, unenrolledByServer } = phone.state();
		assert.deepEqual([managed, unenrolledBy401, unenrolledByServer], [false, true, true]);
		assert.deepEqual(await phone.connect(), { ok: false, commands: [], reason: "not-managed" });
	});
});

describe("the end of management", () => {
	const checkOuts = () =>
		server.received.filter(({ path }) => path === "/checkin").filter(({ body }) => parseCheckIn(body).messageType === "CheckOut");

	test("RemoveProfile: acknowledged, then CheckOut", async () => {
		await enrolled();
		server.commands.push(removeProfile("R", "org.example.enrollment").body, securityInfo("never").body);
		assert.equal((await phone.connect()).ok, true);
		assert.equal(results().at(-1)?.commandUuid, "R");
		assert.equal(checkOuts().length, 1);
		assert.equal(server.received.at(-1)?.path, "/checkin");
		assert.equal(phone.state().managed, false);
		await stop();
	});

	test("an acknowledgement that was lost is sent again before the CheckOut", async () => {
		await enrolled();
		phone.script.add({ kind: "line-breaks", at: "result", times: 3 });
		server.commands.push(removeProfile("R", "org.example.enrollment").body);
		assert.equal((await phone.connect()).ok, false);
		assert.equal(phone.state().managed, true);
		assert.equal((await phone.connect()).ok, true);
		assert.equal(phone.state().managed, false);
		assert.equal(checkOuts().length, 1);
		await stop();
	});

	test("by hand: CheckOut once, whatever comes of it", async () => {
		await enrolled();
		server.intercept("/checkin", () => ({ status: 500 }));
		await phone.removeManagement();
		assert.equal(checkOuts().length, 1);
		assert.equal(phone.state().managed, false);
		await stop();
	});

	test("EraseDevice: acknowledged, and no word after it", async () => {
		await enrolled();
		server.commands.push(eraseDevice("E").body);
		assert.equal((await phone.connect()).ok, true);
		assert.equal(results().at(-1)?.commandUuid, "E");
		assert.equal(checkOuts().length, 0);
		assert.deepEqual([phone.state().erased, phone.state().managed], [true, false]);
		await stop();
	});

	test("without the rights for them nothing happens", async () => {
		await enrolled(16);
		server.commands.push(
			...[removeProfile("R", "org.example.enrollment"), eraseDevice("E"), securityInfo("S"), deviceInformation("D")].map(
				({ body }) => body,
			),
		);
		await phone.connect();
		assert.deepEqual(
			results().map(({ status }) => status),
			["Idle", "Error", "Error", "Error", "Acknowledged"],
		);
		const information = readDeviceInformation(results().at(-1)?.answer ?? {});
		assert.deepEqual([information.serialNumber, information.wifiMac, information.imei], [testDevice.serial, undefined, undefined]);
		await stop();
	});
});

describe("a new identity", () => {
	before(() => enrolled());
	after(stop);

	const signerOfLast = () => {
		const last = server.received.at(-1);
		const verified = verifyMdmSignature(String(last?.headers["mdm-signature"]), last?.body ?? Buffer.alloc(0), signers);
		assert.ok(verified.ok);
		return Buffer.from(verified.signer);
	};

	test("by InstallProfile: new SCEP, TokenUpdate and result signed with it, push secrets kept", async () => {
		const before = phone.identity()?.certificate;
		const { token, pushMagic } = phone.state();
		server.commands.push(installProfile("I", server.signed(server.profile())).body);
		assert.deepEqual(await phone.connect(), {
			ok: true,
			commands: [{ commandUuid: "I", requestType: "InstallProfile", status: "Acknowledged" }],
		});
		assert.equal(server.scep.length, 2);
		assert.notDeepEqual(phone.identity()?.certificate, before);
		assert.deepEqual(signerOfLast(), phone.identity()?.certificate);
		assert.deepEqual([phone.state().token, phone.state().pushMagic], [token, pushMagic]);
	});

	test("by RenewalReq, signed with the old one and without a challenge", async () => {
		const before = phone.identity()?.certificate;
		assert.deepEqual(await phone.renewIdentity(), { ok: true });
		assert.deepEqual(server.scep.at(-1), { verb: "POST", messageType: "RenewalReq", challenge: null });
		assert.notDeepEqual(phone.identity()?.certificate, before);
		assert.deepEqual(signerOfLast(), phone.identity()?.certificate);
	});

	test("one that cannot be got is an Error with its chain, and the old one stays", async () => {
		const before = phone.identity();
		const profile = server.profile((same) => ({ ...same, scep: { ...same.scep, challenge: "used" } }));
		server.commands.push(installProfile("J", server.signed(profile)).body);
		await phone.connect();
		const last = results().at(-1);
		assert.equal(last?.status, "Error");
		assert.deepEqual(
			last?.errorChain.map(({ domain, code }) => [domain, code]),
			[
				["MCInstallationErrorDomain", 4001],
				["MCSCEPErrorDomain", 22013],
			],
		);
		assert.equal(phone.identity(), before);
	});
});
