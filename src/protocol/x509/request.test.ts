import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import fc from "fast-check";
import { oids } from "../der/oids.ts";
import * as write from "../der/writer.ts";
import { Malformed } from "../malformed.ts";
import { buildName, nameToString } from "./name.ts";
import { buildRequest, parseRequest, verifyRequest } from "./request.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const subject = buildName([
	{ type: oids.organizationName, value: "玄関" },
	{ type: oids.commonName, value: "device" },
]);
const folder = mkdtempSync(join(tmpdir(), "csr-"));
after(() => rmSync(folder, { recursive: true }));

/** A request with these attributes, signed. */
function withAttributes(key: KeyObject, ...attributes: Buffer[]): Buffer {
	const spki = createPublicKey(key).export({ format: "der", type: "spki" });
	const info = write.sequence(write.integer(0), subject.der, spki, write.implicit(0, write.set(...attributes)));
	return write.sequence(info, write.sequence(write.oid(oids.ecdsaWithSHA256)), write.bitString(sign("sha256", info, key)));
}

const challenge = (...values: Buffer[]): Buffer => write.sequence(write.oid(oids.challengePassword), write.set(...values));

describe("PKCS#10", () => {
	for (const [kind, key] of [
		["RSA-1024", rsa],
		["EC", ec],
	] as const) {
		it(`round-trips with ${kind}, and OpenSSL verifies it`, () => {
			const der = buildRequest({
				subject,
				key,
				challengePassword: "abc-123",
				sans: { email: ["taro@example.jp"], dns: ["phone.example.jp"] },
			});
			const request = parseRequest(der);
			assert.equal(nameToString(request.subject), "CN=device,O=玄関");
			assert.equal(request.challengePassword, "abc-123");
			assert.deepEqual(request.subjectAltNames.email, ["taro@example.jp"]);
			assert.deepEqual(request.subjectAltNames.dns, ["phone.example.jp"]);
			assert.equal(verifyRequest(request), true);
			const { stdout, stderr } = spawnSync("openssl", ["req", "-inform", "DER", "-noout", "-verify", "-text"], {
				input: der,
				encoding: "latin1",
			});
			assert.match(stdout + stderr, /verify OK/);
			assert.match(stdout, /challengePassword\s*:abc-123/);
			assert.match(stdout, /email:taro@example.jp, DNS:phone.example.jp|DNS:phone.example.jp/);
		});
	}

	it("reads what OpenSSL makes", () => {
		writeFileSync(join(folder, "key.pem"), rsa.export({ format: "pem", type: "pkcs8" }));
		writeFileSync(
			join(folder, "req.cnf"),
			"[req]\nprompt=no\ndistinguished_name=dn\nattributes=at\nreq_extensions=ex\n[dn]\nCN=by openssl\nUID=u1\n[at]\nchallengePassword=s3cret_word\n[ex]\nsubjectAltName=DNS:a.example,URI:urn:x,IP:192.0.2.7\nkeyUsage=digitalSignature\n",
		);
		const der = execFileSync("openssl", ["req", "-new", "-sha1", "-key", "key.pem", "-config", "req.cnf", "-outform", "DER"], {
			cwd: folder,
		});
		const request = parseRequest(der);
		assert.equal(nameToString(request.subject), "UID=u1,CN=by openssl");
		assert.equal(request.challengePassword, "s3cret_word");
		assert.deepEqual(request.subjectAltNames, { dns: ["a.example"], email: [], uri: ["urn:x"], ip: ["192.0.2.7"], upn: [] });
		assert.ok(request.extensions.has(oids.keyUsage));
		assert.equal(request.signatureAlgorithm.oid, oids.sha1WithRSAEncryption);
		assert.equal(verifyRequest(request), true);
	});

	it("takes the challenge in each string type, and none", () => {
		for (const value of [write.printableString("pass word"), write.utf8String("pass word"), write.ia5String("pass word")]) {
			assert.equal(parseRequest(withAttributes(ec, challenge(value))).challengePassword, "pass word");
		}
		assert.equal(parseRequest(withAttributes(ec)).challengePassword, null);
		assert.equal(parseRequest(buildRequest({ subject, key: ec, challengePassword: "合言葉_" })).challengePassword, "合言葉_");
		const other = write.sequence(write.oid("1.2.3"), write.set(write.integer(1), write.integer(2)));
		assert.equal(parseRequest(withAttributes(ec, other)).challengePassword, null);
	});

	it("takes a request without the attributes field", () => {
		const spki = createPublicKey(ec).export({ format: "der", type: "spki" });
		const info = write.sequence(write.integer(0), subject.der, spki);
		const der = write.sequence(info, write.sequence(write.oid(oids.ecdsaWithSHA256)), write.bitString(sign("sha256", info, ec)));
		assert.equal(verifyRequest(parseRequest(der)), true);
	});

	it("refuses two challenges", () => {
		const one = challenge(write.printableString("a"));
		assert.throws(() => parseRequest(withAttributes(ec, one, one)), { kind: "duplicate-attribute" });
		assert.throws(() => parseRequest(withAttributes(ec, challenge(write.printableString("a"), write.printableString("b")))), {
			kind: "trailing-bytes",
		});
		assert.throws(() => parseRequest(withAttributes(ec, challenge())), { kind: "missing-element" });
	});

	it("does not verify what another key signed, nor what was changed", () => {
		const good = buildRequest({ subject, key: ec });
		const spki = createPublicKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey).export({ format: "der", type: "spki" });
		assert.equal(verifyRequest(parseRequest(buildRequest({ subject, key: ec, spki }))), false);
		const changed = Buffer.from(good);
		changed[changed.indexOf("device")] = 0x44;
		assert.equal(verifyRequest(parseRequest(changed)), false);
	});

	it("gives a request or Malformed for any damage, and never the challenge in an error", () => {
		const good = buildRequest({ subject, key: ec, challengePassword: "hush-hush-1", sans: { dns: ["a.example"], ip: ["::1"] } });
		fc.assert(
			fc.property(
				fc.nat(good.length - 1),
				fc.integer({ min: 0, max: 255 }),
				fc.constantFrom(0, 1),
				fc.boolean(),
				(at, octet, cut, insert) => {
					const octets = [...good];
					octets.splice(at, cut, ...(insert ? [octet] : []));
					try {
						const request = parseRequest(Uint8Array.from(octets));
						if (verifyRequest(request)) assert.deepEqual(Buffer.from(request.info), Buffer.from(parseRequest(good).info));
					} catch (error) {
						assert.ok(error instanceof Malformed, String(error));
						assert.ok(!error.message.includes("hush"));
					}
				},
			),
			{ numRuns: 2000 },
		);
	});
});
