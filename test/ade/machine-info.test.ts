import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { generateKeyPairSync } from "node:crypto";
import { after, test } from "node:test";
import fc from "fast-check";
import { createDeviceIssuer } from "../../simulator/device-issuer.ts";
import { buildMachineInfo, signMachineInfo } from "../../simulator/machine-info.ts";
import { testDevice } from "../../simulator/test-phone.ts";
import { appleIphoneCertificationAuthority, appleIphoneDeviceCa, appleRootCa } from "../../src/apple/apple-certificates.ts";
import { deviceTrust } from "../../src/apple/device-trust.ts";
import { verifyMachineInfo } from "../../src/protocol/ade/verify-machine-info.ts";
import { buildSignedData } from "../../src/protocol/cms/build-signed-data.ts";
import { OpensslOracle } from "../../src/protocol/cms/openssl-oracle.ts";
import { parseSignedData } from "../../src/protocol/cms/signed-data.ts";
import { DerReader } from "../../src/protocol/der/reader.ts";
import { integer, octetString, sequence } from "../../src/protocol/der/writer.ts";
import { buildPlist } from "../../src/protocol/plist/build.ts";
import { pemToDer } from "../../src/protocol/x509/pem.ts";

const oracle = new OpensslOracle();
after(() => oracle.dispose());
const now = Date.UTC(2026, 4, 6);
const year = 365 * 24 * 3600_000;
const issuer = createDeviceIssuer({ now });
const trust = deviceTrust(issuer.certificatePem);
const phone = issuer.identityFor(testDevice);
const plist = buildMachineInfo(testDevice);
const good = signMachineInfo(plist, phone);

function verdict(cms: Uint8Array, by = trust) {
	const result = verifyMachineInfo(cms, by, now);
	return result.ok ? "ok" : `${result.state}: ${result.detail}`;
}

test("a simulated phone is believed on the stand-in's word, and on nobody's without it", () => {
	const result = verifyMachineInfo(signMachineInfo(plist, phone, { signingTime: now }), trust, now);
	assert.ok(result.ok);
	assert.deepEqual(result.info, {
		udid: testDevice.udid,
		serial: testDevice.serial,
		product: testDevice.product,
		buildVersion: testDevice.buildVersion,
		osVersion: testDevice.osVersion,
		supplementalBuildVersion: null,
		supplementalOsVersionExtra: null,
		imei: testDevice.imei,
		meid: "35123456789012",
		language: "ja",
		canRequestSoftwareUpdate: true,
		softwareUpdateDeviceId: testDevice.product,
	});
	assert.deepEqual([result.byStandIn, result.signingTime], [true, now]);
	assert.equal(verdict(good, deviceTrust(null)), "not-apple: no-issuer");
	assert.equal(verdict(good, deviceTrust(createDeviceIssuer({ now }).certificatePem)), "not-apple: no-issuer");
});

test("old phones and new ones: SHA-1, RSA, ECDSA, DER and BER, before iOS 17", () => {
	const ec = issuer.identityFor({ ...testDevice, key: generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey });
	const sha1 = issuer.identityFor({ ...testDevice, hash: "sha1" });
	for (const identity of [phone, ec, sha1]) {
		for (const hash of ["sha1", "sha256"] as const) {
			for (const ber of [false, true]) assert.equal(verdict(signMachineInfo(plist, identity, { hash, ber })), "ok");
		}
	}
	const old = verifyMachineInfo(signMachineInfo(buildMachineInfo({ ...testDevice, osVersion: "16.7.2" }), phone), trust, now);
	assert.ok(old.ok);
	assert.deepEqual([old.info.osVersion, old.info.canRequestSoftwareUpdate, old.info.softwareUpdateDeviceId], [null, false, null]);
});

test("openssl makes one that is believed, and believes ours", () => {
	const certificate = oracle.file(
		Buffer.from(`-----BEGIN CERTIFICATE-----\n${Buffer.from(phone.certificate).toString("base64")}\n-----END CERTIFICATE-----\n`),
	);
	const key = oracle.file(Buffer.from(phone.key.export({ format: "pem", type: "pkcs8" })));
	const made = oracle.run(
		["cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-outform", "DER", "-signer", certificate, "-inkey", key],
		plist,
	);
	assert.equal(verdict(made), "ok");
	const streamed = oracle.run(
		["cms", "-sign", "-binary", "-nodetach", "-stream", "-noattr", "-md", "sha1", "-outform", "DER", "-signer", certificate, "-inkey", key],
		plist,
	);
	assert.equal(verdict(streamed), "ok");
	const root = oracle.file(Buffer.from(issuer.certificatePem));
	for (const ber of [false, true]) {
		const args = ["cms", "-verify", "-binary", "-inform", "DER", "-CAfile", root, "-purpose", "any", "-attime", String(now / 1000 + 60)];
		assert.deepEqual(oracle.run(args, signMachineInfo(plist, phone, { ber })), Buffer.from(plist));
	}
});

test("dates of a device's certificate refuse nobody", () => {
	const ended = issuer.identityFor({ ...testDevice, notBefore: now - 4 * year, notAfter: now - year });
	assert.equal(verdict(signMachineInfo(plist, ended)), "ok");
});

test("who calls himself Apple is not Apple", () => {
	const forger = createDeviceIssuer({ now, name: "apple" });
	const forged = forger.identityFor(testDevice);
	assert.equal(verdict(signMachineInfo(plist, forged)), "not-apple: no-issuer");
	const [own = Buffer.alloc(0)] = pemToDer(forger.certificatePem, "CERTIFICATE");
	const apples = [appleIphoneDeviceCa, appleIphoneCertificationAuthority, appleRootCa].flatMap((pem) => pemToDer(pem, "CERTIFICATE"));
	const withChain = buildSignedData({ content: plist, certificates: [forged.certificate, own, ...apples], signer: forged, hash: "sha256" });
	assert.equal(verdict(withChain), "not-apple: no-issuer");
	// Apple's own certificate in the bag, and a signature that its key did not make.
	const [deviceCa = Buffer.alloc(0)] = apples;
	const asApple = buildSignedData({
		content: plist,
		certificates: [deviceCa],
		signer: { certificate: deviceCa, key: forged.key },
		hash: "sha256",
	});
	assert.equal(verdict(asApple), "signature-wrong: signature-wrong");
});

test("an authority does not describe itself as a device", () => {
	const { certificate, key } = oracle.identity("a root that signs itself");
	const own = deviceTrust(oracle.run(["x509", "-inform", "DER"], certificate).toString());
	const cms = buildSignedData({ content: plist, certificates: [certificate], signer: { certificate, key }, hash: "sha256" });
	assert.equal(verdict(cms, own), "not-apple: signer-is-ca");
});

test("what does not hold is told apart from what cannot be read", () => {
	const other = buildMachineInfo({ ...testDevice, serial: "F2LXG0ABCE" });
	const exchanged = Buffer.from(good);
	exchanged.set(other, exchanged.indexOf(plist));
	assert.equal(verdict(exchanged), "signature-wrong: message-digest-mismatch");
	const withoutCertificate = buildSignedData({ content: plist, certificates: [], signer: phone, hash: "sha256" });
	assert.equal(verdict(withoutCertificate), "signature-wrong: signer-certificate-missing");
	const detached = buildSignedData({ content: plist, detached: true, certificates: [phone.certificate], signer: phone, hash: "sha256" });
	assert.equal(verdict(detached), "malformed: content-missing");
	assert.equal(verdict(plist), "malformed: der:truncated");
	assert.equal(verdict(Buffer.alloc(0)), "malformed: der:truncated");
	assert.equal(verdict(Buffer.alloc(200_000, 0x30)), "malformed: too-large");
	fc.assert(fc.property(fc.nat(good.length - 1), (end) => assert.match(verdict(good.subarray(0, end)), /^malformed: der:/)));
});

test("the content is held to its schema, once its origin is proved", () => {
	const say = (content: Parameters<typeof buildPlist>[0]) => verdict(signMachineInfo(buildPlist(content), phone));
	assert.equal(say({ UDID: "u", SERIAL: " f2lxg0abcd " }), "ok");
	assert.equal(say({ UDID: "u" }), "malformed: ade:missing:SERIAL");
	assert.equal(say({ UDID: "", SERIAL: "S" }), "malformed: ade:missing:UDID");
	assert.equal(say({ UDID: "u", SERIAL: 5 }), "malformed: ade:unusable:SERIAL");
	assert.equal(say({ UDID: "u", SERIAL: "S".repeat(65) }), "malformed: ade:unusable:SERIAL");
	assert.equal(say({ UDID: "u\nv", SERIAL: "S" }), "malformed: ade:unusable:UDID");
	assert.equal(say([]), "malformed: ade:not-a-dictionary");
	assert.equal(verdict(signMachineInfo(Buffer.from("hello"), phone)), "malformed: plist:element");
	const tolerant = verifyMachineInfo(
		signMachineInfo(buildPlist({ UDID: "u", SERIAL: "s", OS_VERSION: 17, IMEI: "x".repeat(300), MORE: [] }), phone),
		trust,
		now,
	);
	assert.ok(tolerant.ok);
	assert.deepEqual([tolerant.info.serial, tolerant.info.osVersion, tolerant.info.imei], ["S", null, null]);
});

test("the same message is the same, however it is wrapped or its signature turned", () => {
	const hashOf = (cms: Uint8Array) => {
		const result = verifyMachineInfo(cms, trust, now);
		assert.ok(result.ok);
		return result.descriptionHash;
	};
	assert.equal(hashOf(good), hashOf(signMachineInfo(plist, phone, { ber: true })));
	assert.notEqual(hashOf(good), hashOf(signMachineInfo(plist, phone, { signingTime: now })));
	const ec = issuer.identityFor({ ...testDevice, key: generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey });
	const once = signMachineInfo(plist, ec);
	const again = signMachineInfo(plist, ec);
	assert.notEqual(hashOf(once), hashOf(again));
	assert.equal(hashOf(turned(once)), hashOf(once));
});

/** (r, n - s) of an ECDSA signature verifies like (r, s); nobody needs a key to make it. */
function turned(cms: Uint8Array): Uint8Array {
	const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
	const { signers, certificates } = parseSignedData(cms);
	const [signer] = signers;
	assert.ok(signer && certificates.length === 1);
	const pair = new DerReader(signer.signature).sequence();
	const r = pair.integer();
	const s = BigInt(`0x${Buffer.from(pair.integer()).toString("hex")}`);
	const other = sequence(integer(r), integer(order - s));
	const bytes = Buffer.from(cms);
	const at = bytes.lastIndexOf(octetString(signer.signature));
	assert.ok(at > 0);
	const changed = rewrap(bytes, at, octetString(other));
	assert.notDeepEqual(changed, bytes);
	return changed;
}

/** Puts another last element into nested DER: only the lengths of what encloses it change. */
function rewrap(der: Buffer, at: number, replacement: Uint8Array): Buffer {
	const ber = (from: number): Buffer => {
		if (from === at) return Buffer.from(replacement);
		const first = der[from + 1] ?? 0;
		const header = first < 0x80 ? 2 : 2 + (first & 0x7f);
		const parts: Buffer[] = [];
		const end = from + header + (first < 0x80 ? first : der.readUIntBE(from + 2, first & 0x7f));
		for (let next = from + header; next < end; ) {
			const { whole } = new DerReader(der.subarray(next)).element();
			const holds = at >= next && at < next + whole.length;
			parts.push(holds ? ber(next) : Buffer.from(whole));
			next += whole.length;
		}
		return Buffer.concat([Buffer.of(der[from] ?? 0, 0x80), ...parts, Buffer.of(0, 0)]);
	};
	return ber(0);
}

test("mutated messages get a verdict, and never the wrong one", () => {
	const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 });
	fc.assert(
		fc.property(changes, (changed) => {
			const bytes = Buffer.from(good);
			for (const [at, octet] of changed) bytes[at] = octet;
			const result = verifyMachineInfo(bytes, trust, now);
			if (result.ok) assert.equal(result.info.serial, testDevice.serial);
		}),
		{ numRuns: 1000 },
	);
	fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => assert.match(verdict(bytes), /^(malformed|signature-wrong): /)));
});
