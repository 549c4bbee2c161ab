import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { OpensslOracle } from "../src/protocol/cms/openssl-oracle.ts";
import { parseCheckIn } from "../src/protocol/mdm/check-in.ts";
import { buildEnrollmentProfile } from "../src/protocol/mdm/enrollment-profile.ts";
import { buildPlist } from "../src/protocol/plist/build.ts";
import { derToPem } from "../src/protocol/x509/pem.ts";
import { appleSchemas } from "../test/conformance/apple-schema.ts";
import { validateCheckIn } from "../test/conformance/validate-message.ts";
import { createAuthority, type Received, type SmallServer, startSmallServer } from "./small-server.ts";
import { createTestPhone, testDevice } from "./test-phone.ts";

const situation = { platform: "iOS", osVersion: "18.1", enrollment: "device", channel: "device" } as const;

describe("an enrollment", () => {
	let server: SmallServer;
	let checkIns: readonly Received[];
	let token: string | null;
	let magic: string | null;
	const openssl = new OpensslOracle();

	before(async () => {
		server = await startSmallServer({ ra: "yes" });
		const phone = createTestPhone(server);
		const installed = await phone.installProfile(server.signed(server.profile()));
		assert.deepEqual(installed, { ok: true, signing: "Unverified" });
		({ token, pushMagic: magic } = phone.state());
		checkIns = server.received.slice();
		phone.close();
	});
	after(async () => {
		openssl.dispose();
		await server.stop();
	});

	test("says Authenticate, then TokenUpdate, with what the phone is", () => {
		const [authenticate, tokenUpdate, ...more] = checkIns.map(({ body }) => parseCheckIn(body));
		assert.equal(more.length, 0);
		assert.deepEqual(authenticate, {
			messageType: "Authenticate",
			enrollment: { udid: testDevice.udid },
			topic: server.profile().mdm.topic,
			osVersion: "18.1",
			buildVersion: "22B83",
			productName: "iPhone14,5",
			serialNumber: "F2LXG0ABCD",
			imei: "35 123456 789012 3",
			meid: "35123456789012",
		});
		assert.ok(tokenUpdate?.messageType === "TokenUpdate");
		assert.equal(Buffer.from(tokenUpdate.token).toString("hex"), token);
		assert.equal(tokenUpdate.token.length, 32);
		assert.equal(tokenUpdate.pushMagic, magic);
		assert.equal(tokenUpdate.unlockToken?.length, 1500);
		assert.equal(tokenUpdate.awaitingConfiguration, false);
		for (const { headers } of checkIns) {
			assert.equal(headers["content-type"], "application/x-apple-aspen-mdm-checkin");
			assert.equal(headers["user-agent"], "MDM/1.0");
		}
	});

	test("its messages are valid by Apple's schemas", { skip: appleSchemas.skip }, () => {
		for (const { body } of checkIns) assert.deepEqual(validateCheckIn(body, situation), []);
	});

	test("openssl verifies every signature against the CA, over the very bytes that came", () => {
		const ca = openssl.file(Buffer.from(derToPem(server.ca.certificate, "CERTIFICATE")));
		assert.equal(checkIns.length, 2);
		for (const { headers, body } of checkIns) {
			const signature = openssl.file(Buffer.from(String(headers["mdm-signature"]), "base64"));
			const args = ["cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-CAfile", ca, "-purpose", "any", "-out", "/dev/null"];
			assert.ok(openssl.accepts([...args, "-content", openssl.file(body)]));
			assert.ok(!openssl.accepts([...args, "-content", openssl.file(Buffer.concat([body, Buffer.from(" ")]))]));
			const shown = openssl.run(["cms", "-cmsout", "-print", "-inform", "DER", "-in", signature]).toString();
			assert.match(shown, /signingTime/);
		}
	});

	test("the identity is offered in the TLS handshake too", () => {
		const [first] = checkIns;
		assert.ok(first?.offered);
		const issuer = openssl.run(["x509", "-inform", "DER", "-noout", "-issuer"], first.offered).toString();
		assert.match(issuer, /Small CA/);
	});
});

describe("SCEP", () => {
	for (const { ra, without, verb } of [
		{ ra: "yes", without: [], verb: "POST" },
		{ ra: "no", without: [], verb: "POST" },
		{ ra: "yes", without: ["POSTPKIOperation", "SCEPStandard"], verb: "GET" },
		{ ra: "no", without: ["POSTPKIOperation", "SCEPStandard", "AES"], verb: "GET" },
	] as const) {
		const which = `${ra === "yes" ? "a registration authority" : "a CA alone"}, ${verb}${without.length === 3 ? ", triple DES" : ""}`;
		test(which, async () => {
			const server = await startSmallServer({ ra, without });
			const phone = createTestPhone(server);
			const installed = await phone.installProfile(server.signed(server.profile()));
			assert.equal(installed.ok, true);
			assert.deepEqual(server.scep, [{ verb, messageType: "PKCSReq", challenge: "open sesame" }]);
			phone.close();
			await server.stop();
		});
	}

	async function failed(
		options: Parameters<typeof startSmallServer>[0],
		change: (server: SmallServer) => void = () => undefined,
		misbehaves = {},
	) {
		const server = await startSmallServer(options);
		const phone = createTestPhone(server, misbehaves);
		change(server);
		const installed = await phone.installProfile(server.signed(server.profile()));
		assert.equal(phone.state().managed, false);
		assert.equal(server.received.length, 0, "nothing is said to MDM without an identity");
		phone.close();
		await server.stop();
		assert.ok(!installed.ok);
		return installed;
	}

	test("a registration authority of another CA", async () => {
		const { domain, code, texts } = await failed({ ra: "of-another-ca" });
		assert.deepEqual([domain, code], ["MCSCEPErrorDomain", 22003]);
		assert.equal(texts.en, "Profile Installation Failed. The Registration Authority’s response is invalid.");
	});

	test("a refused challenge, in the phone's language", async () => {
		const failure = await failed({ ra: "yes" }, undefined, { misbehaves: [{ kind: "challenge", challenge: "guess" }] });
		assert.deepEqual([failure.domain, failure.code], ["MCSCEPErrorDomain", 22013]);
		assert.equal(failure.texts.en, "Profile Installation Failed. The SCEP server returned an invalid response.");
		assert.equal(failure.shown, failure.texts.ja);
		assert.match(failure.detail, /badRequest/);
	});

	test("too little in GetCACaps", async () => {
		const { code } = await failed({ without: ["SHA-256", "SHA-512", "SCEPStandard"] });
		assert.equal(code, 22006);
	});

	test("a page of HTML for the CA's certificate", async () => {
		const { code } = await failed({}, (server) => {
			server.intercept("/scep?operation=GetCACert", () => ({ status: 200, type: "text/html", body: "<html>" }));
		});
		assert.equal(code, 22002);
	});

	test("a line that breaks", async () => {
		const { domain, code, texts } = await failed({}, (server) => server.intercept("/scep", () => "break"));
		assert.deepEqual([domain, code], ["MCSCEPErrorDomain", 22005]);
		assert.equal(texts.ja, "プロファイルのインストールに失敗しました。 ネットワーク エラーが発生しました。");
	});

	test("somebody else's answer", async () => {
		const other = await startSmallServer();
		const { code } = await failed({ ra: "yes" }, (server) => {
			server.intercept("/scep?operation=PKIOperation", ({ body }) => ({
				status: 200,
				headers: { "x-length": String(body.length) },
				body: other.signed(other.profile()),
			}));
		});
		assert.equal(code, 22013);
		await other.stop();
	});

	test("a server that the phone does not trust gets no word", async () => {
		const server = await startSmallServer();
		const other = await startSmallServer();
		const phone = createTestPhone(server, { roots: [other.root] });
		const installed = await phone.installProfile(server.signed(server.profile()));
		assert.ok(!installed.ok);
		assert.equal(installed.code, 23002);
		assert.match(installed.texts.en, /^Profile Installation Failed\. The server certificate for “https:.*” is invalid\.$/);
		phone.close();
		await Promise.all([server.stop(), other.stop()]);
	});

	test("roots that the profile brings are trusted for its server", async () => {
		const server = await startSmallServer();
		const phone = createTestPhone(server, { roots: [derToPem(createAuthority("Another CA").certificate, "CERTIFICATE")] });
		const brought = Buffer.from(server.root.replaceAll(/-----[A-Z ]+-----|\s/g, ""), "base64");
		const installed = await phone.installProfile(
			server.signed(server.profile((profile) => ({ ...profile, rootCertificates: [{ uuid: "R", displayName: "TLS", der: brought }] }))),
		);
		assert.equal(installed.ok, true);
		phone.close();
		await server.stop();
	});
});

describe("a refused check-in leaves nothing on the phone", () => {
	const cases = [
		{ answer: { status: 400 }, os: "18.1", code: 23001 },
		{ answer: { status: 500 }, os: "18.1", code: 23001 },
		{ answer: { status: 204 }, os: "18.1", code: 23001 },
		{ answer: { status: 403, body: '{"code":"device-cap-reached","message":"Too many."}' }, os: "18.1", code: 23004 },
		{ answer: { status: 403, body: '{"code":"device-cap-reached"}' }, os: "18.1", code: 23005 },
		{ answer: { status: 403, body: '{"code":"com.apple.unrecognized.device"}' }, os: "18.1", code: 23008 },
		{ answer: { status: 403, body: "<plist>" }, os: "18.1", code: 23010 },
		{ answer: { status: 403, body: '{"code":"device-cap-reached","message":"Too many."}' }, os: "16.7.10", code: 23001 },
	];
	let server: SmallServer;
	let answer: (typeof cases)[number]["answer"] = { status: 200 };
	before(async () => {
		server = await startSmallServer();
		server.intercept("/checkin", () => answer);
	});
	after(() => server.stop());

	for (const [index, { answer: given, os, code }] of cases.entries()) {
		test(`${given.status} ${given.body ?? ""} on ${os}`, async () => {
			const seen = server.received.length;
			answer = given;
			const phone = createTestPhone(server, { osVersion: os });
			const installed = await phone.installProfile(server.signed(server.profile()));
			assert.ok(!installed.ok, String(index));
			assert.deepEqual([installed.domain, installed.code], ["DMCHTTPTransactionErrorDomain", code]);
			assert.equal(installed.shown, "プロファイルのインストールに失敗しました。 サーバーへの接続を確立できませんでした。");
			assert.equal(installed.texts.en, "Profile Installation Failed. Connection to the server could not be established.");
			assert.equal(installed.serverMessage, code === 23004 ? "Too many." : undefined);
			assert.equal(phone.state().managed, false);
			assert.equal(server.received.length, seen + 1, "no TokenUpdate after a refused Authenticate");
			phone.close();
		});
	}

	test("401 is remembered", async () => {
		answer = { status: 401 };
		const phone = createTestPhone(server);
		assert.equal((await phone.installProfile(server.signed(server.profile()))).ok, false);
		assert.equal(phone.state().unenrolledBy401, true);
		phone.close();
	});

	test("a line that breaks is a network error", async () => {
		answer = { status: 200 };
		const phone = createTestPhone(server, { misbehaves: [{ kind: "line-breaks", at: "Authenticate" }] });
		const installed = await phone.installProfile(server.signed(server.profile()));
		assert.ok(!installed.ok);
		assert.deepEqual([installed.domain, installed.code], ["NSURLErrorDomain", -1005]);
		assert.equal(installed.texts.en, "Profile Installation Failed. A Network Error Has Occurred.");
		phone.close();
	});

	test("no answer within the time is one too", async () => {
		const slow = await startSmallServer();
		const phone = createTestPhone(slow, { timeoutMs: 300 });
		const hanging = slow.profile((profile) => ({ ...profile, scep: { ...profile.scep, url: `${slow.url}/hangs` } }));
		slow.intercept("/hangs", () => ({ status: 200, headers: { "Content-Length": "10" }, body: "short" }));
		const installed = await phone.installProfile(slow.signed(hanging));
		assert.ok(!installed.ok);
		assert.equal(installed.code, 22005);
		assert.match(installed.detail, /timed-out/);
		phone.close();
		await slow.stop();
	});
});

describe("what stands under a profile's name", () => {
	test("Verified, Unverified, Unsigned, and no profile at all", async () => {
		const server = await startSmallServer();
		const signed = server.signed(server.profile());
		const knowing = createTestPhone(server, { roots: [server.root, derToPem(server.ca.certificate, "CERTIFICATE")] });
		assert.deepEqual(await knowing.installProfile(signed), { ok: true, signing: "Verified" });
		const other = createTestPhone(server);
		const damaged = Buffer.from(signed);
		const topic = damaged.indexOf("com.apple.mgmt.");
		damaged[topic] = 0x64;
		const refused = await other.installProfile(damaged);
		assert.ok(!refused.ok);
		assert.deepEqual([refused.domain, refused.code], ["MCProfileErrorDomain", 1000]);
		assert.match(refused.detail, /message-digest-mismatch/);
		assert.deepEqual(await other.installProfile(buildPlist(buildEnrollmentProfile(server.profile()))), { ok: true, signing: "Unsigned" });
		const fingerprint = createHash("sha1").update(server.ca.certificate).digest();
		const pinned = createTestPhone(server);
		const fitting = server.profile((profile) => ({ ...profile, scep: { ...profile.scep, caFingerprint: fingerprint } }));
		assert.equal((await pinned.installProfile(server.signed(fitting))).ok, true);
		for (const phone of [knowing, other, pinned]) phone.close();
		await server.stop();
	});
});
