import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";
import fc from "fast-check";
import forge from "node-forge";
import { Malformed } from "../malformed.ts";
import { buildEnvelopedData } from "./build-enveloped-data.ts";
import { type ContentCipher, contentCiphers, decryptContent, encryptContent } from "./content-encryption.ts";
import { decryptEnvelopedData } from "./decrypt-enveloped-data.ts";
import { parseEnvelopedData } from "./enveloped-data.ts";
import { OpensslOracle } from "./openssl-oracle.ts";

const oracle = new OpensslOracle();
after(() => oracle.dispose());
const ours = oracle.identity("ours");
const theirs = oracle.identity("theirs");
const content = Buffer.from("a certification request, or a token\r\n".repeat(40));
const ciphers = Object.keys(contentCiphers) as ContentCipher[];
const withoutDes = { allowSingleDes: false };
const withDes = { allowSingleDes: true };

function opensslEncrypt(...args: string[]): Buffer {
	return oracle.run(["cms", "-encrypt", "-binary", "-outform", "DER", ...args], content);
}

async function decrypt(bytes: Uint8Array, keys = [ours], options = withoutDes): Promise<string> {
	const result = await decryptEnvelopedData(parseEnvelopedData(bytes), keys, options);
	if (!result.ok) return result.reason;
	return Buffer.from(result.content).equals(content) ? "ok" : "noise";
}

const messages: Record<string, Buffer> = {
	"AES-128": opensslEncrypt("-aes128", ours.certificateFile),
	"AES-192": opensslEncrypt("-aes192", ours.certificateFile),
	"AES-256": opensslEncrypt("-aes256", ours.certificateFile),
	"triple DES": opensslEncrypt("-des3", ours.certificateFile),
	"indefinite lengths": opensslEncrypt("-aes256", "-stream", ours.certificateFile),
	"several recipients": opensslEncrypt("-aes256", theirs.certificateFile, ours.certificateFile),
	"key identifier": opensslEncrypt("-aes256", "-keyid", ours.certificateFile),
	"OAEP with SHA-1": opensslEncrypt("-aes256", "-recip", ours.certificateFile, "-keyopt", "rsa_padding_mode:oaep"),
	"OAEP with SHA-256": opensslEncrypt("-recip", ours.certificateFile, "-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"),
};

for (const [name, message] of Object.entries(messages)) {
	test(`decrypts what openssl encrypts: ${name}`, async () => {
		assert.equal(await decrypt(message), "ok");
		assert.equal(await decrypt(message, [{ ...ours, certificate: Buffer.from("no certificate") }, ours]), "ok");
	});
}

test("several recipients: each has its own way in", async () => {
	const message = opensslEncrypt("-aes128", theirs.certificateFile, ours.certificateFile);
	assert.equal(await decrypt(message, [theirs]), "ok");
	assert.equal(await decrypt(message, [oracle.identity("stranger")]), "no-recipient");
});

test("refuses, and says why", async () => {
	assert.equal(await decrypt(messages["AES-128"] ?? content, [theirs]), "no-recipient");
	assert.equal(await decrypt(messages["AES-128"] ?? content, []), "no-recipient");
	assert.equal(await decrypt(opensslEncrypt("-camellia128", ours.certificateFile)), "algorithm-not-supported");
	const ec = oracle.identity("ec", "prime256v1");
	assert.equal(await decrypt(opensslEncrypt("-aes128", ec.certificateFile), [ec]), "no-recipient");
	assert.equal(await decrypt(messages["AES-128"] ?? content, [{ ...ours, key: ec.key }]), "algorithm-not-supported");
	const split = ["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256", "-keyopt", "rsa_mgf1_md:sha1"];
	assert.equal(await decrypt(opensslEncrypt("-recip", ours.certificateFile, ...split)), "algorithm-not-supported");
	const label = ["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_label:00ff"];
	assert.equal(await decrypt(opensslEncrypt("-recip", ours.certificateFile, ...label)), "algorithm-not-supported");
});

test("a wrong key, a damaged key and a damaged padding look the same", async () => {
	const message = messages["AES-256"];
	assert.ok(message);
	const wrong = await Promise.all([1, 2, 3].map(() => decrypt(message, [{ ...ours, key: theirs.key }])));
	assert.ok(wrong.every((outcome) => outcome === "decryption-failed" || outcome === "noise"));
	const { recipients, encryptedContent } = parseEnvelopedData(message);
	const key = recipients[0]?.encryptedKey;
	assert.ok(key);
	key[9] = (key[9] ?? 0) ^ 1;
	const damagedKey = await decrypt(message);
	key[9] = (key[9] ?? 0) ^ 1;
	assert.ok(damagedKey === "decryption-failed" || damagedKey === "noise");
	const at = encryptedContent.length - 17;
	encryptedContent[at] = (encryptedContent[at] ?? 0) ^ 0x80;
	assert.equal(await decrypt(message), "decryption-failed");
	encryptedContent[at] = (encryptedContent[at] ?? 0) ^ 0x80;
	assert.equal(await decrypt(message), "ok");
});

for (const cipher of ciphers) {
	test(`openssl and node-forge decrypt what we encrypt, and so do we: ${cipher}`, async () => {
		const message = buildEnvelopedData({ content, recipients: [theirs.certificate, ours.certificate], cipher });
		const legacy = cipher === "des-cbc" ? ["-provider", "legacy", "-provider", "default"] : [];
		const args = ["cms", "-decrypt", "-binary", "-inform", "DER", ...legacy, "-recip", ours.certificateFile, "-inkey", ours.keyFile];
		assert.deepEqual(oracle.run(args, message), content);
		assert.equal(await decrypt(message, [ours], withDes), "ok");
		assert.equal(await decrypt(message, [ours], withoutDes), cipher === "des-cbc" ? "single-des-refused" : "ok");
		// node-forge has no single DES.
		if (cipher === "des-cbc") return;
		const asn1 = forge.asn1.fromDer(Buffer.from(message).toString("binary"));
		const p7 = forge.pkcs7.messageFromAsn1(asn1) as forge.pkcs7.PkcsEnvelopedData;
		const recipient = p7.findRecipient(forge.pki.certificateFromPem(oracle.read(ours.certificateFile).toString()));
		assert.ok(recipient);
		p7.decrypt(recipient, forge.pki.privateKeyFromPem(oracle.read(ours.keyFile).toString()));
		assert.deepEqual(Buffer.from(p7.content?.toString() ?? "", "binary"), content);
	});
}

test("single DES of openssl's legacy provider", async () => {
	const message = opensslEncrypt("-provider", "legacy", "-provider", "default", "-des", ours.certificateFile);
	assert.equal(await decrypt(message, [ours], withDes), "ok");
	assert.equal(await decrypt(message, [ours], withoutDes), "single-des-refused");
});

test("single DES is DES: the vector of FIPS 81, appendix C", () => {
	const key = Buffer.from("0123456789abcdef", "hex");
	const iv = Buffer.from("1234567890abcdef", "hex");
	const plain = Buffer.from("Now is the time for all ");
	const encrypted = encryptContent("des-cbc", key, iv, plain);
	assert.equal(encrypted.subarray(0, 24).toString("hex"), "e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6");
	assert.deepEqual(decryptContent("des-cbc", key, iv, encrypted), plain);
});

test("an empty content, and any other, comes back", async () => {
	await fc.assert(
		fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), fc.constantFrom(...ciphers), async (bytes, cipher) => {
			const message = buildEnvelopedData({ content: bytes, recipients: [ours.certificate], cipher });
			const result = await decryptEnvelopedData(parseEnvelopedData(message), [ours], withDes);
			assert.ok(result.ok);
			assert.deepEqual(Buffer.from(result.content), Buffer.from(bytes));
		}),
		{ numRuns: 30 },
	);
});

test("whoever cannot receive is a fault of the caller", () => {
	const ec = oracle.identity("ec", "prime256v1");
	const spec = { content, cipher: "aes-128-cbc" } as const;
	assert.throws(() => buildEnvelopedData({ ...spec, recipients: [ec.certificate] }), /RSA/);
	assert.throws(() => buildEnvelopedData({ ...spec, recipients: [randomBytes(40)] }), /RSA/);
	assert.throws(() => buildEnvelopedData({ ...spec, recipients: [] }), /recipient/);
});

test("mutated messages give a verdict or Malformed", async () => {
	const changes = fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 4 });
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...Object.values(messages)), changes, async (message, changed) => {
			const bytes = Buffer.from(message);
			for (const [at, octet] of changed) bytes[at % bytes.length] = octet;
			try {
				await decrypt(bytes, [ours], withDes);
			} catch (error) {
				assert.ok(error instanceof Malformed, String(error));
			}
		}),
		{ numRuns: 500 },
	);
	fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => assert.throws(() => parseEnvelopedData(bytes), Malformed)));
});
