import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { hash as digest, sign } from "node:crypto";
import { after, test } from "node:test";
import { assertLinear } from "../../../test/linear-time.ts";
import { oids } from "../der/oids.ts";
import { explicit, implicit, integer, nullValue, octetString, oid, sequence, set, setOf, utf8String } from "../der/writer.ts";
import { Malformed } from "../malformed.ts";
import { certificateParts, issuerAndSerialNumber } from "./certificate-identifier.ts";
import { contentInfo } from "./content-info.ts";
import { OpensslOracle } from "./openssl-oracle.ts";
import { parseSignedData } from "./signed-data.ts";
import { verifySignedData } from "./verify-signed-data.ts";

// Messages that no careful writer makes, made by hand.

const oracle = new OpensslOracle();
after(() => oracle.dispose());
const identity = oracle.identity("signer");
const parts = certificateParts(identity.certificate);
assert.ok(parts);
const name = issuerAndSerialNumber(parts);
const content = Buffer.from("the content");

const typeAttribute = sequence(oid(oids.contentType), set(oid(oids.data)));
const digestAttribute = sequence(oid(oids.messageDigest), set(octetString(digest("sha256", content, "buffer"))));
const noteAttribute = sequence(oid("1.2.3.4"), set(utf8String("a")));

interface Signer {
	sent?: readonly Uint8Array[];
	signature: Uint8Array;
	digestOid?: string;
	signatureOid?: string;
	contentType?: string;
	carried?: Uint8Array;
}

function message(signer: Signer): Uint8Array {
	const {
		sent,
		signature,
		digestOid = oids.sha256,
		signatureOid = oids.rsaEncryption,
		contentType = oids.data,
		carried = content,
	} = signer;
	const attributes = sent ? [implicit(0, set(...sent))] : [];
	const algorithm = sequence(oid(digestOid));
	const info = sequence(integer(1), name, algorithm, ...attributes, sequence(oid(signatureOid), nullValue()), octetString(signature));
	return contentInfo(
		oids.signedData,
		sequence(
			integer(1),
			set(algorithm),
			sequence(oid(contentType), explicit(0, octetString(carried))),
			implicit(0, set(identity.certificate)),
			set(info),
		),
	);
}

function outcome(bytes: Uint8Array): string {
	const result = verifySignedData(parseSignedData(bytes));
	return result.ok ? "ok" : result.reason;
}

const signed = (bytes: Uint8Array, hash = "sha256") => sign(hash, bytes, identity.key);
const sorted = [typeAttribute, digestAttribute, noteAttribute].toSorted((one, other) => Buffer.compare(one, other));
const unsorted = sorted.toReversed();

test("attributes out of order: signed as sent, or sorted for signing", () => {
	assert.equal(outcome(message({ sent: unsorted, signature: signed(set(...unsorted)) })), "ok");
	assert.equal(outcome(message({ sent: unsorted, signature: signed(setOf(unsorted)) })), "ok");
	// The other way round nobody does, and it would be a third thing to accept.
	assert.equal(outcome(message({ sent: sorted, signature: signed(set(...unsorted)) })), "signature-wrong");
});

test("the signature is over the SET, not over the [0] that is sent, nor over the content", () => {
	assert.equal(outcome(message({ sent: sorted, signature: signed(implicit(0, set(...sorted))) })), "signature-wrong");
	assert.equal(outcome(message({ sent: sorted, signature: signed(content) })), "signature-wrong");
});

test("attributes without digest or content type say nothing of the content", () => {
	const outcomeOf = (...attributes: Uint8Array[]) => outcome(message({ sent: attributes, signature: signed(setOf(attributes)) }));
	assert.equal(outcomeOf(typeAttribute, noteAttribute), "signed-attributes-missing-digest");
	assert.equal(outcomeOf(), "signed-attributes-missing-digest");
	assert.equal(outcomeOf(digestAttribute), "content-type-mismatch");
	const foreignType = sequence(oid(oids.contentType), set(oid(oids.envelopedData)));
	assert.equal(outcomeOf(digestAttribute, foreignType), "content-type-mismatch");
	const twoDigests = sequence(
		oid(oids.messageDigest),
		set(octetString(digest("sha256", content, "buffer")), octetString(Buffer.alloc(32))),
	);
	assert.equal(outcomeOf(typeAttribute, twoDigests), "signed-attributes-missing-digest");
});

test("a type twice is Malformed", () => {
	const other = sequence(oid(oids.messageDigest), set(octetString(Buffer.alloc(32))));
	const attributes = [typeAttribute, digestAttribute, other];
	assert.throws(() => outcome(message({ sent: attributes, signature: signed(setOf(attributes)) })), Malformed);
});

test("the attributes of a message do not pass as the content of another", () => {
	const attributes = setOf(sorted);
	assert.equal(outcome(message({ signature: signed(attributes), carried: attributes })), "content-type-mismatch");
	assert.equal(outcome(message({ signature: signed(content) })), "ok");
});

test("without signed attributes only id-data can be signed", () => {
	assert.equal(outcome(message({ signature: signed(content), contentType: oids.envelopedData })), "content-type-mismatch");
});

test("the signature's digest is the message's", () => {
	const signature = signed(setOf(sorted));
	assert.equal(outcome(message({ sent: sorted, signature, signatureOid: oids.sha256WithRSAEncryption })), "ok");
	assert.equal(outcome(message({ sent: sorted, signature, signatureOid: oids.sha384WithRSAEncryption })), "algorithm-not-supported");
	assert.equal(outcome(message({ sent: sorted, signature, signatureOid: oids.ecdsaWithSHA256 })), "algorithm-not-supported");
	assert.equal(outcome(message({ sent: sorted, signature, digestOid: oids.sha1 })), "algorithm-not-supported");
});

test("a digest that is no octet string is Malformed, an unreadable signing time is none", () => {
	const wrong = [typeAttribute, sequence(oid(oids.messageDigest), set(utf8String("x")))];
	assert.throws(() => outcome(message({ sent: wrong, signature: signed(setOf(wrong)) })), Malformed);
	const odd = [typeAttribute, digestAttribute, sequence(oid(oids.signingTime), set(utf8String("yesterday")))];
	const result = verifySignedData(parseSignedData(message({ sent: odd, signature: signed(set(...odd)) })));
	assert.ok(result.ok);
	assert.equal(result.signingTime, null);
});

test("hostile size is linear: many attributes, certificates, signers, nesting", () => {
	const attributes = (size: number) => Array.from({ length: size / 50 }, (_, at) => sequence(oid(`1.2.3.${at}`), set(integer(at))));
	const all = (size: number) => [...attributes(size), typeAttribute, digestAttribute];
	const hostile: [string, (size: number) => Uint8Array][] = [
		["attributes", (size) => message({ sent: all(size), signature: signed(set(...all(size))) })],
		[
			"certificates",
			(size) =>
				contentInfo(oids.signedData, sequence(integer(1), set(), sequence(oid(oids.data)), implicit(0, set(...attributes(size))), set())),
		],
		["nesting", (size) => Buffer.alloc(size, Buffer.of(0x30, 0x80))],
		["pieces in pieces", (size) => Buffer.alloc(size, Buffer.of(0x24, 0x80))],
		["nothing, often", (size) => Buffer.concat([Buffer.of(0x30, 0x80), Buffer.alloc(size, Buffer.of(0x05, 0x00))])],
	];
	for (const [name, make] of hostile) {
		assertLinear(name, 1_000_000, (size) => {
			const bytes = make(size);
			return () => {
				try {
					outcome(bytes);
				} catch (error) {
					assert.ok(error instanceof Malformed, String(error));
				}
			};
		});
	}
});
