import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { after, test } from "node:test";
import fc from "fast-check";
import { buildSignedData } from "../cms/build-signed-data.ts";
import { OpensslOracle } from "../cms/openssl-oracle.ts";
import { parseSignedData } from "../cms/signed-data.ts";
import { oids } from "../der/oids.ts";
import { contextPrimitive, explicit, implicit, integer, octetString, oid, sequence, set } from "../der/writer.ts";
import { Malformed } from "../malformed.ts";
import { failInfos, scepAttributes } from "./attributes.ts";
import { buildCertRepFailure, buildCertRepSuccess } from "./build-cert-rep.ts";
import { type CertRepOptions, parseCertRep } from "./parse-cert-rep.ts";

const oracle = new OpensslOracle();
after(() => oracle.dispose());
const authority = oracle.identity("authority");
const client = oracle.identity("client");
const issued = oracle.identity("issued").certificate;
const spec = {
	signer: authority,
	hash: "sha256",
	transactionId: "a transaction",
	recipientNonce: Buffer.from("the client nonce"),
	senderNonce: Buffer.from("the server nonce"),
	signingTime: Date.UTC(2026, 3, 5),
} as const;
const success = { ...spec, requestSigner: client.certificate, issued, chain: [authority.certificate] };
const options: CertRepOptions = { recipients: [client], allowSha1: true, allowSingleDes: true };
const verify = ["cms", "-verify", "-binary", "-inform", "DER", "-CAfile", authority.certificateFile, "-purpose", "any"];

for (const cipher of ["aes-128-cbc", "aes-256-cbc", "des-ede3-cbc", "des-cbc"] as const) {
	for (const hash of ["sha1", "sha256", "sha512"] as const) {
		test(`an issued certificate comes back: ${cipher}, ${hash}`, async () => {
			const parsed = await parseCertRep(await buildCertRepSuccess({ ...success, cipher, hash }), options);
			assert.ok(parsed.ok && parsed.certRep.status === "success", JSON.stringify(parsed));
			const { certificates, transactionId, recipientNonce, senderNonce, signer } = parsed.certRep;
			assert.deepEqual(
				certificates.map((one) => Buffer.from(one)),
				[issued, authority.certificate].map((one) => Buffer.from(one)),
			);
			assert.equal(transactionId, spec.transactionId);
			assert.deepEqual([recipientNonce, senderNonce], [spec.recipientNonce, spec.senderNonce]);
			assert.deepEqual(Buffer.from(signer), Buffer.from(authority.certificate));
		});
	}
}

test("openssl verifies and opens our answer", async () => {
	const envelope = oracle.run(verify, await buildCertRepSuccess({ ...success, cipher: "aes-256-cbc" }));
	const decrypt = ["cms", "-decrypt", "-binary", "-inform", "DER", "-recip", client.certificateFile, "-inkey", client.keyFile];
	const printed = oracle.run(["pkcs7", "-inform", "DER", "-print_certs", "-noout"], oracle.run(decrypt, envelope)).toString();
	assert.deepEqual(
		[...printed.matchAll(/^subject=(.*)$/gm)].map((match) => match[1]),
		["CN = issued", "CN = authority"],
	);
});

for (const failInfo of Object.keys(failInfos) as (keyof typeof failInfos)[]) {
	test(`a refusal comes back: ${failInfo}`, async () => {
		const answer = await buildCertRepFailure({ ...spec, failInfo, failInfoText: "The challenge has been used. 使用済み" });
		assert.equal(oracle.run(verify, answer).length, 0);
		const parsed = await parseCertRep(answer, options);
		assert.ok(parsed.ok && parsed.certRep.status === "failure");
		assert.equal(parsed.certRep.failInfo, failInfo);
		assert.equal(parsed.certRep.failInfoText, "The challenge has been used. 使用済み");
		assert.deepEqual(parsed.certRep.recipientNonce, spec.recipientNonce);
	});
}

test("other authorities: pending, no content at all, their certificate not in the answer", async () => {
	const attributes = scepAttributes({ ...spec, messageType: "CertRep", pkiStatus: "pending" });
	const pending = buildSignedData({ ...spec, content: Buffer.alloc(0), detached: true, certificates: [], attributes });
	assert.equal(parseSignedData(pending).content, null);
	const parsed = await parseCertRep(pending, { ...options, authorities: [authority.certificate] });
	assert.ok(parsed.ok && parsed.certRep.status === "pending");
	assert.deepEqual(await parseCertRep(pending, options), { ok: false, reason: "signer-certificate-missing" });
});

test("refuses, and says why", async () => {
	const answer = await buildCertRepSuccess({ ...success, cipher: "des-cbc", hash: "sha1" });
	const reason = async (changed: Partial<CertRepOptions>, bytes = answer) => {
		const parsed = await parseCertRep(bytes, { ...options, ...changed });
		return parsed.ok ? "ok" : parsed.reason;
	};
	assert.equal(await reason({}), "ok");
	assert.equal(await reason({ allowSha1: false }), "algorithm-not-supported");
	assert.equal(await reason({ allowSingleDes: false }), "single-des-refused");
	assert.equal(await reason({ recipients: [authority] }), "no-recipient");
	const forged = await buildCertRepFailure({ ...spec, signer: { ...authority, key: client.key }, failInfo: "badAlg" });
	assert.equal(await reason({}, forged), "signature-wrong");
});

test("what is no CertRep is Malformed", async () => {
	const build = (changed: Partial<Parameters<typeof scepAttributes>[0]>, content: Uint8Array = Buffer.alloc(0)) => {
		const attributes = scepAttributes({ ...spec, messageType: "CertRep", ...changed });
		return buildSignedData({ ...spec, content, certificates: [authority.certificate], attributes });
	};
	for (const bytes of [
		build({}),
		build({ messageType: "PKCSReq", pkiStatus: "failure" }),
		build({ pkiStatus: "success" }),
		build({ pkiStatus: "success" }, Buffer.from("no envelope")),
		// An envelope without an encrypted content.
		build(
			{ pkiStatus: "success" },
			sequence(oid(oids.envelopedData), explicit(0, sequence(integer(0), set(), implicit(0, octetString(Buffer.alloc(0)))))),
		),
		contextPrimitive(0, Buffer.alloc(3)),
	]) {
		await assert.rejects(parseCertRep(bytes, options), Malformed);
	}
});

test("mutated answers give a value or Malformed", async () => {
	const answer = Buffer.from(await buildCertRepSuccess({ ...success, cipher: "aes-128-cbc" }));
	const changes = fc.array(fc.tuple(fc.nat(answer.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
	await fc.assert(
		fc.asyncProperty(changes, async (changed) => {
			const bytes = Buffer.from(answer);
			for (const [at, octet] of changed) bytes[at] = octet;
			await parseCertRep(bytes, options).catch((error) => assert.ok(error instanceof Malformed, String(error)));
		}),
		{ numRuns: 500 },
	);
});
