import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildCheckIn } from "../../src/protocol/mdm/build-check-in.ts";
import { buildAcknowledged } from "../../src/protocol/mdm/build-result.ts";
import { buildPlist } from "../../src/protocol/plist/build.ts";
import {
	enrolledDevice,
	explained,
	faultsOf,
	newDevice,
	put,
	signatureOf,
	type TestDevice,
	unchanged,
	valuables,
} from "./enrolled-device.ts";
import { type House, openHouse } from "./harness.ts";

const upn = "hana@contoso.example";
let house: House;
let device: TestDevice;

before(async () => {
	house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" }, pushEvery: 3_600_000 });
	await house.addUser(upn);
	device = await enrolledDevice(house, upn);
});
after(() => house[Symbol.asyncDispose]());

const plist = (inner: string, doctype = "") =>
	Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${doctype}<plist version="1.0">${inner}</plist>`);
const dict = (inner: string) => plist(`<dict>${inner}</dict>`);
const authenticateOf = (about: string) => dict(`<key>MessageType</key><string>Authenticate</string>${about}`);
const subset = (declarations: string) => `<!DOCTYPE plist [${declarations}]>`;
const laughs = `<!ENTITY a "ha">${Array.from({ length: 9 }, (_, n) => `<!ENTITY ${"bcdefghij"[n]} "${`&${"abcdefghi"[n]};`.repeat(10)}">`).join("")}`;

/** Each with the kind that its fault must name. */
function unreadableBodies(good: Buffer): readonly (readonly [string, Buffer, string])[] {
	const text = good.toString();
	const at = text.indexOf("<string>") + 8;
	const topicAndUdid = "<key>Topic</key><string>t</string><key>UDID</key><string>u</string>";
	return [
		["nothing", Buffer.alloc(0), "plist: truncated"],
		["half of it", good.subarray(0, good.length / 2), "plist: truncated"],
		["nested deep", plist(`${"<array>".repeat(20_000)}${"</array>".repeat(20_000)}`), "plist: too-deep"],
		["not UTF-8", Buffer.concat([good.subarray(0, at), Buffer.of(0xc3, 0x28), good.subarray(at)]), "plist: encoding"],
		["a billion laughs", plist("<dict><key>MessageType</key><string>&j;</string></dict>", subset(laughs)), "plist: doctype-subset"],
		[
			"a file",
			plist("<dict><key>A</key><string>&x;</string></dict>", subset('<!ENTITY x SYSTEM "file:///etc/passwd">')),
			"plist: doctype-subset",
		],
		["an entity without its declaration", dict("<key>A</key><string>&x;</string>"), "plist: entity"],
		["half of a surrogate pair", dict("<key>A</key><string>&#xD800;</string>"), "plist: entity"],
		["NUL", dict("<key>A</key><string>&#0;</string>"), "plist: entity"],
		["binary", Buffer.concat([Buffer.from("bplist00"), Buffer.alloc(40, 0xff)]), "plist: binary"],
		["a key twice", dict("<key>MessageType</key><string>A</string><key>MessageType</key><string>B</string>"), "plist: duplicate-key"],
		["no dictionary", plist("<string>Authenticate</string>"), "mdm: not-a-dictionary"],
		["a web page", Buffer.from("<!doctype html><title>Captive portal</title>"), "plist: element"],
		["no message type", dict("<key>UDID</key><string>u</string>"), "mdm: missing:MessageType"],
		["a number as message type", dict("<key>MessageType</key><integer>1</integer>"), "mdm: wrong-type:MessageType"],
		["no topic", authenticateOf("<key>UDID</key><string>u</string>"), "mdm: missing:Topic"],
		["no UDID", authenticateOf("<key>Topic</key><string>t</string>"), "mdm: missing:UDID"],
		["a list as UDID", authenticateOf("<key>Topic</key><string>t</string><key>UDID</key><array/>"), "mdm: wrong-type:UDID"],
		[
			"a serial of 1 MB",
			authenticateOf(`${topicAndUdid}<key>SerialNumber</key><string>${"S".repeat(900_000)}</string>`),
			"mdm: too-long:SerialNumber",
		],
		["a key named __proto__", authenticateOf("<key>__proto__</key><dict><key>UDID</key><string>u</string></dict>"), "mdm: missing:UDID"],
	];
}

test("check-ins that cannot be read: 400, what kind, on the try that is under way, and it goes on", async () => {
	const fresh = await newDevice(house, upn);
	const { reference, id } = fresh.given.attempt;
	const good = buildCheckIn({ messageType: "Authenticate", enrollment: { udid: fresh.udid }, topic: fresh.given.read.mdm.topic });
	for (const [name, body, kind] of unreadableBodies(good)) {
		const [fault, ...more] = await faultsOf(house, () =>
			unchanged(house, async () => {
				const answer = await fresh.send(body);
				assert.deepEqual([answer.status, answer.body], [400, ""], name);
			}),
		);
		assert.deepEqual(
			[fault?.face, fault?.code, fault?.detail, fault?.attemptId, more.length],
			["mdm", "message-malformed", kind, id, 0],
			name,
		);
		const told = await explained(house, reference);
		assert.equal(told.code, "message-malformed");
		assert.match(told.findings[0]?.saw ?? "", new RegExp(kind.split(": ")[1] ?? ""), name);
	}
	assert.equal((await fresh.authenticate()).status, 200);
	assert.equal((await fresh.tokenUpdate()).status, 200);
	assert.equal((await explained(house, reference)).code, null);
});

test("a device that is enrolled: its unreadable message is on record as its own, and it stays enrolled", async () => {
	const before = await house.attempt(device.given.attempt.reference);
	for (const checkIn of [true, false]) {
		const [fault] = await faultsOf(house, () =>
			unchanged(house, async () => assert.equal((await device.send(Buffer.from("<plist"), { checkIn })).status, 400)),
		);
		assert.equal(fault?.attemptId, device.given.attempt.id, "the signature says whose it is");
	}
	// Without a good signature anybody could have sent it to this address.
	const [fault] = await faultsOf(house, () => put(house, { path: device.path, body: "<plist" }));
	assert.equal(fault?.attemptId, null);
	assert.deepEqual(await house.attempt(device.given.attempt.reference), before);
	assert.match((await device.idle()).body, /DeviceInformation/);
});

/** As `unchanged`, but commands may be set aside; none may be lost. */
async function nothingLost(of: TestDevice, what: () => Promise<void>): Promise<void> {
	const { devices, commands } = house.domain.store.read;
	const id = (await devices.byUdid(of.udid))?.id ?? "";
	const [others, open] = [{ ...valuables(house), commands: [] }, await commands.countOpen(id)];
	await what();
	assert.deepEqual({ ...valuables(house), commands: [] }, others);
	assert.equal(await commands.countOpen(id), open);
}

test("answers that cannot be read are refused, and the command waits", async () => {
	const udid = `<key>UDID</key><string>${device.udid}</string>`;
	const cases: readonly (readonly [Buffer, string])[] = [
		[dict(`${udid}<key>Status</key><string>Maybe</string>`), "mdm: unknown:Status"],
		[dict(udid), "mdm: missing:Status"],
		[dict(`${udid}<key>Status</key><string>Acknowledged</string>`), "mdm: missing:CommandUUID"],
		[dict(`${udid}<key>Status</key><string>Acknowledged</string><key>CommandUUID</key><true/>`), "mdm: wrong-type:CommandUUID"],
		[dict("<key>Status</key><string>Idle</string>"), "mdm: missing:UDID"],
	];
	for (const [body, kind] of cases) {
		assert.match((await device.idle()).body, /CommandUUID/);
		const faults = await faultsOf(house, () =>
			nothingLost(device, async () => assert.equal((await device.send(body, { checkIn: false })).status, 400)),
		);
		assert.deepEqual(
			faults.map(({ code, detail }) => [code, detail]),
			[["message-malformed", kind]],
		);
	}
});

test("a command whose answer can never be read holds up no other one", async () => {
	const other = await enrolledDevice(house, upn);
	const kindOf = (body: string) => /<key>RequestType<\/key>\s*<string>([^<]+)/.exec(body)?.[1];
	const uuidOf = (body: string) => /<key>CommandUUID<\/key>\s*<string>([^<]+)/.exec(body)?.[1] ?? "";
	const done = new Set<string | undefined>();
	const unread = kindOf((await other.idle()).body);
	for (let connections = 0; connections < 6; connections++) {
		const { body } = await other.idle();
		if (kindOf(body) === unread) assert.equal((await other.send(Buffer.from("<plist"), { checkIn: false })).status, 400);
		else {
			done.add(kindOf(body));
			assert.equal((await other.send(buildAcknowledged({ udid: other.udid }, uuidOf(body)), { checkIn: false })).status, 200);
		}
	}
	assert.deepEqual(done, new Set(["SecurityInfo", "ProfileList", "InstalledApplicationList"]));
	// It is not lost: asked again at each connection, and done with once its answer can be read.
	const { body } = await other.idle();
	assert.equal(kindOf(body), unread);
	assert.equal((await other.send(buildAcknowledged({ udid: other.udid }, uuidOf(body)), { checkIn: false })).status, 200);
	assert.equal((await other.idle()).body, "");
});

test("an answer of the wrong shape is an answer: the command is done, and nothing wrong is kept", async () => {
	const other = await enrolledDevice(house, upn);
	for (let asked = 0; ; asked++) {
		assert.ok(asked < 20, "it is asked the same again and again");
		const { body } = await other.idle();
		const uuid = /<key>CommandUUID<\/key>\s*<string>([^<]+)/.exec(body)?.[1];
		if (uuid === undefined) break;
		const nonsense = { QueryResponses: ["x"], SecurityInfo: 7, ProfileList: { a: 1 }, InstalledApplicationList: [1, "two", { Name: 3 }] };
		assert.equal((await other.send(buildAcknowledged({ udid: other.udid }, uuid, nonsense), { checkIn: false })).status, 200);
	}
	const [record] = await house.domain.store.read.devices.list({ search: other.serial, limit: 1 });
	assert.equal(record?.state, "managed");
	assert.equal(record.serial, other.serial);
});

test("messages of every other kind get the answer that ends no enrollment", async () => {
	const udid = device.udid;
	const enrollment = { udid };
	const { topic } = device.given.read.mdm;
	const user = { udid, userId: "someone" };
	const kinds: readonly (readonly [string, Buffer, number])[] = [
		["DeclarativeManagement", buildCheckIn({ messageType: "DeclarativeManagement", enrollment, endpoint: "tokens" }), 404],
		["GetToken", buildCheckIn({ messageType: "GetToken", enrollment, tokenServiceType: "com.apple.maid" }), 400],
		["SetBootstrapToken", buildCheckIn({ messageType: "SetBootstrapToken", enrollment, bootstrapToken: Buffer.from("secret") }), 400],
		["GetBootstrapToken", buildCheckIn({ messageType: "GetBootstrapToken", enrollment }), 200],
		["user channel", buildCheckIn({ messageType: "UserAuthenticate", enrollment: user }), 410],
		["SetBootstrapToken", buildPlist({ MessageType: "SetBootstrapToken" }), 400],
		["GetBootstrapToken", buildPlist({ MessageType: "GetBootstrapToken" }), 200],
		["ReturnToService", buildCheckIn({ messageType: "ReturnToService", enrollment }), 400],
		["user channel", buildCheckIn({ messageType: "TokenUpdate", enrollment: user, topic, token: Buffer.from("t"), pushMagic: "m" }), 410],
		["user channel", buildCheckIn({ messageType: "Authenticate", enrollment: user, topic }), 410],
		["user channel", buildCheckIn({ messageType: "CheckOut", enrollment: user, topic }), 410],
		["unknown", buildPlist({ MessageType: "<b>MindReading", UDID: udid }), 400],
	];
	for (const [name, body, status] of kinds) {
		const faults = await faultsOf(house, () => unchanged(house, async () => assert.equal((await device.send(body)).status, status, name)));
		assert.deepEqual(
			faults.map(({ face, code, detail, attemptId }) => [face, code, detail, attemptId]),
			[["mdm", "not-offered", `${name}: ours`, device.given.attempt.id]],
		);
	}
	const idleOfUser = buildPlist({ Status: "Idle", UDID: udid, UserID: "someone" });
	assert.equal((await unchanged(house, () => device.send(idleOfUser, { checkIn: false }))).status, 410);
	assert.equal((await device.idle()).status, 200);
});

test("a check-in is told by the beginning of its Content-Type; what is neither is refused, not guessed", async () => {
	const body = buildCheckIn({
		messageType: "TokenUpdate",
		enrollment: { udid: device.udid },
		topic: device.given.read.mdm.topic,
		token: Buffer.from("t2"),
		pushMagic: "m2",
	});
	const signature = signatureOf(body, device.identity);
	for (const type of ["text/xml", "application/json", ""]) {
		await nothingLost(device, async () => {
			const answer = await put(house, { path: device.path, body, signature, headers: { "content-type": type } });
			assert.equal(answer.status, 400, type);
		});
	}
});

test("nothing of all this reached the log, and no secret a record", async () => {
	assert.deepEqual(house.complaints, []);
	const faults = JSON.stringify(await house.domain.store.read.faults.list(1000));
	for (const secret of ["secret", device.given.challenge, "MindReading", "passwd"]) assert.ok(!faults.includes(secret), secret);
});
