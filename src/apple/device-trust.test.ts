import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Malformed } from "../protocol/malformed.ts";
import { fingerprint, parseCertificate } from "../protocol/x509/certificate.ts";
import { pemToDer } from "../protocol/x509/pem.ts";
import { verifyChain } from "../protocol/x509/verify.ts";
import { deviceTrust } from "./device-trust.ts";

const { issuer, intermediates, root } = deviceTrust(null);

test("Apple's certificates are the ones that Apple publishes, and each vouches for the next", () => {
	assert.deepEqual(
		[issuer, ...intermediates, root].map(({ der }) => fingerprint(der)),
		[
			"76f27d00e1333bc88de0e2916c38c9a7f2b75774c25a794c092a80e3c4c66cce",
			"e4e2936d3c076ec4aea8ac37277524950ca005894b39bba2d347fa33155ae5fa",
			"b0b1730ecbc7ff4505142c49f1295e6eda6bcaed7e2c68c5be91b5a11001f024",
		],
	);
	const chain = verifyChain(issuer, intermediates, [root], { now: Date.UTC(2010, 0, 1) });
	assert.ok(chain.ok && chain.chain.length === 3);
});

test("a stand-in that is none stops the start, and none is none", () => {
	assert.equal(deviceTrust(null).standIn, null);
	for (const text of ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]) {
		assert.throws(() => deviceTrust(text), Malformed);
	}
});

const vectors = new URL("../../../shared/vectors/certificates/", import.meta.url);

test("certificates of real devices lead to Apple's root", { skip: skipWithoutVectors() }, () => {
	const devices = names().map((name) =>
		parseCertificate(pemToDer(readFileSync(new URL(name, vectors), "utf8"), "CERTIFICATE")[0] ?? Buffer.alloc(0)),
	);
	assert.ok(devices.length >= 2);
	for (const device of devices) {
		const dated = [issuer, ...intermediates].map(({ der }) => fingerprint(der));
		const now = device.notBefore + 1;
		assert.ok(verifyChain(device, [issuer, ...intermediates], [root], { now, ignoreDatesOf: new Set(dated) }).ok);
		const later = verifyChain(device, [issuer, ...intermediates], [root], { now });
		assert.ok(!later.ok && later.reason === "expired");
	}
});

function names(): string[] {
	return readdirSync(vectors).filter((name) => name.startsWith("appleca_signed"));
}

function skipWithoutVectors(): string | false {
	try {
		names();
		return false;
	} catch {
		if (process.env["CI"] !== undefined) return false;
		return "the folder ../shared/vectors/certificates is absent";
	}
}
