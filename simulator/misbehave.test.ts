import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SignerCache } from "../src/protocol/cms/signer-cache.ts";
import { verifyMdmSignature } from "../src/protocol/cms/verify-mdm-signature.ts";
import { Malformed } from "../src/protocol/malformed.ts";
import { parseCheckIn } from "../src/protocol/mdm/check-in.ts";
import { deviceInformation, securityInfo } from "../src/protocol/mdm/commands.ts";
import { parseResult } from "../src/protocol/mdm/result.ts";
import { parseCertificate } from "../src/protocol/x509/certificate.ts";
import { isSignedBy } from "../src/protocol/x509/verify.ts";
import { hostileBodies } from "./hostile-body.ts";
import type { Misbehaviour } from "./misbehave.ts";
import { type Received, type SmallServer, startSmallServer } from "./small-server.ts";
import { createTestPhone } from "./test-phone.ts";

let server: SmallServer;
before(async () => {
	server = await startSmallServer();
});
after(() => server.stop());

const signers = new SignerCache(8);
const signatureOf = ({ headers, body }: Received) => verifyMdmSignature(String(headers["mdm-signature"]), body, signers);

/** Installs with this misbehaviour; what the server got of it. */
async function installed(...misbehaves: Misbehaviour[]): Promise<{ authenticate: Received; tokenUpdate: Received | undefined }> {
	const seen = server.received.length;
	const phone = createTestPhone(server, { misbehaves });
	await phone.installProfile(server.signed(server.profile()));
	phone.close();
	const [authenticate, tokenUpdate] = server.received.slice(seen);
	assert.ok(authenticate);
	return { authenticate, tokenUpdate };
}

describe("a check-in by somebody else", () => {
	test("self-signed, with the key of the true identity", async () => {
		const { authenticate } = await installed({ kind: "identity", identity: "self-signed" });
		const verified = signatureOf(authenticate);
		assert.ok(verified.ok);
		assert.equal(isSignedBy(parseCertificate(verified.signer), parseCertificate(server.ca.certificate)), false);
	});

	test("self-signed and over", async () => {
		const verified = signatureOf((await installed({ kind: "identity", identity: "self-signed-expired" })).authenticate);
		assert.ok(verified.ok);
		assert.ok(parseCertificate(verified.signer).notAfter < Date.now());
	});

	test("the identity of another phone", async () => {
		const other = createTestPhone(server);
		await other.installProfile(server.signed(server.profile()));
		const identity = other.identity();
		assert.ok(identity);
		const verified = signatureOf((await installed({ kind: "identity", identity })).authenticate);
		assert.ok(verified.ok);
		assert.deepEqual(Buffer.from(verified.signer), identity.certificate);
		other.close();
	});

	test("no signature, one over other bytes, none that can be read; only where the script says so", async () => {
		const none = await installed({ kind: "signature", signature: "none", at: "Authenticate" });
		assert.equal(none.authenticate.headers["mdm-signature"], undefined);
		assert.ok(none.tokenUpdate && signatureOf(none.tokenUpdate).ok);
		const verified = signatureOf((await installed({ kind: "signature", signature: "other-bytes" })).authenticate);
		assert.deepEqual(verified, { ok: false, reason: "message-digest-mismatch" });
		const garbage = await installed({ kind: "signature", signature: "garbage" });
		assert.throws(() => signatureOf(garbage.authenticate), Malformed);
	});

	test("a header that only a proxy may set", async () => {
		const { authenticate } = await installed({ kind: "header", name: "X-Client-Cert", value: "forged" });
		assert.equal(authenticate.headers["x-client-cert"], "forged");
	});

	test("another UDID, topic, product and system than its own", async () => {
		const claims = {
			udid: "00008030-000000000000BEEF",
			topic: "com.apple.mgmt.Other",
			product: "iPod9,1",
			osVersion: "12.5.7",
			buildVersion: "16H81",
		};
		const { authenticate, tokenUpdate } = await installed({ kind: "claims", claims, times: 1 });
		const said = parseCheckIn(authenticate.body);
		assert.ok(said.messageType === "Authenticate");
		assert.deepEqual(
			[said.enrollment.udid, said.topic, said.productName, said.osVersion, said.buildVersion],
			[claims.udid, claims.topic, claims.product, claims.osVersion, claims.buildVersion],
		);
		assert.notEqual(tokenUpdate && parseCheckIn(tokenUpdate.body).enrollment.udid, claims.udid);
	});
});

describe("bodies that no phone sends", () => {
	for (const body of hostileBodies) {
		test(body, async () => {
			const { authenticate, tokenUpdate } = await installed({ kind: "body", at: "Authenticate", body });
			if (body === "oversized") assert.ok(authenticate.body.length > 4 << 20);
			assert.throws(() => parseCheckIn(authenticate.body), Malformed);
			assert.ok(signatureOf(authenticate).ok, "the signature is over what was sent");
			assert.ok(tokenUpdate && parseCheckIn(tokenUpdate.body));
		});
	}

	test("any other", async () => {
		const { authenticate } = await installed({ kind: "body", at: "Authenticate", body: (good) => good.subarray(0, 7) });
		assert.equal(authenticate.body.length, 7);
	});
});

describe("silence", () => {
	for (const [step, scep, checkIns] of [
		["GetCACaps", 0, 0],
		["GetCACert", 0, 0],
		["PKIOperation", 0, 0],
		["Authenticate", 1, 0],
		["TokenUpdate", 1, 1],
	] as const) {
		test(`before ${step}`, async () => {
			const seen = [server.scep.length, server.received.length] as const;
			const phone = createTestPhone(server, { misbehaves: [{ kind: "stops-before", step }] });
			const done = await phone.installProfile(server.signed(server.profile()));
			assert.ok(!done.ok);
			assert.deepEqual([done.stoppedBefore, done.shown], [step, ""]);
			assert.deepEqual([server.scep.length - seen[0], server.received.length - seen[1]], [scep, checkIns]);
			assert.equal(phone.state().managed, false);
			phone.close();
		});
	}

	test("before connect: a push is not heard", async () => {
		const phone = createTestPhone(server, { misbehaves: [{ kind: "stops-before", step: "connect" }] });
		await phone.installProfile(server.signed(server.profile()));
		const seen = server.received.length;
		assert.equal(await phone.onPush(phone.state().pushMagic ?? ""), null);
		assert.deepEqual(await phone.connect(), { ok: false, commands: [], reason: "silent" });
		assert.equal(server.received.length, seen);
		phone.script.clear();
		assert.equal((await phone.connect()).ok, true);
		phone.close();
	});
});

describe("answers", () => {
	async function answered(misbehaviour: Misbehaviour): Promise<(readonly [string, string | undefined])[]> {
		const phone = createTestPhone(server, { misbehaves: [misbehaviour] });
		await phone.installProfile(server.signed(server.profile()));
		const seen = server.received.length;
		server.commands.push(securityInfo("S").body, deviceInformation("D").body);
		await phone.connect();
		phone.close();
		server.commands.length = 0;
		return server.received
			.slice(seen)
			.map(({ body }) => parseResult(body))
			.map(({ status, commandUuid }) => [status, commandUuid] as const);
	}

	test("NotNow, Error, CommandFormatError to the given commands", async () => {
		const commands = ["SecurityInfo"];
		const rest = ["Acknowledged", "D"];
		assert.deepEqual(await answered({ kind: "not-now", commands }), [["Idle", undefined], ["NotNow", "S"], rest]);
		assert.deepEqual(await answered({ kind: "command-format-error", commands }), [["Idle", undefined], ["CommandFormatError", "S"], rest]);
		const chain = [{ code: 4001, domain: "MCInstallationErrorDomain", localized: "x" }];
		assert.deepEqual(await answered({ kind: "error", commands, chain }), [["Idle", undefined], ["Error", "S"], rest]);
	});

	test("a result twice", async () => {
		const all = await answered({ kind: "result-twice", times: 1 });
		assert.deepEqual(all, [
			["Idle", undefined],
			["Acknowledged", "S"],
			["Acknowledged", "S"],
		]);
	});

	test("a command that nobody sent", async () => {
		const [first, second] = await answered({ kind: "unknown-command", times: 1 });
		assert.deepEqual([first?.[0], second?.[0]], ["Acknowledged", "Idle"]);
		assert.match(first?.[1] ?? "", /^[0-9A-F-]{36}$/);
	});
});
