import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { oids } from "../src/protocol/der/oids.ts";
import { buildName } from "../src/protocol/x509/name.ts";
import { buildRequest } from "../src/protocol/x509/request.ts";
import { createApnsStandIn } from "./apns.ts";
import { createStandInIssuer } from "./apple-issuer.ts";

const day = 24 * 3600_000;
const issuer = createStandInIssuer({ now: Date.now() });
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const csrDer = buildRequest({ subject: buildName([{ type: oids.commonName, value: "t" }]), key: privateKey });
const cert = issuer.issuePushCertificate({ csrDer, topicUid: "one", notBefore: Date.now() - day, notAfter: Date.now() + day });

test("the stand-in is as strict as Apple, and says what is wrong", async (t) => {
	const apple = createApnsStandIn({ issuer, now: () => Date.now() });
	const { port, caPem: ca } = await apple.started();
	const bare = connect(`https://localhost:${port}`, { ca });
	const session = connect(`https://localhost:${port}`, { ca, cert, key });
	t.after(async () => {
		bare.close();
		session.close();
		await apple.stop();
	});
	const good = {
		":method": "POST",
		":path": "/3/device/00ff",
		"apns-topic": "com.apple.mgmt.External.one",
		"apns-push-type": "mdm",
		"apns-priority": "10",
		"apns-expiration": "1",
	};
	const ask = async (headers: Record<string, string | undefined>, body = '{"mdm":"M"}', on = session) => {
		const defined = Object.fromEntries(Object.entries({ ...good, ...headers }).filter(([, value]) => value !== undefined));
		const stream = on.request(defined, { endStream: false }).setEncoding("utf8");
		stream.end(body);
		const [answered] = await once(stream, "response");
		let text = "";
		for await (const piece of stream) text += piece;
		return `${answered[":status"]} ${text === "" ? "" : JSON.parse(text).reason}`;
	};
	assert.equal(await ask({}), "200 ");
	assert.equal(await ask({}, undefined, bare), "403 MissingProviderToken");
	assert.equal(await ask({ ":method": "GET" }), "405 MethodNotAllowed");
	assert.equal(await ask({ ":path": "/2/device/00ff" }), "404 BadPath");
	assert.equal(await ask({ ":path": "/3/device/0g" }), "400 BadDeviceToken");
	assert.equal(await ask({ "apns-topic": undefined }), "400 MissingTopic");
	assert.equal(await ask({ "apns-topic": "com.apple.mgmt.External.two" }), "400 BadTopic");
	assert.equal(await ask({ "apns-push-type": "alert" }), "400 InvalidPushType");
	assert.equal(await ask({ "apns-expiration": undefined }), "400 BadExpirationDate");
	assert.equal(await ask({}, ""), "400 PayloadEmpty");
	for (const body of ['{"mdm":"M","aps":{}}', '{"mdm":7}', '{"aps":{}}', "[]", "M"]) {
		assert.equal(await ask({}, body), "400 StandInNotAnMdmPayload");
	}
	assert.equal(apple.pushes.length, 1);
});

test("a push certificate of the stand-in is a good certificate, by openssl", (t) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-issuer-"));
	t.after(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, "ca.pem"), issuer.certificatePem);
	writeFileSync(join(folder, "push.pem"), cert);
	const verified = execFileSync("openssl", [
		"verify",
		"-purpose",
		"sslclient",
		"-CAfile",
		join(folder, "ca.pem"),
		join(folder, "push.pem"),
	]);
	assert.match(verified.toString(), /: OK/);
	const subject = execFileSync("openssl", ["x509", "-noout", "-subject"], { input: cert }).toString();
	assert.match(subject, /UID = com\.apple\.mgmt\.External\.one, CN = APSP:one, C = US/);
});

test("the same issuer again from its key", () => {
	const again = createStandInIssuer({ now: Date.now(), keyPem: issuer.keyPem });
	assert.ok(again.publicKey.equals(issuer.publicKey));
});
