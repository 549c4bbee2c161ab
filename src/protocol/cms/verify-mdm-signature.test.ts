import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { after, test } from "node:test";
import fc from "fast-check";
import { Malformed } from "../malformed.ts";
import { OpensslOracle } from "./openssl-oracle.ts";
import { SignerCache } from "./signer-cache.ts";
import { verifyMdmSignature } from "./verify-mdm-signature.ts";

const oracle = new OpensslOracle();
after(() => oracle.dispose());
const device = oracle.identity("device");
const other = oracle.identity("other device", "prime256v1");
const body = Buffer.from("<?xml version='1.0'?><plist><dict><key>Status</key><string>Idle</string></dict></plist>");

function header(identity = device, ...args: string[]): string {
	const { certificateFile, keyFile } = identity;
	const sign = ["cms", "-sign", "-binary", "-outform", "DER", "-signer", certificateFile, "-inkey", keyFile, ...args];
	return oracle.run(sign, body).toString("base64");
}

test("a device's signature, verified again and again with one key", () => {
	const signers = new SignerCache(10);
	const value = header();
	for (let time = 0; time < 3; time++) {
		const result = verifyMdmSignature(value, body, signers);
		assert.ok(result.ok);
		assert.deepEqual(Buffer.from(result.signer), Buffer.from(device.certificate));
	}
	assert.equal(signers.size, 1);
	assert.ok(verifyMdmSignature(header(other), body, signers).ok);
	assert.equal(signers.size, 2);
});

test("not over this body", () => {
	const signers = new SignerCache(10);
	assert.deepEqual(verifyMdmSignature(header(), Buffer.concat([body, body]), signers), { ok: false, reason: "message-digest-mismatch" });
	// A message that carries the content it is about still says nothing of the body.
	const attached = verifyMdmSignature(header(device, "-nodetach"), Buffer.from("another body"), signers);
	assert.deepEqual(attached, { ok: false, reason: "message-digest-mismatch" });
});

test("SHA-1 only where it is allowed", () => {
	const value = header(device, "-md", "sha1");
	const signers = new SignerCache(10);
	assert.deepEqual(verifyMdmSignature(value, body, signers), { ok: false, reason: "algorithm-not-supported" });
	assert.ok(verifyMdmSignature(value, body, signers, { allowSha1: true }).ok);
});

test("the base64 is strict", () => {
	const signers = new SignerCache(10);
	const value = header();
	for (const damaged of [
		"",
		` ${value}`,
		`${value}\n`,
		`${value}=`,
		value.slice(0, -1),
		value.replace(/.{64}/, "$&\n"),
		`!${value}`,
		"AB==",
	]) {
		assert.throws(() => verifyMdmSignature(damaged, body, signers), Malformed);
	}
});

test("any text gives a verdict or Malformed", () => {
	const signers = new SignerCache(2);
	const value = header();
	const text = fc.oneof(
		fc.string(),
		fc.base64String(),
		fc.tuple(fc.nat(value.length - 1), fc.base64String({ minLength: 4, maxLength: 4 })).map(([at, four]) => {
			const aligned = at - (at % 4);
			return value.slice(0, aligned) + four.slice(0, 4) + value.slice(aligned + 4);
		}),
	);
	fc.assert(
		fc.property(text, (damaged) => {
			try {
				verifyMdmSignature(damaged, body, signers, { allowSha1: true });
			} catch (error) {
				assert.ok(error instanceof Malformed, String(error));
			}
		}),
		{ numRuns: 500 },
	);
});

test("the cache keeps whom it has, until too many others came", () => {
	const signers = new SignerCache(2);
	const third = oracle.identity("third", "secp384r1");
	const first = signers.publicKeyOf(device.certificate);
	const second = signers.publicKeyOf(other.certificate);
	assert.ok(first);
	assert.ok(second);
	for (let time = 0; time < 200; time++) assert.ok(signers.publicKeyOf(third.certificate));
	assert.equal(signers.size, 2);
	assert.equal(signers.publicKeyOf(device.certificate), first);
	assert.equal(signers.publicKeyOf(other.certificate), second);
	assert.ok(signers.publicKeyOf(third.certificate));
	assert.equal(signers.size, 1);
	assert.notEqual(signers.publicKeyOf(device.certificate), first);
	assert.equal(signers.publicKeyOf(Buffer.from("no certificate")), null);
	assert.throws(() => new SignerCache(0), RangeError);
});
