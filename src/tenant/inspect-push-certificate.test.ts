import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createStandInIssuer } from "../../simulator/apple-issuer.ts";
import { oids } from "../protocol/der/oids.ts";
import { buildCertificate } from "../protocol/x509/build-certificate.ts";
import { buildName } from "../protocol/x509/name.ts";
import { derToPem } from "../protocol/x509/pem.ts";
import { buildRequest } from "../protocol/x509/request.ts";
import { inspectPushCertificate } from "./inspect-push-certificate.ts";

const now = Date.UTC(2026, 10, 20);
const issuer = createStandInIssuer({ now });
const issuers = { standInPem: issuer.certificatePem };
const { privateKey: key } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const { privateKey: otherKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const csrDer = buildRequest({ subject: buildName([{ type: oids.commonName, value: "t" }]), key });
const request = { csrDer, topicUid: "abc", notBefore: now, notAfter: now + 1e10 };

test("a sound one has no faults", () => {
	const inspected = inspectPushCertificate(issuer.issuePushCertificate(request), { key, issuers });
	assert.deepEqual(inspected.faults, []);
	assert.equal(inspected.topic, "com.apple.mgmt.External.abc");
});

test("every fault is named, all at once", () => {
	const pem = issuer.issuePushCertificate({ ...request, topicPrefixWrong: true });
	assert.deepEqual(inspectPushCertificate(pem, { key: otherKey, issuers: {} }).faults, ["key-mismatch", "wrong-issuer", "wrong-topic"]);
	assert.deepEqual(inspectPushCertificate(issuer.issuePushCertificate({ ...request, withoutUid: true }), { key, issuers }).faults, [
		"wrong-topic",
	]);
	for (const text of ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "nonsense"]) {
		assert.deepEqual(inspectPushCertificate(text, { key, issuers }).faults, ["unparsable"]);
	}
});

test("the stand-in is trusted by its signature, not by its name", () => {
	const impostor = createStandInIssuer({ now });
	assert.deepEqual(inspectPushCertificate(impostor.issuePushCertificate(request), { key, issuers }).faults, ["wrong-issuer"]);
});

test("Apple is known by name", () => {
	const issuedBy = (organization: string, commonName: string) => {
		const name = buildName([
			{ type: oids.commonName, value: commonName },
			{ type: oids.organizationalUnitName, value: "Apple Certification Authority" },
			{ type: oids.organizationName, value: organization },
			{ type: oids.countryName, value: "US" },
		]);
		const subject = buildName([{ type: oids.userId, value: "com.apple.mgmt.External.abc" }]);
		const spki = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "der", type: "spki" });
		const template = { subject, issuer: name, serial: Uint8Array.of(1), notBefore: now, notAfter: now + 1e9, spki, extensions: [] };
		return inspectPushCertificate(derToPem(buildCertificate(template, { key, hash: "sha256" }), "CERTIFICATE"), { issuers: {} }).faults;
	};
	assert.deepEqual(issuedBy("Apple Inc.", "Apple Application Integration 2 Certification Authority"), []);
	assert.deepEqual(issuedBy("Apple Inc.", "Apple Application Integration Certification Authority"), []);
	assert.deepEqual(issuedBy("Apple", "Apple Application Integration 2 Certification Authority"), ["wrong-issuer"]);
	assert.deepEqual(issuedBy("Apple Inc.", "Some Authority"), ["wrong-issuer"]);
});

const vectors = new URL("../../../shared/vectors/certificates/", import.meta.url);
const absent = existsSync(vectors) ? false : "the folder of test vectors is absent";

test("push certificates that others made", { skip: absent }, () => {
	const read = (name: string) => inspectPushCertificate(readFileSync(new URL(name, vectors), "utf8"), {});
	const good = read("mock_push_cert.pem");
	assert.deepEqual([good.topic, good.faults], ["com.apple.mgmt.External.18a16429-886b-41f1-9c30-2bd04ae4fc37", []]);
	assert.deepEqual(read("mock_push_cert_no_uid.pem").faults, ["wrong-topic"]);
	assert.deepEqual(read("mock_push_cert_wrong_uid_prefix.pem").faults, ["wrong-topic"]);
});
