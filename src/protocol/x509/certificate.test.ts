import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { oids } from "../der/oids.ts";
import * as write from "../der/writer.ts";
import { Malformed } from "../malformed.ts";
import { buildCertificate } from "./build-certificate.ts";
import { type Certificate, fingerprint, parseCertificate, publicKeyOf } from "./certificate.ts";
import {
	authorityKeyIdentifier,
	basicConstraints,
	type Extension,
	extKeyUsage,
	keyIdentifierOf,
	keyUsage,
	subjectAltName,
	subjectKeyIdentifier,
} from "./extension.ts";
import { attributeOf, buildName, nameToString } from "./name.ts";
import { pemToDer } from "./pem.ts";
import { isSignedBy, verifyChain } from "./verify.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const spki = publicKey.export({ format: "der", type: "spki" });
const subject = buildName([
	{ type: oids.countryName, value: "JP" },
	{ type: oids.commonName, value: "玄関, テスト" },
]);

function make(extensions: readonly Extension[], serial: Uint8Array = Buffer.of(1)): Buffer {
	const dates = { notBefore: Date.UTC(2026, 0, 1), notAfter: Date.UTC(2055, 0, 1) };
	return buildCertificate({ subject, issuer: subject, serial, ...dates, spki, extensions }, { key: privateKey, hash: "sha256" });
}

const full = make([
	basicConstraints({ ca: true, pathLength: 3 }),
	keyUsage(["keyCertSign", "cRLSign", "decipherOnly"]),
	extKeyUsage([oids.clientAuth, oids.serverAuth]),
	subjectKeyIdentifier(keyIdentifierOf(spki)),
	authorityKeyIdentifier(keyIdentifierOf(spki)),
	subjectAltName({ dns: ["mdm.example.jp"], email: ["a@example.jp"], uri: ["https://example.jp/"], ip: ["192.0.2.1"] }),
	{ oid: "1.2.3.4", critical: true, value: write.nullValue() },
	{ oid: "1.2.3.5", critical: false, value: write.nullValue() },
]);

/** Everything that Node says of a certificate, in our words. */
function agreesWithNode(certificate: Certificate): void {
	const node = new X509Certificate(Buffer.from(certificate.der));
	assert.equal(certificate.serial, node.serialNumber.toLowerCase());
	assert.equal(certificate.notBefore, node.validFromDate.getTime());
	assert.equal(certificate.notAfter, node.validToDate.getTime());
	assert.equal(certificate.isCa, node.ca);
	assert.deepEqual(certificate.extendedKeyUsage ?? undefined, node.keyUsage);
	assert.equal(fingerprint(certificate.der), node.fingerprint256.replaceAll(":", "").toLowerCase());
	assert.deepEqual(Buffer.from(certificate.spki), node.publicKey.export({ format: "der", type: "spki" }));
	assert.equal(isSignedBy(certificate, certificate), node.verify(node.publicKey));
	assert.equal(attributeOf(certificate.subject, oids.commonName)?.normalize(), [node.toLegacyObject().subject["CN"]].flat()[0]);
}

describe("parseCertificate", () => {
	it("reads every field", () => {
		const certificate = parseCertificate(full);
		assert.equal(certificate.der, full);
		assert.equal(certificate.version, 3);
		assert.equal(nameToString(certificate.subject), "CN=玄関\\, テスト,C=JP");
		assert.equal(nameToString(certificate.issuer), "CN=玄関\\, テスト,C=JP");
		assert.equal(certificate.notBefore, Date.UTC(2026, 0, 1));
		assert.equal(certificate.notAfter, Date.UTC(2055, 0, 1));
		assert.equal(certificate.isCa, true);
		assert.equal(certificate.pathLength, 3);
		assert.deepEqual([...(certificate.keyUsage ?? [])], ["keyCertSign", "cRLSign", "decipherOnly"]);
		assert.deepEqual(certificate.extendedKeyUsage, [oids.clientAuth, oids.serverAuth]);
		assert.deepEqual(Buffer.from(certificate.subjectKeyId ?? []), keyIdentifierOf(spki));
		assert.deepEqual(Buffer.from(certificate.authorityKeyId ?? []), keyIdentifierOf(spki));
		assert.deepEqual(certificate.subjectAltNames, {
			dns: ["mdm.example.jp"],
			email: ["a@example.jp"],
			uri: ["https://example.jp/"],
			ip: ["192.0.2.1"],
			upn: [],
		});
		assert.equal(certificate.signatureAlgorithm.oid, oids.ecdsaWithSHA256);
		assert.deepEqual(certificate.unknownCriticalExtensions, ["1.2.3.4"]);
		assert.equal(publicKeyOf(certificate)?.equals(publicKey), true);
		agreesWithNode(certificate);
	});

	it("says null or empty for what is absent", () => {
		const certificate = parseCertificate(make([]));
		assert.deepEqual(
			[certificate.isCa, certificate.pathLength, certificate.keyUsage, certificate.extendedKeyUsage, certificate.subjectKeyId],
			[false, null, null, null, null],
		);
		assert.deepEqual(certificate.subjectAltNames, { dns: [], email: [], uri: [], ip: [], upn: [] });
	});

	it("writes the serial number as everybody does", () => {
		for (const [serial, text] of [
			["01", "01"],
			["8f00", "8f00"],
			["00ff", "ff"],
			["0a0b0c", "0a0b0c"],
			["7fffffffffffffffffffffffffffffffffffffff", "7fffffffffffffffffffffffffffffffffffffff"],
		] as const) {
			const certificate = parseCertificate(make([], Buffer.from(serial, "hex")));
			assert.equal(certificate.serial, text);
			agreesWithNode(certificate);
		}
		// A negative one: the 01 of a certificate's serial number made f0.
		const der = Buffer.from(make([]));
		der[der.indexOf(Buffer.from("a003020102020101", "hex")) + 7] = 0xf0;
		assert.equal(parseCertificate(der).serial, "-10");
		assert.equal(new X509Certificate(der).serialNumber, "-10");
	});

	it("refuses what readers could understand in two ways", () => {
		const refuses = (kind: string, der: Uint8Array): void => {
			assert.throws(
				() => parseCertificate(der),
				(error) => error instanceof Malformed && error.kind === kind,
				kind,
			);
		};
		const twice = extKeyUsage([oids.clientAuth]);
		refuses("duplicate-extension", make([twice, twice]));
		refuses("trailing-bytes", Buffer.concat([full, Buffer.of(0)]));
		refuses("trailing-bytes", make([{ ...twice, value: Buffer.concat([twice.value, write.nullValue()]) }]));
		const sha1 = Buffer.from(full);
		// ecdsa-with-SHA256 outside becomes ecdsa-with-SHA384, inside it stays.
		sha1[sha1.lastIndexOf(Buffer.from("2a8648ce3d040302", "hex")) + 7] = 3;
		refuses("algorithm-mismatch", sha1);
		const version = Buffer.from(full);
		version[version.indexOf(Buffer.from("a003020102", "hex")) + 4] = 1;
		refuses("version", version);
		refuses(
			"path-length",
			make([{ ...basicConstraints({ ca: true }), value: write.sequence(write.boolean(true), Buffer.of(2, 1, 0xff)) }]),
		);
		refuses("truncated", full.subarray(0, -1));
	});

	it("gives a certificate or Malformed for any bytes and any damage, and never a good signature by mistake", () => {
		const parse = (bytes: Uint8Array): Certificate | undefined => {
			try {
				return parseCertificate(bytes);
			} catch (error) {
				assert.ok(error instanceof Malformed, String(error));
				return undefined;
			}
		};
		fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => assert.equal(parse(bytes), undefined)));
		const root = parseCertificate(full);
		const edit = fc.record({
			at: fc.nat(full.length - 1),
			octet: fc.integer({ min: 0, max: 255 }),
			kind: fc.constantFrom("set", "cut", "insert"),
		});
		let parsed = 0;
		fc.assert(
			fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
				const octets = [...full];
				for (const { at, octet, kind } of edits) octets.splice(at, kind === "insert" ? 0 : 1, ...(kind === "cut" ? [] : [octet]));
				const damaged = Buffer.from(octets);
				const certificate = parse(damaged);
				if (!certificate) return;
				parsed++;
				nameToString(certificate.subject);
				publicKeyOf(certificate);
				verifyChain(certificate, [root], [root], { now: 0 });
				assert.equal(
					isSignedBy(certificate, root),
					Buffer.compare(certificate.tbs, root.tbs) === 0 && Buffer.compare(certificate.signature, root.signature) === 0,
				);
			}),
			{ numRuns: 3000 },
		);
		assert.ok(parsed > 50, `only ${parsed} damaged ones parsed`);
	});
});

const folders = ["vectors/certificates/", "facts/apple-certificates/", "vectors/scep/"].map(
	(path) => new URL(`../../../../shared/${path}`, import.meta.url),
);
const absent = folders.some((folder) => !existsSync(folder)) && process.env["CI"] === undefined;

describe("certificates made by others", { skip: absent ? "the folder ../shared is absent" : false }, () => {
	const certificates = (): [string, Certificate][] =>
		folders.flatMap((folder) =>
			readdirSync(folder)
				.filter((name) => /\.(pem|crt)$/.test(name))
				.flatMap((name) =>
					pemToDer(readFileSync(new URL(name, folder), "utf8"), "CERTIFICATE").map((der): [string, Certificate] => [
						name,
						parseCertificate(der),
					]),
				),
		);
	const named = (name: string): Certificate => {
		const found = certificates().find(([file]) => file === name)?.[1];
		assert.ok(found, name);
		return found;
	};

	it("are read as Node reads them", () => {
		assert.ok(certificates().length >= 11);
		for (const [, certificate] of certificates()) agreesWithNode(certificate);
	});

	it("have the topic of a push certificate", () => {
		assert.equal(
			attributeOf(named("mock_push_cert.pem").subject, oids.userId),
			"com.apple.mgmt.External.18a16429-886b-41f1-9c30-2bd04ae4fc37",
		);
		assert.equal(attributeOf(named("mock_push_cert_no_uid.pem").subject, oids.userId), undefined);
	});

	it("chain from a device to Apple's root when the dates of the device CA are passed over", () => {
		const root = named("apple-root-ca.pem");
		const intermediates = [named("apple-iphone-device-ca.pem"), named("apple-iphone-certification-authority.pem")];
		const ignoreDatesOf = new Set(intermediates.map(({ der }) => fingerprint(der)));
		for (const name of ["appleca_signed.pem", "appleca_signed_newer.pem"]) {
			const leaf = named(name);
			const now = leaf.notBefore + 86_400_000;
			const good = verifyChain(leaf, intermediates, [root], { now, ignoreDatesOf });
			assert.ok(good.ok);
			assert.equal(good.chain.length, 4);
			assert.deepEqual(verifyChain(leaf, intermediates, [root], { now }), {
				ok: false,
				reason: "expired",
				at: "CN=Apple iPhone Device CA,OU=Apple iPhone,O=Apple Inc.,C=US",
			});
			const late = verifyChain(leaf, intermediates, [root], { now: leaf.notAfter + 1000, ignoreDatesOf });
			assert.deepEqual(late, { ok: false, reason: "expired", at: nameToString(leaf.subject) });
			assert.deepEqual(verifyChain(leaf, intermediates.slice(1), [root], { now, ignoreDatesOf }), {
				ok: false,
				reason: "no-issuer",
				at: nameToString(leaf.subject),
			});
		}
	});
});
