import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import fc from "fast-check";
import { buildSignedData } from "../cms/build-signed-data.ts";
import { OpensslOracle, type TestIdentity } from "../cms/openssl-oracle.ts";
import { oids } from "../der/oids.ts";
import { octetString, printableString, utf8String } from "../der/writer.ts";
import { Malformed } from "../malformed.ts";
import { scepAttributes } from "./attributes.ts";
import { buildPkcsReq, type PkcsReqSpec } from "./build-request.ts";
import { decryptPkiMessage, type PkiMessage, parsePkiMessage } from "./message.ts";

const oracle = new OpensslOracle();
after(() => oracle.dispose());
const authority = oracle.identity("authority");
const client = oracle.identity("client");
const ecClient = oracle.identity("ec client", "prime256v1");
const csr = certificationRequest(client);
const senderNonce = Buffer.from("0123456789abcdef");

function certificationRequest({ keyFile }: TestIdentity): Buffer {
	return oracle.run(["req", "-new", "-key", keyFile, "-subj", "/CN=client", "-outform", "DER"]);
}

const spec: PkcsReqSpec = {
	csr,
	signer: client,
	recipients: [authority.certificate],
	cipher: "aes-256-cbc",
	hash: "sha256",
	transactionId: "A13090761A30F66664F85D37433D2065E1112BA1",
	senderNonce,
	messageType: "PKCSReq",
	signingTime: Date.UTC(2026, 3, 5),
};

function accepted(bytes: Uint8Array): PkiMessage {
	const parsed = parsePkiMessage(bytes, { allowSha1: true });
	assert.ok(parsed.ok, JSON.stringify(parsed));
	return parsed.message;
}

for (const cipher of ["aes-128-cbc", "aes-256-cbc", "des-ede3-cbc", "des-cbc"] as const) {
	for (const hash of ["sha1", "sha256", "sha512"] as const) {
		test(`a request comes back: ${cipher}, ${hash}`, async () => {
			const message = accepted(await buildPkcsReq({ ...spec, cipher, hash }));
			assert.equal(message.transactionId, spec.transactionId);
			assert.equal(message.messageType, "PKCSReq");
			assert.equal(message.hash, hash);
			assert.equal(message.signingTime, spec.signingTime);
			assert.deepEqual(message.senderNonce, senderNonce);
			assert.deepEqual([message.recipientNonce, message.pkiStatus, message.failInfo], [null, null, null]);
			assert.deepEqual(Buffer.from(message.signer), Buffer.from(client.certificate));
			const opened = await decryptPkiMessage(message, [authority], { allowSingleDes: true });
			assert.deepEqual(opened, { ok: true, content: csr, cipher });
		});
	}
}

test("openssl takes our request apart", async () => {
	const request = await buildPkcsReq(spec);
	const verify = ["cms", "-verify", "-binary", "-inform", "DER", "-noverify"];
	const decrypt = ["cms", "-decrypt", "-binary", "-inform", "DER", "-recip", authority.certificateFile, "-inkey", authority.keyFile];
	assert.deepEqual(oracle.run(decrypt, oracle.run(verify, request)), csr);
});

test("a renewal is signed with the certificate to renew", async () => {
	const message = accepted(await buildPkcsReq({ ...spec, messageType: "RenewalReq" }));
	assert.equal(message.messageType, "RenewalReq");
});

test("envelopes that cannot be opened say why", async () => {
	const open = async (change: Partial<PkcsReqSpec>, allowSingleDes = false) =>
		decryptPkiMessage(accepted(await buildPkcsReq({ ...spec, ...change })), [authority], { allowSingleDes });
	assert.deepEqual(await open({ recipients: [client.certificate] }), { ok: false, reason: "no-recipient" });
	assert.deepEqual(await open({ cipher: "des-cbc" }), { ok: false, reason: "single-des-refused" });
});

test("a refusal says what the message claims, so that it can be answered", async () => {
	const claimed = { transactionId: spec.transactionId, messageType: "PKCSReq", senderNonce };
	const weak = await buildPkcsReq({ ...spec, hash: "sha1" });
	assert.deepEqual(parsePkiMessage(weak, { allowSha1: false }), { ok: false, reason: "algorithm-not-supported", claimed });
	const forged = await buildPkcsReq({ ...spec, signer: { certificate: client.certificate, key: authority.key } });
	assert.deepEqual(parsePkiMessage(forged, { allowSha1: false }), { ok: false, reason: "signature-wrong", claimed });
	const ec = await buildPkcsReq({ ...spec, signer: ecClient });
	assert.deepEqual(parsePkiMessage(ec, { allowSha1: false }), { ok: false, reason: "signer-key-not-rsa", claimed });
	const bare = oracle.run([
		"cms",
		"-sign",
		"-noattr",
		"-nodetach",
		"-outform",
		"DER",
		"-signer",
		client.certificateFile,
		"-inkey",
		client.keyFile,
	]);
	assert.throws(() => parsePkiMessage(bare, { allowSha1: false }), Malformed);
});

function withAttributes(attributes: { oid: string; value: Uint8Array }[]): Uint8Array {
	return buildSignedData({ content: csr, certificates: [client.certificate], signer: client, hash: "sha256", attributes });
}

test("each of the three attributes is needed, and each is held to its form", () => {
	const full = scepAttributes({ transactionId: "t", messageType: "PKCSReq", senderNonce });
	assert.equal(accepted(withAttributes(full)).transactionId, "t");
	for (const missing of full)
		assert.throws(() => parsePkiMessage(withAttributes(full.filter((one) => one !== missing)), { allowSha1: false }), Malformed);
	const replaced = (oid: string, value: Uint8Array) => withAttributes([...full.filter((one) => one.oid !== oid), { oid, value }]);
	const wrong: [string, Uint8Array][] = [
		[oids.scepTransactionID, printableString("")],
		[oids.scepTransactionID, printableString("x".repeat(257))],
		[oids.scepTransactionID, octetString(Buffer.from("t"))],
		[oids.scepMessageType, printableString("PKCSReq")],
		[oids.scepMessageType, printableString("-1")],
		[oids.scepSenderNonce, printableString("0123456789abcdef")],
		[oids.scepSenderNonce, octetString(Buffer.alloc(65))],
		[oids.scepPkiStatus, printableString("1")],
		[oids.scepFailInfo, printableString("5")],
	];
	for (const [oid, value] of wrong) assert.throws(() => parsePkiMessage(replaced(oid, value), { allowSha1: false }), Malformed);
	assert.equal(accepted(replaced(oids.scepMessageType, printableString("18"))).messageType, 18);
	assert.equal(accepted(replaced(oids.scepTransactionID, utf8String("取引_1"))).transactionId, "取引_1");
	assert.equal(accepted(replaced(oids.scepSenderNonce, octetString(Buffer.alloc(8)))).senderNonce.length, 8);
});

test("mutated requests give a value or Malformed", async () => {
	const request = Buffer.from(await buildPkcsReq(spec));
	const changes = fc.array(fc.tuple(fc.nat(request.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
	await fc.assert(
		fc.asyncProperty(changes, async (changed) => {
			const bytes = Buffer.from(request);
			for (const [at, octet] of changed) bytes[at] = octet;
			try {
				const parsed = parsePkiMessage(bytes, { allowSha1: true });
				if (parsed.ok) await decryptPkiMessage(parsed.message, [authority], { allowSingleDes: true });
			} catch (error) {
				assert.ok(error instanceof Malformed, String(error));
			}
		}),
		{ numRuns: 500 },
	);
});

const vectors = new URL("../../../../shared/vectors/scep/", import.meta.url);

test("the request of a real Apple client", { skip: skipWithoutVectors() }, async () => {
	const request = readFileSync(new URL("PKCSReq.der", vectors));
	const authorityOfVector = {
		certificate: new X509Certificate(readFileSync(new URL("ca.pem", vectors))).raw,
		key: createPrivateKey({ key: readFileSync(new URL("ca.key", vectors)), passphrase: "" }),
	};
	const refused = parsePkiMessage(request, { allowSha1: false });
	assert.ok(!refused.ok && refused.reason === "algorithm-not-supported");
	const message = accepted(request);
	assert.equal(message.messageType, "PKCSReq");
	assert.equal(message.transactionId, "A13090761A30F66664F85D37433D2065E1112BA1");
	assert.equal(message.hash, "sha1");
	const opened = await decryptPkiMessage(message, [authority, authorityOfVector], { allowSingleDes: false });
	assert.ok(opened.ok, JSON.stringify(opened));
	assert.equal(opened.cipher, "des-ede3-cbc");
	const printed = oracle.run(["req", "-inform", "DER", "-noout", "-verify", "-subject"], opened.content).toString();
	assert.match(printed, /com\.apple\.security\.scep\.063D7953-1338-4BF0-8F99-913382996224/);
});

function skipWithoutVectors(): string | false {
	try {
		readFileSync(new URL("PKCSReq.der", vectors));
		return false;
	} catch {
		if (process.env["CI"] !== undefined) return false;
		return "the folder ../shared/vectors/scep is absent";
	}
}
