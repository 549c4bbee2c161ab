import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { X509Certificate } from "node:crypto";
import { after, test } from "node:test";
import fc from "fast-check";
import { oids } from "../der/oids.ts";
import { Malformed } from "../malformed.ts";
import { buildSignedData, buildSignedDataAsync } from "./build-signed-data.ts";
import { buildCertsOnly, parseCertsOnly } from "./certs-only.ts";
import { OpensslOracle, type TestIdentity } from "./openssl-oracle.ts";
import { parseSignedData } from "./signed-data.ts";
import { type VerifyOptions, verifySignedData } from "./verify-signed-data.ts";

const oracle = new OpensslOracle();
after(() => oracle.dispose());

const rsa = oracle.identity("rsa device");
const p256 = oracle.identity("p256 device", "prime256v1");
const p384 = oracle.identity("p384 device", "secp384r1");
const body = Buffer.from("<plist>\r\n\0\xff</plist>\n".repeat(80), "latin1");

function opensslSign(identity: TestIdentity, ...args: string[]): Buffer {
	const { certificateFile, keyFile } = identity;
	return oracle.run(["cms", "-sign", "-binary", "-outform", "DER", "-signer", certificateFile, "-inkey", keyFile, ...args], body);
}

function verify(message: Uint8Array, options?: VerifyOptions) {
	return verifySignedData(parseSignedData(message), options);
}

function reason(message: Uint8Array, options?: VerifyOptions): string | undefined {
	const result = verify(message, options);
	return result.ok ? undefined : result.reason;
}

const detached = { content: body };
const accepted: Record<string, [Buffer, VerifyOptions, TestIdentity]> = {
	"RSA with SHA-256, attached": [opensslSign(rsa, "-nodetach", "-md", "sha256"), {}, rsa],
	"RSA with SHA-384, detached": [opensslSign(rsa, "-md", "sha384"), detached, rsa],
	"RSA with SHA-512, detached": [opensslSign(rsa, "-md", "sha512"), detached, rsa],
	"RSA with SHA-1 where it is allowed": [opensslSign(rsa, "-md", "sha1"), { ...detached, allowSha1: true }, rsa],
	"ECDSA P-256": [opensslSign(p256, "-md", "sha256"), detached, p256],
	"ECDSA P-384": [opensslSign(p384, "-nodetach", "-md", "sha384"), {}, p384],
	"without signed attributes": [opensslSign(rsa, "-noattr"), detached, rsa],
	"without S/MIME capabilities": [opensslSign(rsa, "-nosmimecap"), detached, rsa],
	"indefinite lengths, content in pieces": [opensslSign(rsa, "-nodetach", "-stream"), {}, rsa],
	"indefinite lengths, detached": [opensslSign(p256, "-stream"), detached, p256],
	"signer named by key identifier": [opensslSign(rsa, "-keyid"), detached, rsa],
	"certificate not sent but given": [opensslSign(rsa, "-nocerts"), { ...detached, certificates: [p256.certificate, rsa.certificate] }, rsa],
	"other certificates in the bag": [opensslSign(rsa, "-certfile", p256.certificateFile), detached, rsa],
};

for (const [name, [message, options, identity]] of Object.entries(accepted)) {
	test(`verifies what openssl signs: ${name}`, () => {
		const result = verify(message, options);
		assert.ok(result.ok, JSON.stringify(result));
		assert.deepEqual(Buffer.from(result.signer), Buffer.from(identity.certificate));
		assert.deepEqual(Buffer.from(result.content), body);
		if (name === "without signed attributes") {
			assert.equal(result.signingTime, null);
			assert.equal(result.signedAttributes.size, 0);
		} else {
			assert.ok(Math.abs((result.signingTime ?? 0) - Date.now()) < 600_000);
			assert.ok(result.signedAttributes.has(oids.messageDigest));
		}
	});
}

test("refuses, and says why", () => {
	const message = opensslSign(rsa, "-md", "sha256");
	assert.equal(reason(message), "content-missing");
	assert.equal(reason(message, { content: Buffer.concat([body, Buffer.of(0)]) }), "message-digest-mismatch");
	assert.equal(reason(opensslSign(rsa, "-noattr"), { content: Buffer.from("other") }), "signature-wrong");
	assert.equal(reason(opensslSign(rsa, "-md", "sha1"), detached), "algorithm-not-supported");
	assert.equal(reason(opensslSign(rsa, "-md", "md5"), { ...detached, allowSha1: true }), "algorithm-not-supported");
	assert.equal(reason(opensslSign(rsa, "-keyopt", "rsa_padding_mode:pss"), detached), "algorithm-not-supported");
	assert.equal(reason(opensslSign(rsa, "-nocerts"), detached), "signer-certificate-missing");
	assert.equal(reason(opensslSign(rsa, "-signer", p256.certificateFile, "-inkey", p256.keyFile), detached), "several-signers");
	assert.equal(reason(buildCertsOnly([rsa.certificate]), detached), "no-signer");
	assert.equal(reason(opensslSign(rsa, "-nodetach", "-econtent_type", oids.signedData, "-noattr"), {}), "content-type-mismatch");
});

test("a curve that nobody's device has, and Ed25519, are not supported", () => {
	const k1 = oracle.identity("k1", "secp256k1");
	assert.equal(reason(opensslSign(k1, "-md", "sha256"), detached), "algorithm-not-supported");
	const ed = oracle.identity("ed", "ed25519");
	const { certificate } = ed;
	assert.equal(
		reason(buildSignedData({ content: body, certificates: [certificate], signer: { certificate, key: rsa.key }, hash: "sha256" })),
		"algorithm-not-supported",
	);
});

test("the content that is given is what counts, not the one that the message carries", () => {
	const message = opensslSign(rsa, "-nodetach");
	assert.equal(reason(message, { content: Buffer.from("another body") }), "message-digest-mismatch");
	assert.equal(reason(message, detached), undefined);
});

test("another's certificate under the signer's name is found, and its key does not fit", () => {
	const twin = oracle.identity("twin");
	const certificate = ({ keyFile }: TestIdentity) =>
		oracle.run(["req", "-x509", "-new", "-key", keyFile, "-set_serial", "7", "-subj", "/CN=twin", "-days", "30", "-outform", "DER"]);
	const own = certificate(rsa);
	const foreign = certificate(twin);
	const spec = { content: body, signer: { certificate: own, key: rsa.key }, hash: "sha256" } as const;
	assert.equal(reason(buildSignedData({ ...spec, certificates: [own] })), undefined);
	assert.equal(reason(buildSignedData({ ...spec, certificates: [foreign] })), "signature-wrong");
});

test("a flipped bit anywhere in the content, the attributes or the signature is noticed", () => {
	const message = opensslSign(rsa, "-nodetach", "-md", "sha256");
	const signed = parseSignedData(message);
	const info = signed.signers[0];
	assert.ok(info?.signedAttributes && signed.content);
	const expected = { content: "message-digest-mismatch", signature: "signature-wrong" };
	for (const [name, part] of Object.entries({ content: signed.content, signature: info.signature })) {
		for (let at = 0; at < part.length; at += 11) {
			part[at] = (part[at] ?? 0) ^ 0x10;
			assert.equal(reason(message), expected[name as keyof typeof expected]);
			part[at] = (part[at] ?? 0) ^ 0x10;
		}
	}
	const { whole, values } = info.signedAttributes;
	const time = values.get(oids.signingTime);
	const digest = values.get(oids.messageDigest);
	assert.ok(time && digest && whole.length > 100);
	time[time.length - 2] = (time.at(-2) ?? 0) ^ 1;
	assert.equal(reason(message), "signature-wrong");
	time[time.length - 2] = (time.at(-2) ?? 0) ^ 1;
	digest[10] = (digest[10] ?? 0) ^ 1;
	assert.equal(reason(message), "message-digest-mismatch");
	digest[10] = (digest[10] ?? 0) ^ 1;
	assert.equal(reason(message), undefined);
});

for (const identity of [rsa, p256, p384]) {
	for (const hash of ["sha1", "sha256", "sha384", "sha512"] as const) {
		const { certificate } = identity;
		const subject = new X509Certificate(certificate).subject;
		test(`openssl verifies what we build: ${subject}, ${hash}`, async () => {
			const spec = { content: body, certificates: [certificate], signer: identity, hash, signingTime: Date.UTC(2026, 1, 3, 4, 5, 6) };
			const args = ["cms", "-verify", "-binary", "-inform", "DER", "-CAfile", identity.certificateFile, "-purpose", "any"];
			assert.deepEqual(oracle.run(args, buildSignedData(spec)), body);
			assert.deepEqual(oracle.run(args, await buildSignedDataAsync(spec)), body);
			const apart = buildSignedData({ ...spec, detached: true });
			assert.deepEqual(oracle.run([...args, "-content", oracle.file(body)], apart), body);
			const result = verify(apart, { content: body, allowSha1: true });
			assert.ok(result.ok);
			assert.equal(result.hash, hash);
			assert.equal(result.signingTime, spec.signingTime);
		});
	}
}

test("certificates only: openssl reads ours, we read openssl's, in the order given", () => {
	const all = [rsa.certificate, p256.certificate, p384.certificate];
	const printed = oracle.run(["pkcs7", "-inform", "DER", "-print_certs", "-noout"], buildCertsOnly(all)).toString();
	assert.deepEqual(
		[...printed.matchAll(/^subject=(.*)$/gm)].map((match) => match[1]),
		["CN = rsa device", "CN = p256 device", "CN = p384 device"],
	);
	const made = oracle.run(["crl2pkcs7", "-nocrl", "-outform", "DER", ...[rsa, p256].flatMap((one) => ["-certfile", one.certificateFile])]);
	assert.deepEqual(
		parseCertsOnly(made).map((one) => Buffer.from(one)),
		[rsa, p256].map((one) => Buffer.from(one.certificate)),
	);
	assert.throws(() => parseCertsOnly(buildCertsOnly([])), Malformed);
});

test("a bag of more certificates than any chain has is not looked through", () => {
	const bag = (count: number) => buildCertsOnly(Array.from({ length: count }, () => rsa.certificate));
	assert.equal(parseCertsOnly(bag(100)).length, 100);
	assert.throws(() => parseCertsOnly(bag(101)), { kind: "too-many-certificates" });
});

test("mutated messages give a verdict or Malformed, and only the untouched meaning is accepted", () => {
	const messages = Object.values(accepted).map(([message]) => message);
	fc.assert(
		fc.property(
			fc.constantFrom(...messages),
			fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 4 }),
			fc.nat(4000),
			(message, changes, cut) => {
				const bytes = Buffer.from(message);
				for (const [at, octet] of changes) bytes[at % bytes.length] = octet;
				const damaged = cut % 5 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
				try {
					const result = verify(damaged, { content: body, allowSha1: true });
					// Bytes that are not signed (versions, lengths, the rest of the bag) may change; what was signed may not.
					if (result.ok) assert.deepEqual(Buffer.from(result.content), body);
				} catch (error) {
					assert.ok(error instanceof Malformed, String(error));
				}
			},
		),
		{ numRuns: 3000 },
	);
});

test("any bytes are Malformed", () => {
	fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => assert.throws(() => parseSignedData(bytes), Malformed)));
});
