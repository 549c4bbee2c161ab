import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { oids } from "../der/oids.ts";
import { DerReader } from "../der/reader.ts";
import * as write from "../der/writer.ts";
import { parseAlgorithm, publicKeyFrom, verifySignature } from "./signature.ts";

const spkiOf = (key: KeyObject): Buffer => createPublicKey(key).export({ format: "der", type: "spki" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const algorithm = (oid: string, ...parameters: Buffer[]) => parseAlgorithm(new DerReader(write.sequence(write.oid(oid), ...parameters)));
const rsaSpki = (modulus: Buffer, exponent: Buffer | number = 65537): Buffer =>
	write.sequence(
		write.sequence(write.oid(oids.rsaEncryption), write.nullValue()),
		write.bitString(write.sequence(write.integer(modulus), write.integer(exponent))),
	);

describe("publicKeyFrom", () => {
	it("takes RSA and the named curves", () => {
		assert.equal(publicKeyFrom(spkiOf(rsa))?.asymmetricKeyType, "rsa");
		for (const namedCurve of ["P-256", "P-384", "P-521"]) {
			assert.equal(publicKeyFrom(spkiOf(generateKeyPairSync("ec", { namedCurve }).privateKey))?.asymmetricKeyType, "ec");
		}
		assert.equal(publicKeyFrom(rsaSpki(Buffer.alloc(1024, 0xff)))?.asymmetricKeyDetails?.modulusLength, 8192);
	});

	it("refuses explicit curve parameters, other curves, other kinds and keys that cost too much", () => {
		const explicit = execFileSync(
			"openssl",
			["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit", "-outform", "DER"],
			{ stdio: ["ignore", "pipe", "ignore"] },
		);
		const explicitSpki = execFileSync("openssl", ["pkey", "-inform", "DER", "-pubout", "-outform", "DER"], { input: explicit });
		assert.equal(createPublicKey({ key: explicitSpki, format: "der", type: "spki" }).asymmetricKeyType, "ec");
		assert.equal(publicKeyFrom(explicitSpki), undefined);
		assert.equal(publicKeyFrom(spkiOf(generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey)), undefined);
		assert.equal(publicKeyFrom(spkiOf(generateKeyPairSync("ed25519").privateKey)), undefined);
		assert.equal(publicKeyFrom(rsaSpki(Buffer.alloc(1100, 0xff))), undefined);
		assert.equal(publicKeyFrom(rsaSpki(Buffer.alloc(384, 0xff), Buffer.alloc(383, 0x7f))), undefined);
		assert.equal(publicKeyFrom(spkiOf(ec).subarray(0, -1)), undefined);
	});

	it("gives a key or undefined for any bytes", () => {
		const whole = spkiOf(ec);
		fc.assert(
			fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, octet) => {
				const damaged = Buffer.from(whole);
				damaged[at] = octet;
				publicKeyFrom(damaged);
			}),
		);
		fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => assert.equal(publicKeyFrom(bytes), undefined)));
	});
});

describe("verifySignature", () => {
	const data = Buffer.from("data");
	const key = (of: KeyObject): KeyObject => createPublicKey(of);

	it("takes NULL or no parameters, and nothing else", () => {
		const signature = sign("sha256", data, rsa);
		const good = (...parameters: Buffer[]): boolean =>
			verifySignature(algorithm(oids.sha256WithRSAEncryption, ...parameters), key(rsa), data, signature);
		assert.equal(good(write.nullValue()), true);
		assert.equal(good(), true);
		assert.equal(good(write.sequence()), false);
		assert.equal(good(write.integer(1)), false);
	});

	it("is false for another key's kind, an unknown algorithm and a signature that is none", () => {
		assert.equal(verifySignature(algorithm(oids.ecdsaWithSHA256), key(rsa), data, sign("sha256", data, rsa)), false);
		assert.equal(verifySignature(algorithm(oids.sha256WithRSAEncryption), key(ec), data, sign("sha256", data, ec)), false);
		assert.equal(verifySignature(algorithm("1.2.840.113549.1.1.4"), key(rsa), data, sign("md5", data, rsa)), false);
		for (const one of [rsa, ec]) {
			const oid = one === rsa ? oids.sha256WithRSAEncryption : oids.ecdsaWithSHA256;
			fc.assert(
				fc.property(fc.uint8Array({ maxLength: 130 }), (bytes) =>
					assert.equal(verifySignature(algorithm(oid), key(one), data, bytes), false),
				),
			);
		}
	});
});
