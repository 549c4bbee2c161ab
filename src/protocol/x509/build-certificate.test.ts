import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import forge from "node-forge";
import { oids } from "../der/oids.ts";
import { buildCertificate, buildCertificateAsync, type CertificateTemplate } from "./build-certificate.ts";
import { parseCertificate } from "./certificate.ts";
import {
	authorityKeyIdentifier,
	basicConstraints,
	extKeyUsage,
	keyIdentifierOf,
	keyUsage,
	subjectAltName,
	subjectKeyIdentifier,
} from "./extension.ts";
import { buildName } from "./name.ts";
import { isSignedBy } from "./verify.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

function template(key: KeyObject): CertificateTemplate {
	const spki = createPublicKey(key).export({ format: "der", type: "spki" });
	const name = buildName([
		{ type: oids.countryName, value: "JP" },
		{ type: oids.organizationName, value: "Genkan" },
		{ type: oids.commonName, value: "Genkan CA" },
	]);
	return {
		subject: name,
		issuer: name,
		serial: Buffer.from("8001020304050607", "hex"),
		notBefore: Date.UTC(2026, 10, 5, 1, 2, 3),
		notAfter: Date.UTC(2051, 10, 5, 1, 2, 3),
		spki,
		extensions: [
			basicConstraints({ ca: true, pathLength: 0 }),
			keyUsage(["digitalSignature", "keyCertSign", "cRLSign"]),
			extKeyUsage([oids.clientAuth]),
			subjectKeyIdentifier(keyIdentifierOf(spki)),
			authorityKeyIdentifier(keyIdentifierOf(spki)),
			subjectAltName({ dns: ["mdm.example.jp"], ip: ["2001:db8::1"], upn: ["taro@example.jp"] }),
		],
	};
}

describe("buildCertificate", () => {
	for (const [kind, key] of [
		["RSA", rsa],
		["EC", ec],
	] as const) {
		it(`makes one with ${kind} that OpenSSL reads as meant`, () => {
			const der = buildCertificate(template(key), { key, hash: "sha256" });
			const text = execFileSync("openssl", ["x509", "-inform", "DER", "-noout", "-text", "-nameopt", "RFC2253"], {
				input: der,
				encoding: "utf8",
			});
			for (const seen of [
				"Version: 3 (0x2)",
				"80:01:02:03:04:05:06:07",
				"Issuer: CN=Genkan CA,O=Genkan,C=JP",
				"Not Before: Nov  5 01:02:03 2026 GMT",
				"Not After : Nov  5 01:02:03 2051 GMT",
				"X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0",
				"X509v3 Key Usage: critical\n                Digital Signature, Certificate Sign, CRL Sign",
				"TLS Web Client Authentication",
				"DNS:mdm.example.jp, IP Address:2001:DB8:0:0:0:0:0:1",
				kind === "RSA" ? "Signature Algorithm: sha256WithRSAEncryption" : "Signature Algorithm: ecdsa-with-SHA256",
			]) {
				assert.ok(text.includes(seen), `${seen} not in\n${text}`);
			}
			const certificate = parseCertificate(der);
			assert.equal(isSignedBy(certificate, certificate), true);
			const node = new X509Certificate(der);
			assert.equal(node.verify(createPublicKey(key)), true);
			assert.equal(node.checkPrivateKey(key), true);
			assert.equal(node.checkHost("mdm.example.jp"), "mdm.example.jp");
			assert.deepEqual(certificate.subjectAltNames.upn, ["taro@example.jp"]);
		});

		it(`makes the same in the thread pool with ${kind}`, async () => {
			const der = await buildCertificateAsync(template(key), { key, hash: "sha384" });
			const certificate = parseCertificate(der);
			assert.equal(isSignedBy(certificate, certificate), true);
			const sync = parseCertificate(buildCertificate(template(key), { key, hash: "sha384" }));
			assert.deepEqual(certificate.tbs, sync.tbs);
		});
	}

	it("makes one that node-forge reads", () => {
		const der = buildCertificate({ ...template(rsa), extensions: template(rsa).extensions.slice(0, 3) }, { key: rsa, hash: "sha256" });
		const certificate = forge.pki.certificateFromAsn1(forge.asn1.fromDer(der.toString("latin1")));
		assert.equal(certificate.verify(certificate), true);
		assert.equal(certificate.subject.getField("CN").value, "Genkan CA");
		assert.equal(certificate.serialNumber, "008001020304050607");
	});

	it("calls the key by the identifier that OpenSSL gives it", () => {
		const { spki } = template(ec);
		const folder = mkdtempSync(join(tmpdir(), "ski-"));
		try {
			writeFileSync(join(folder, "key.pem"), ec.export({ format: "pem", type: "pkcs8" }));
			const again = execFileSync("openssl", ["req", "-x509", "-new", "-key", "key.pem", "-subj", "/CN=a", "-outform", "DER"], {
				cwd: folder,
			});
			assert.deepEqual(Buffer.from(parseCertificate(again).subjectKeyId ?? []), keyIdentifierOf(spki));
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("refuses serial numbers and signers that cannot be", () => {
		const signer = { key: ec, hash: "sha256" } as const;
		assert.throws(() => buildCertificate({ ...template(ec), serial: Buffer.alloc(8) }, signer), RangeError);
		assert.throws(() => buildCertificate({ ...template(ec), serial: Buffer.alloc(20, 0xff) }, signer), RangeError);
		assert.throws(() => buildCertificate(template(ec), { key: generateKeyPairSync("ed25519").privateKey, hash: "sha256" }), RangeError);
	});
});
