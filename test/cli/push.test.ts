import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createStandInIssuer } from "../../simulator/apple-issuer.ts";
import { pushJob } from "../../src/devices/schedule-push.ts";
import { pemToDer } from "../../src/protocol/x509/pem.ts";
import { openStore } from "../../src/store/open.ts";
import { done, file, phone, prepare, refused, withUsers } from "./commands-fixture.ts";
import { commandLine, testNow } from "./terminal-fixture.ts";

const day = 24 * 3_600_000;

test("the push certificate: request, upload, renewal, and the stop before devices are lost", async (t) => {
	const folder = commandLine(t).folder;
	const issuer = createStandInIssuer({ now: testNow });
	const issuerFile = join(folder, "issuer.pem");
	writeFileSync(issuerFile, issuer.certificatePem);
	const line = commandLine(t, { GENKAN_STAND_IN_PUSH_ISSUER_FILE: issuerFile });
	await done(line, "organization", "set", "--name", "Contoso");
	assert.match(await done(line, "push-certificate"), /no device can enroll/);
	const csr = join(line.folder, "push.csr");
	const made = await done(line, "push-certificate", "csr", "--out", csr);
	assert.match(made, /identity\.apple\.com\/pushcert/);
	assert.match(made, /MDM vendor/);
	assert.equal(statSync(csr).mode & 0o777, 0o600);
	assert.match(await refused(line, "push-certificate", "csr", "--out", csr), /is there already and stays as it is/);
	assert.match(await done(line, "push-certificate", "show"), /Requests waiting for their certificate: 1/);
	const certificate = (topicUid: string, days: number) => {
		const [csrDer = new Uint8Array()] = pemToDer(readFileSync(csr, "utf8"), "CERTIFICATE REQUEST");
		const pem = issuer.issuePushCertificate({ csrDer, topicUid, notBefore: testNow - day, notAfter: testNow + days * day });
		return file(line, "push.pem", pem);
	};
	assert.match(await refused(line, "push-certificate", "upload", csr), /no certificate, but the request itself/);
	const uploaded = await line.run("push-certificate", "upload", certificate("one", 365));
	assert.match(uploaded.out, /is installed/);
	assert.match(uploaded.err, /Apple Account is not on record/);
	await done(line, "push-certificate", "upload", certificate("one", 365), "--apple-id", "mdm@contoso.com");
	assert.match(
		await done(line, "push-certificate", "csr", "--out", join(line.folder, "renew.csr")),
		/“Renew” beside the present certificate \(mdm@contoso\.com\)/,
	);
	const store = await openStore({ kind: "sqlite", file: join(line.data, "genkan.sqlite") });
	await store.write(async (stores) => {
		await stores.devices.insert({ ...phone, topic: "com.apple.mgmt.External.one" });
		await stores.jobs.schedule({ id: "held-back", kind: pushJob, key: phone.id, dueAt: testNow + day });
	});
	assert.match(
		await refused(line, "push-certificate", "upload", certificate("two", 365)),
		/Stop: .*1 enrolled devices.*--confirm-devices-lost 1/s,
	);
	assert.match(
		(await line.run("push-certificate", "upload", certificate("two", 20), "--confirm-devices-lost", "1")).err,
		/1 devices hear nothing any more/,
	);
	assert.equal(await store.read.jobs.countDue(testNow), 1, "what Apple refused goes out with the new certificate at once");
	await store.close();
	const shown = await line.run("push-certificate", "show", "--lang", "ja");
	assert.match(shown.out, /別のトピックのデバイス +1/);
	assert.match(shown.err, /残り20日です/);
	assert.match(await refused(line, "push-certificate", "csr", "--vendor-cert", csr), /go together/);
	assert.match(await refused(line, "push-certificate", "csr", "--vendor-cert", csr, "--vendor-key", csr), /private key cannot be used/);
	const piped = await line.run("push-certificate", "csr");
	assert.match(piped.out, /^-----BEGIN CERTIFICATE REQUEST-----[\s\S]*-----END CERTIFICATE REQUEST-----\n$/);
	assert.match(piped.err, /pushcert/);
	line.now += 30 * day;
	assert.match((await line.run("push-certificate", "show")).out, /expired/);
});

test("a profile is handed out for a user who may enroll, and for nobody else", async (t) => {
	const issuer = createStandInIssuer({ now: testNow });
	const line = await withUsers(t);
	const out = join(line.folder, "taro.mobileconfig");
	const why = await refused(line, "profile", "export", "--user", "taro@contoso.com", "--out", out);
	assert.match(why, /the device would be refused/);
	assert.match(why, /genkan authority set intune/);
	await done(line, "authority", "set", "intune");
	const csr = join(line.folder, "push.csr");
	await done(line, "push-certificate", "csr", "--out", csr);
	const [csrDer = new Uint8Array()] = pemToDer(readFileSync(csr, "utf8"), "CERTIFICATE REQUEST");
	const pem = file(
		line,
		"push.pem",
		issuer.issuePushCertificate({ csrDer, topicUid: "one", notBefore: testNow - day, notAfter: testNow + 300 * day }),
	);
	assert.match(await refused(line, "push-certificate", "upload", pem), /Apple did not issue/);
	await prepare(line, async (stores) => {
		const [pending] = await stores.pushCertificates.pendingKeys();
		const certificate = {
			id: "c1",
			pem: readFileSync(pem, "utf8"),
			key: pending?.key ?? new Uint8Array(),
			topic: "com.apple.mgmt.External.one",
			serial: "1",
		};
		const dates = { notBefore: testNow - day, notAfter: testNow + 300 * day, uploadedAt: testNow };
		await stores.pushCertificates.install({ ...certificate, ...dates, appleId: null, current: true, refusedReason: null, refusedAt: null });
	});
	const [data] = await line.json<{ reference: string }>("profile", "export", "--user", "taro@contoso.com", "--out", out, "--unsigned");
	const profile = readFileSync(out, "utf8");
	assert.match(profile, /com\.apple\.mgmt\.External\.one/);
	assert.ok(profile.includes(`/mdm/checkin/${data?.reference ?? "?"}`));
	assert.equal(statSync(out).mode & 0o777, 0o600);
	assert.match(await done(line, "explain", data?.reference ?? "?"), /profile was downloaded|Profile/i);
	const signed = await line.run("profile", "export", "--user", "taro@contoso.com", "--out", "-");
	assert.equal(signed.out.charCodeAt(0), 0x30);
	assert.match(await refused(line, "profile", "export", "--user", "hanako@contoso.com"), /no licence/);
});
