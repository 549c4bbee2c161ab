import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { oids } from "../protocol/der/oids.ts";
import { nullValue } from "../protocol/der/writer.ts";
import { parsePlist } from "../protocol/plist/parse.ts";
import { isPlistDict } from "../protocol/plist/value.ts";
import { buildCertificate } from "../protocol/x509/build-certificate.ts";
import { basicConstraints, type Extension } from "../protocol/x509/extension.ts";
import { buildName } from "../protocol/x509/name.ts";
import { derToPem } from "../protocol/x509/pem.ts";
import { buildRequest } from "../protocol/x509/request.ts";
import { buildVendorSignedRequest } from "./vendor-signed-request.ts";

const now = Date.UTC(2026, 10, 20);
const keys = Array.from({ length: 4 }, () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);
const [rootKey, wwdrKey, vendorKey, customerKey] = keys as [KeyObject, KeyObject, KeyObject, KeyObject];
const nameOf = (value: string) => buildName([{ type: oids.commonName, value }]);

function certificate(subject: string, key: KeyObject, issuer: string, issuerKey: KeyObject, extensions: Extension[]): string {
	const spki = derOf(key);
	const template = {
		subject: nameOf(subject),
		issuer: nameOf(issuer),
		serial: Uint8Array.of(7),
		notBefore: now,
		notAfter: now + 1e10,
		spki,
	};
	return derToPem(buildCertificate({ ...template, extensions }, { key: issuerKey, hash: "sha256" }), "CERTIFICATE");
}
function derOf(key: KeyObject): Uint8Array {
	const der = key.export({ format: "der", type: "pkcs8" });
	return execFileSync("openssl", ["pkey", "-inform", "DER", "-pubout", "-outform", "DER"], { input: der });
}
const ca = [basicConstraints({ ca: true })];
const vendorMark = [{ oid: "1.2.840.113635.100.4.12", critical: false, value: nullValue() }];
const root = certificate("Root", rootKey, "Root", rootKey, ca);
const wwdr = certificate("WWDR", wwdrKey, "Root", rootKey, ca);
const vendor = certificate("MDM Vendor", vendorKey, "WWDR", wwdrKey, vendorMark);
const csrDer = buildRequest({ subject: nameOf("Customer"), key: customerKey });
const csrPem = derToPem(csrDer, "CERTIFICATE REQUEST");

test("what Apple's portal takes, judged by openssl", (t) => {
	const signed = buildVendorSignedRequest({ csrPem, chainPem: `${vendor}${wwdr}${root}`, vendorKey });
	assert.ok(signed.ok);
	const plist = parsePlist(Buffer.from(signed.text, "base64"));
	assert.ok(isPlistDict(plist));
	assert.deepEqual(Object.keys(plist).sort(), ["PushCertCertificateChain", "PushCertRequestCSR", "PushCertSignature"]);
	assert.equal(plist["PushCertRequestCSR"], csrDer.toString("base64"));
	assert.equal(plist["PushCertCertificateChain"], `${vendor}${wwdr}${root}`);
	const folder = mkdtempSync(join(tmpdir(), "genkan-vendor-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const file = (name: string, data: string | Uint8Array) => {
		writeFileSync(join(folder, name), data);
		return join(folder, name);
	};
	const pub = file("pub.pem", execFileSync("openssl", ["x509", "-pubkey", "-noout"], { input: vendor }));
	const encoded = plist["PushCertSignature"];
	assert.ok(typeof encoded === "string");
	const signature = file("sig", Buffer.from(encoded, "base64"));
	const said = execFileSync("openssl", ["dgst", "-sha256", "-verify", pub, "-signature", signature, file("csr.der", csrDer)]).toString();
	assert.match(said, /Verified OK/);
});

test("what Apple would refuse is refused here", () => {
	const kind = (chainPem: string, key = vendorKey, csr = csrPem) => {
		const outcome = buildVendorSignedRequest({ csrPem: csr, chainPem, vendorKey: key });
		return outcome.ok ? "ok" : outcome.problem;
	};
	assert.deepEqual(kind(`${vendor}${wwdr}`), { kind: "vendor-chain-incomplete", length: 2 });
	assert.deepEqual(kind(`${vendor}${root}`), { kind: "vendor-chain-incomplete", length: 1 });
	assert.deepEqual(kind(`${wwdr}${root}`), { kind: "vendor-certificate-wrong" });
	assert.deepEqual(kind(`${vendor}${wwdr}${root}`, customerKey), { kind: "vendor-key-mismatch" });
	assert.deepEqual(kind(""), { kind: "vendor-chain-unreadable" });
	assert.deepEqual(kind(`${vendor}${wwdr}${root}`, vendorKey, vendor), { kind: "vendor-request-unreadable" });
});
