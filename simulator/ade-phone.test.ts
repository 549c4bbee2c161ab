import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { generateKeyPairSync } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { parseMachineInfo } from "../src/protocol/ade/machine-info.ts";
import { parseSignedData } from "../src/protocol/cms/signed-data.ts";
import { verifySignedData } from "../src/protocol/cms/verify-signed-data.ts";
import { parseCheckIn } from "../src/protocol/mdm/check-in.ts";
import { deviceConfigured } from "../src/protocol/mdm/commands.ts";
import { pemToDer } from "../src/protocol/x509/pem.ts";
import { createAdeStandIn } from "./ade/stand-in.ts";
import { createKeyPair, createTestClient } from "./ade/test-client.ts";
import { type AdePhoneOptions, createAdePhone } from "./ade-phone.ts";
import { createDeviceIssuer } from "./device-issuer.ts";
import { createLine } from "./line.ts";
import type { Misbehaviour } from "./misbehave.ts";
import { askApple } from "./setup-offer.ts";
import { type Answer, type Received, type SmallServer, startSmallServer } from "./small-server.ts";
import { testDevice } from "./test-phone.ts";

const issuer = createDeviceIssuer({ now: Date.now() });
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const activated = issuer.identityFor(testDevice);
const haruka = { upn: "haruka@contoso.co.jp", password: "p@ss: wörd", code: () => Promise.resolve("123456") };

let server: SmallServer;
before(async () => {
	server = await startSmallServer();
});
after(() => server.stop());

function phoneWith(profile: Readonly<Record<string, unknown>>, change: Partial<AdePhoneOptions> = {}) {
	const body = { url: `${server.url}/ade/post`, profile_name: "Test", is_supervised: true, ...profile };
	return createAdePhone({
		...testDevice,
		roots: [server.root],
		activated,
		activate: () => ({ outcome: "profile", uuid: "U", profile: body }),
		makeKeys: () => Promise.resolve(keys),
		wait: () => Promise.resolve(),
		...change,
	});
}

/** Answers each address once more in turn: a test's own rules come before those of the tests before it. */
function answers(prefix: string, answer: (request: Received) => Answer): Received[] {
	const seen: Received[] = [];
	server.intercept(prefix, (request) => {
		seen.push(request);
		return answer(request);
	});
	return seen;
}

const profile = (): Answer => ({ status: 200, type: "application/x-apple-aspen-config", body: server.signed(server.profile()) });
const page = (kind: string, body = ""): Answer => ({
	status: 200,
	type: "text/html; charset=utf-8",
	headers: { "Set-Cookie": "visit=abc; Path=/; Secure" },
	body: `<html><body data-page="${kind}"><p data-reference="K7-4QPM">K7-4QPM</p>${body}</body></html>`,
});
const redirect = (to: string): Answer => ({ status: 303, headers: { Location: to } });

function described(cms: Uint8Array) {
	const verified = verifySignedData(parseSignedData(cms));
	assert.ok(verified.ok);
	return parseMachineInfo(verified.content);
}

describe("without a page", () => {
	test("a phone without user posts its description and is managed", async () => {
		const seen = answers("/ade/post", profile);
		const phone = phoneWith({ is_mdm_removable: false });
		const done = await phone.setUp();
		assert.ok(done.ok, JSON.stringify(done));
		assert.equal(done.signing, "Unverified");
		const [request] = seen;
		assert.equal(request?.headers["content-type"], "application/pkcs7-signature");
		assert.equal(request?.headers["user-agent"], "DeviceManagementClient/1.0");
		assert.equal(described(request?.body ?? Buffer.alloc(0)).serial, testDevice.serial);
		assert.deepEqual([done.phone.state().managed, done.phone.state().awaitingConfiguration], [true, false]);
		assert.equal(await done.phone.removeManagement(), false);
		assert.equal(done.phone.state().managed, true);
		phone.close();
	});

	test("401 brings the form, until the name and password are right", async () => {
		const right = `Basic ${Buffer.from(`${haruka.upn}:${haruka.password}`).toString("base64")}`;
		const wanted: Answer = {
			status: 401,
			headers: { "WWW-Authenticate": 'Basic realm="Contoso", charset="UTF-8"' },
			body: "Your company account",
		};
		const seen = answers("/ade/post", ({ headers }) => (headers.authorization === right ? profile() : wanted));
		const once = phoneWith({}, { misbehaves: [{ kind: "wrong-password", times: 1 }] });
		assert.ok((await once.setUp(haruka)).ok);
		assert.equal(seen.length, 3);
		const never = phoneWith({}, { misbehaves: [{ kind: "wrong-password" }] });
		assert.deepEqual(await never.setUp(haruka), { ok: false, at: "credentials", prompt: "Your company account" });
		const nobody = phoneWith({});
		assert.deepEqual(await nobody.setUp(), { ok: false, at: "credentials", prompt: "Your company account" });
		const leaves = phoneWith({}, { misbehaves: [{ kind: "stops-before", step: "sign-in" }] });
		assert.deepEqual(await leaves.setUp(haruka), { ok: false, at: "stopped", step: "sign-in", reference: null });
		once.close();
	});

	test("a refusal is shown as Setup Assistant shows it", async () => {
		let answer: Answer = { status: 500 };
		answers("/ade/post", () => answer);
		const refused = async (next: Answer, change: Partial<AdePhoneOptions> = {}) => {
			answer = next;
			const done = await phoneWith({}, change).setUp();
			assert.ok(!done.ok && done.at === "phone", JSON.stringify(done));
			const { domain, code, serverMessage } = done.failure;
			return serverMessage === undefined ? `${domain} ${code}` : `${domain} ${code} ${serverMessage}`;
		};
		const json = (body: object, type = "application/json"): Answer => ({ status: 403, type, body: JSON.stringify(body) });
		const dmc = "DMCHTTPTransactionErrorDomain";
		assert.equal(await refused(json({ code: "genkan.refused", message: "Not this device." })), `${dmc} 23004 Not this device.`);
		assert.equal(await refused(json({ code: "genkan.refused" })), `${dmc} 23005`);
		assert.equal(await refused(json({ message: "no code" })), `${dmc} 23010`);
		assert.equal(await refused(json({ code: "x", message: "y" }, "application/json; charset=utf-8")), `${dmc} 23010`);
		assert.equal(await refused(json({ code: "x", message: "y" }), { osVersion: "16.7" }), `${dmc} 23001`);
		assert.equal(await refused({ status: 401 }), `${dmc} 23003`);
		assert.equal(await refused({ status: 404 }), `${dmc} 23001`);
		assert.equal(await refused({ status: 200, type: "text/html", body: "<html>" }), "MCProfileErrorDomain 1000");
		assert.equal(await refused({ status: 200, type: "application/x-apple-aspen-config", body: "<html>" }), "MCProfileErrorDomain 1000");
	});

	test("a system that is too old is updated, and the phone comes again with the new one", async () => {
		const seen = answers("/ade/post", ({ body }) =>
			described(body).osVersion === "18.5"
				? profile()
				: {
						status: 403,
						type: "application/json",
						body: JSON.stringify({ code: "com.apple.softwareupdate.required", details: { OSVersion: "18.5", BuildVersion: "22F76" } }),
					},
		);
		const phone = phoneWith({});
		assert.deepEqual(await phone.setUp(), { ok: false, at: "update", osVersion: "18.5" });
		assert.ok((await phone.setUp()).ok);
		assert.equal(phone.description().buildVersion, "22F76");
		assert.equal(seen.length, 2);
		phone.close();
	});
});

describe("with pages", () => {
	const web = { configuration_web_url: "" };
	before(() => {
		web.configuration_web_url = `${server.url}/ade/web`;
	});

	function pages(begin: () => Answer = () => redirect("/ade/visit/S")): Received[] {
		return answers("/ade/", ({ path, body }) => {
			const form = new URLSearchParams(body.toString());
			switch (path.split("?")[0] ?? "") {
				case "/ade/web":
					return begin();
				case "/ade/visit/S":
					return page(
						"sign-in",
						'<form id="sign-in" method="post" action="/ade/visit/S/sign-in"><input name="upn"><input name="password"></form>',
					);
				case "/ade/visit/S/sign-in":
					if (form.get("password") !== haruka.password) return redirect("/ade/visit/S");
					return page("one-time-code", '<form id="one-time-code" method="post" action="/ade/visit/S/code"><input name="code"></form>');
				case "/ade/visit/S/code":
					return page(
						"terms",
						'<form id="terms" method="post" action="/ade/visit/S/terms"><button name="answer" value="accept">はい</button></form>',
					);
				default:
					return redirect("/ade/profile");
			}
		});
	}

	test("the person signs in, and the description comes with the first request only, and no cookie ever", async () => {
		const seen = pages();
		answers("/ade/profile", profile);
		const phone = phoneWith({ ...web, await_device_configured: true });
		const done = await phone.setUp(haruka);
		assert.ok(done.ok, JSON.stringify(done));
		assert.equal(done.reference, "K7-4QPM");
		const [first, ...others] = seen;
		assert.equal(described(Buffer.from(String(first?.headers["x-apple-aspen-deviceinfo"]), "base64")).udid, testDevice.udid);
		assert.ok(
			others.length >= 4 &&
				others.every(({ headers }) => headers["x-apple-aspen-deviceinfo"] === undefined && headers.cookie === undefined),
		);
		phone.close();
	});

	test("it waits for its configuration until it is told that it is done", async () => {
		pages();
		answers("/ade/profile", profile);
		const phone = phoneWith(
			{ ...web, await_device_configured: true },
			{ misbehaves: [{ kind: "no-answer", commands: ["DeviceConfigured"], times: 1 }] },
		);
		const done = await phone.setUp(haruka);
		assert.ok(done.ok);
		const told = server.received.map(({ body }) => parseCheckIn(body)).findLast(({ messageType }) => messageType === "TokenUpdate");
		assert.ok(told?.messageType === "TokenUpdate" && told.awaitingConfiguration === true);
		const command = () => server.commands.push(deviceConfigured("11111111-2222-3333-4444-555555555555").body);
		command();
		const silent = await done.phone.connect();
		assert.ok(!silent.ok && silent.reason === "silent");
		assert.equal(done.phone.state().awaitingConfiguration, true);
		command();
		const connected = await done.phone.connect();
		assert.deepEqual(
			connected.commands.map(({ requestType, status }) => [requestType, status]),
			[["DeviceConfigured", "Acknowledged"]],
		);
		assert.equal(done.phone.state().awaitingConfiguration, false);
		command();
		assert.deepEqual(
			(await done.phone.connect()).commands.map(({ status }) => status),
			["Error"],
		);
		phone.close();
	});

	test("a provider's pages are the test's own", async () => {
		const other = await startSmallServer();
		try {
			pages(() => page("provider", '<a id="provider" href="/ade/visit/S/provider">Sign in</a>'));
			answers("/ade/visit/S/provider", () => redirect(`${other.url}/authorize?state=X`));
			answers("/ade/callback", () => redirect("/ade/profile"));
			answers("/ade/profile", profile);
			other.intercept("/authorize", () => ({
				status: 200,
				type: "text/html",
				body: '<form id="login" method="post" action="/login"><input name="who"></form>',
			}));
			other.intercept("/login", ({ body }) => redirect(`${server.url}/ade/callback?code=${body.toString()}`));
			const phone = phoneWith(web, { roots: [server.root, other.root] });
			const done = await phone.setUp({
				upn: "",
				password: "",
				provider: (shown, browser) => browser.submit(shown, "login", { who: "haruka" }),
			});
			assert.ok(done.ok, JSON.stringify(done));
			phone.close();
		} finally {
			await other.stop();
		}
	});

	test("a profile of another host is none, and neither is one of another type", async () => {
		const other = await startSmallServer();
		try {
			other.intercept("/", () => ({ status: 200, type: "application/x-apple-aspen-config", body: server.signed(server.profile()) }));
			answers("/ade/web", () => redirect(`${other.url}/profile`));
			const elsewhere = await phoneWith(web, { roots: [server.root, other.root] }).setUp(haruka);
			assert.ok(!elsewhere.ok && elsewhere.at === "page" && elsewhere.page.kind === "not-a-page");
			answers("/ade/web", () => ({ ...profile(), type: "application/octet-stream" }));
			const another = await phoneWith(web).setUp(haruka);
			assert.ok(!another.ok && another.at === "page" && another.page.kind === "not-a-page");
		} finally {
			await other.stop();
		}
	});

	test("a wrong password ends at the sign-in page; whoever stops there is silent", async () => {
		pages();
		const wrong = await phoneWith(web, { misbehaves: [{ kind: "wrong-password" }] }).setUp(haruka);
		assert.ok(!wrong.ok && wrong.at === "page" && wrong.page.kind === "sign-in" && wrong.reference === "K7-4QPM");
		const gone = await phoneWith(web, { misbehaves: [{ kind: "stops-before", step: "sign-in" }] }).setUp(haruka);
		assert.deepEqual(gone, { ok: false, at: "stopped", step: "sign-in", reference: "K7-4QPM" });
	});

	test("anchors of the profile are trusted, and without them the server is not", async () => {
		pages();
		answers("/ade/profile", profile);
		const [der = Buffer.alloc(0)] = pemToDer(server.root, "CERTIFICATE");
		const anchored = phoneWith({ ...web, anchor_certs: [der.toString("base64")] }, { roots: [issuer.certificatePem] });
		assert.ok((await anchored.setUp(haruka)).ok);
		const lost = await phoneWith(web, { roots: [issuer.certificatePem] }).setUp(haruka);
		assert.ok(!lost.ok && lost.at === "page" && lost.page.kind === "no-connection");
		anchored.close();
	});
});

test("what a phone can say wrong of itself", async () => {
	const seen = answers("/ade/post", () => ({ status: 500 }));
	const honest = phoneWith({});
	await honest.setUp();
	const stolen = honest.sent();
	assert.ok(stolen);
	const liar = phoneWith({}, { serial: "F2LXG0LIAR" });
	const say = async (...how: readonly Misbehaviour[]) => {
		liar.script.clear();
		liar.script.add(...how);
		await liar.setUp();
		const last = seen.at(-1);
		assert.ok(last);
		return last;
	};
	assert.deepEqual((await say({ kind: "description", description: stolen })).body, Buffer.from(stolen));
	assert.equal((await say({ kind: "description", description: "none" })).body.length, 0);
	assert.throws(() => parseSignedData(liar.sent() ?? Buffer.alloc(0)));
	await say({ kind: "description", description: "cut" });
	assert.throws(() => parseSignedData(liar.sent() ?? Buffer.alloc(0)));
	const forged = parseSignedData((await say({ kind: "description", description: "forged" })).body);
	assert.match(Buffer.from(forged.certificates[0] ?? []).toString("latin1"), /Apple iPhone Device CA/);
	assert.equal((await say({ kind: "names-serial", serial: "OTHER" })).path, "/ade/post?serial=OTHER");
	assert.equal(described((await say()).body).serial, "F2LXG0LIAR");
});

test("a phone for which Apple has nothing is set up like one that was bought", async () => {
	for (const outcome of ["no-profile", "unreachable"] as const) {
		const phone = phoneWith({}, { activate: () => ({ outcome }) });
		assert.deepEqual(await phone.setUp(haruka), { ok: false, at: "apple", outcome });
	}
});

test("Apple's stand-in gives a phone the profile that was assigned to it, over the network", async () => {
	const apple = createAdeStandIn({ now: Date.now });
	const { url, caPem } = await apple.started();
	const line = createLine({ roots: [caPem], timeoutMs: 10_000 });
	const client = createTestClient(url, caPem);
	try {
		const owner = apple.addServer({ name: "Contoso" });
		owner.addDevices([{ serial: testDevice.serial }]);
		const phone = phoneWith({}, { activate: (serial) => askApple(line, url, serial) });
		assert.deepEqual(await phone.setUp(), { ok: false, at: "apple", outcome: "no-profile" });
		const pair = createKeyPair();
		owner.uploadPublicKey(pair.certificatePem);
		const session = { id: await client.session(pair.open(owner.downloadToken()), Date.now()) };
		const profile = { profile_name: "Test", url: `${server.url}/ade/post`, is_supervised: true };
		const defined = await client.call(session, "POST", "/profile", profile);
		await client.call(session, "POST", "/profile/devices", { profile_uuid: defined.json["profile_uuid"], devices: [testDevice.serial] });
		answers("/ade/post", () => ({ status: 200, type: "application/x-apple-aspen-config", body: server.signed(server.profile()) }));
		const done = await phone.setUp();
		assert.ok(done.ok, JSON.stringify(done));
		assert.equal(owner.device(testDevice.serial)?.status, "pushed");
		apple.misbehave({ kind: "activation-fails" });
		assert.deepEqual(await phone.setUp(), { ok: false, at: "apple", outcome: "unreachable" });
		phone.close();
	} finally {
		client.close();
		line.close();
		await apple.stop();
	}
});
