import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode } from "dns-packet";
import fc from "fast-check";
import { buildQuestion, longestAnswer, readAnswer } from "./dns-message.ts";

const name = "EnterpriseEnrollment.Contoso.example";
const asked = { id: 4711, name };
const cname = (target: string, change: { readonly name?: string; readonly class?: "IN" | "CH" } = {}): Answer => ({
	type: "CNAME",
	class: "IN",
	name,
	ttl: 300,
	data: target,
	...change,
});

function answer(answers: Answer[], change: { id?: number; rcode?: number; name?: string; type?: "response" | "query" } = {}): Buffer {
	const { id = 4711, rcode = 0, name: of = name, type = "response" } = change;
	return encode({ type, id, flags: AUTHORITATIVE_ANSWER | rcode, questions: [{ type: "CNAME", class: "IN", name: of }], answers });
}

test("a question names the CNAME of the host, with the id and an offer of 1232 bytes", () => {
	const question = decode(buildQuestion(4711, `${name}.`));
	assert.equal(question.id, 4711);
	assert.equal(question.flag_qr, false);
	assert.equal(question.flag_rd, true);
	assert.deepEqual(question.questions, [{ name: name.toLowerCase(), type: "CNAME", class: "IN" }]);
	assert.equal(question.additionals?.[0]?.type, "OPT");
});

test("the answer is read whatever the case of its names and with the root's dot", () => {
	const read = readAnswer(answer([cname("MDM.Example.jp.", { name: name.toUpperCase() })], { name: name.toLowerCase() }), asked);
	assert.deepEqual(read, { kind: "cnames", records: [{ target: "mdm.example.jp", ttl: 300 }] });
});

test("no record, no name, and a server that could not find out are three things", () => {
	assert.deepEqual(readAnswer(answer([]), asked), { kind: "none" });
	assert.deepEqual(readAnswer(answer([], { rcode: 3 }), asked), { kind: "none" });
	assert.deepEqual(readAnswer(answer([], { rcode: 2 }), asked), { kind: "failed", rcode: "SERVFAIL" });
	assert.deepEqual(readAnswer(answer([cname("x.example")], { rcode: 5 }), asked), { kind: "failed", rcode: "REFUSED" });
});

test("a record of another name, class or type is not the host's", () => {
	const address: Answer = { type: "A", class: "IN", name, ttl: 1, data: "192.0.2.1" };
	assert.deepEqual(
		readAnswer(answer([cname("x.example", { name: "other.example" }), cname("y.example", { class: "CH" }), address]), asked),
		{ kind: "none" },
	);
});

test("what does not answer this very question is not ours", () => {
	const good = [cname("mdm.example.jp")];
	for (const [what, bytes] of Object.entries({
		"another id": answer(good, { id: 4712 }),
		"another name": answer(good, { name: "elsewhere.example" }),
		"the question itself": buildQuestion(4711, name),
		"a question with an answer": answer(good, { type: "query" }),
		nothing: Buffer.alloc(0),
		"too much": Buffer.concat([answer(good), Buffer.alloc(longestAnswer)]),
	}))
		assert.deepEqual(readAnswer(bytes, asked), { kind: "not-ours" }, what);
	const two = encode({
		type: "response",
		id: 4711,
		questions: [
			{ type: "CNAME", class: "IN", name },
			{ type: "CNAME", class: "IN", name: "b.example" },
		],
	});
	assert.deepEqual(readAnswer(two, asked), { kind: "not-ours" });
});

test("more records than anybody has are cut", () => {
	const read = readAnswer(answer(Array.from({ length: 100 }, (_, index) => cname(`t${index}.example`))), asked);
	assert.equal(read.kind === "cnames" && read.records.length, 16);
});

test("a name that points at itself ends", () => {
	const bytes = Buffer.concat([answer([]), Buffer.from([0xc0, 0x0c, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2])]);
	// One answer, whose target is a pointer to where it itself stands.
	bytes.writeUInt16BE(1, 6);
	const at = bytes.length;
	assert.deepEqual(readAnswer(Buffer.concat([bytes, Buffer.from([0xc0 | (at >> 8), at & 0xff])]), asked), { kind: "not-ours" });
});

test("whatever bytes come, they are read or refused, and nothing is thrown", () => {
	const good = answer([cname("mdm.example.jp"), cname("b.example")]);
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
			readAnswer(bytes, asked);
		}),
	);
	fc.assert(
		fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, length) => {
			const changed = Buffer.from(good);
			changed[at] = byte;
			const read = readAnswer(changed.subarray(0, length), asked);
			if (read.kind === "cnames") for (const { target, ttl } of read.records) assert.ok(typeof target === "string" && ttl >= 0);
		}),
		{ numRuns: 2000 },
	);
});
