import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Malformed } from "../malformed.ts";
import { DerReader } from "./reader.ts";

const read = (hex: string): DerReader => new DerReader(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const refuses = (kind: string, offset: number, act: () => unknown): void => {
	assert.throws(act, (error) => {
		assert.ok(error instanceof Malformed);
		assert.deepEqual([error.codec, error.kind, error.offset], ["der", kind, offset]);
		return true;
	});
};

describe("DerReader", () => {
	it("reads nested structures and keeps the offsets of the outermost input", () => {
		const reader = read("30 0b 30 06 02 01 05 04 01 ff 02 01 7f");
		const outer = reader.sequence();
		const inner = outer.expect(0x30);
		assert.equal(inner.offset, 2);
		assert.equal(Buffer.from(inner.whole).toString("hex"), "30060201050401ff");
		const pair = DerReader.inside(inner);
		assert.equal(pair.smallInteger(), 5);
		assert.equal(pair.expect(0x04).offset, 7);
		pair.end();
		assert.equal(outer.offset, 10);
		assert.equal(outer.smallInteger(), 127);
		outer.end();
		reader.end();
	});

	it("refuses what is no DER, and says where", () => {
		refuses("truncated", 0, () => read("30").element());
		refuses("truncated", 0, () => read("30 03 02 01").element());
		refuses("truncated", 0, () => read("30 82 01").element());
		refuses("indefinite-length", 2, () => read("30 04 30 80 00 00").sequence().element());
		refuses("non-minimal-length", 0, () => read("04 81 05 0000000000").element());
		refuses("non-minimal-length", 0, () => read(`04 82 0081 ${"00".repeat(129)}`).element());
		refuses("length-too-large", 0, () => read("04 85 0100000000").element());
		refuses("truncated", 0, () => read("04 84 ffffffff 00").element());
		refuses("high-tag", 0, () => read("1f 01 00").element());
		refuses("end-of-contents", 0, () => read("00 00").element());
		refuses("missing-element", 2, () => read("30 00").sequence().integer());
		refuses("unexpected-tag", 2, () => read("30 02 05 00").sequence().integer());
		refuses("trailing-bytes", 2, () => {
			const reader = read("05 00 05 00");
			reader.nullValue();
			reader.end();
		});
	});

	it("refuses integers that are empty, padded or too large", () => {
		refuses("empty-integer", 0, () => read("02 00").integer());
		refuses("non-minimal-integer", 0, () => read("02 02 00 7f").integer());
		refuses("non-minimal-integer", 0, () => read("02 02 ff 80").integer());
		refuses("integer-too-large", 0, () => read("02 05 01 00 00 00 00").smallInteger());
		assert.equal(read("02 02 00 80").smallInteger(), 128);
		assert.equal(read("02 01 80").smallInteger(), -128);
		assert.equal(read("02 04 80 00 00 00").smallInteger(), -(2 ** 31));
		assert.equal(read("02 04 7f ff ff ff").smallInteger(), 2 ** 31 - 1);
	});

	it("reads object identifiers, those with a UUID too", () => {
		assert.equal(read("06 09 2a864886f70d010101").oid(), "1.2.840.113549.1.1.1");
		assert.equal(read("06 03 550403").oid(), "2.5.4.3");
		assert.equal(read("06 0a 0992268993f22c640101").oid(), "0.9.2342.19200300.100.1.1");
		assert.equal(read("06 03 813403").oid(), "2.100.3");
		// The example of X.667, as OpenSSL encodes it.
		assert.equal(read("06146983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776").oid(), "2.25.329800735698586629295641978511506172918");
		refuses("oid", 0, () => read("06 00").oid());
		refuses("oid", 0, () => read("06 02 2a 86").oid());
		refuses("oid", 0, () => read("06 03 2a 80 01").oid());
		refuses("oid-too-long", 0, () => read(`06 15 2a ${"81".repeat(19)} 01`).oid());
	});

	it("reads bit strings", () => {
		assert.deepEqual(Buffer.from(read("03 02 00 a0").bitString()), Buffer.of(0xa0));
		assert.deepEqual(read("03 02 05 a0").bits(), { bytes: Buffer.of(0xa0), unusedBits: 5 });
		refuses("unused-bits", 0, () => read("03 02 05 a0").bitString());
		refuses("unused-bits", 0, () => read("03 02 06 a0").bits());
		refuses("unused-bits", 0, () => read("03 02 08 00").bits());
		refuses("unused-bits", 0, () => read("03 01 01").bits());
		refuses("empty-bit-string", 0, () => read("03 00").bits());
	});

	it("reads booleans and null in their one form", () => {
		assert.equal(read("01 01 ff").boolean(), true);
		assert.equal(read("01 01 00").boolean(), false);
		refuses("boolean", 0, () => read("01 01 01").boolean());
		refuses("null", 0, () => read("05 01 00").nullValue());
	});

	it("reads every kind of character string", () => {
		assert.equal(read("0c 06 e78e84e996a2").string(), "玄関");
		assert.equal(read("1e 04 7384 95a2").string(), "玄関");
		assert.equal(read("1c 08 00007384 000095a2").string(), "玄関");
		assert.equal(read("1e 04 d83d de00").string(), "😀");
		assert.equal(read("13 02 2a40").string(), "*@");
		assert.equal(read("16 03 614062").string(), "a@b");
		assert.equal(read("14 02 fc61").string(), "üa");
		assert.equal(read("0c 04 efbbbf61").string(), "\ufeffa");
		refuses("invalid-utf8", 0, () => read("0c 01 ff").string());
		refuses("invalid-string", 0, () => read("13 01 80").string());
		refuses("invalid-string", 0, () => read("1e 03 000000").string());
		refuses("invalid-string", 0, () => read("1e 02 d83d").string());
		refuses("invalid-string", 0, () => read("1c 04 00110000").string());
		refuses("unexpected-tag", 0, () => read("04 01 61").string());
	});

	it("reads times", () => {
		const time = (tag: string, text: string): number =>
			read(`${tag} ${text.length.toString(16).padStart(2, "0")} ${Buffer.from(text).toString("hex")}`).time();
		assert.equal(time("17", "260131235959Z"), Date.UTC(2026, 0, 31, 23, 59, 59));
		assert.equal(time("17", "500101000000Z"), Date.UTC(1950, 0, 1));
		assert.equal(time("17", "491231235959Z"), Date.UTC(2049, 11, 31, 23, 59, 59));
		assert.equal(time("18", "20500101000000Z"), Date.UTC(2050, 0, 1));
		assert.equal(time("18", "99991231235959Z"), Date.UTC(9999, 11, 31, 23, 59, 59));
		assert.equal(time("18", "20260101000000.25Z"), Date.UTC(2026, 0, 1) + 250);
		assert.equal(new Date(time("18", "00010101000000Z")).getUTCFullYear(), 1);
		for (const [tag, text] of [
			["17", "260230000000Z"],
			["17", "261301000000Z"],
			["17", "260101240000Z"],
			["17", "2601010000Z"],
			["17", "260101000000+0900"],
			["18", "260101000000Z"],
			["18", "20260101000060Z"],
			["17", ""],
		] as const) {
			refuses("time", 0, () => time(tag, text));
		}
	});

	it("gives a value or Malformed for any bytes", () => {
		const methods = [
			"element",
			"sequence",
			"integer",
			"smallInteger",
			"oid",
			"bitString",
			"bits",
			"boolean",
			"nullValue",
			"string",
			"time",
		] as const;
		const anyElement = fc
			.tuple(
				fc.constantFrom(0x01, 0x02, 0x03, 0x05, 0x06, 0x0c, 0x13, 0x14, 0x17, 0x18, 0x1c, 0x1e, 0x30),
				fc.uint8Array({ maxLength: 40 }),
			)
			.map(([tag, content]) => Uint8Array.of(tag, content.length, ...content));
		fc.assert(
			fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), anyElement), fc.constantFrom(...methods), (bytes, method) => {
				try {
					new DerReader(bytes)[method]();
				} catch (error) {
					assert.ok(error instanceof Malformed, String(error));
				}
			}),
			{ numRuns: 3000 },
		);
	});
});
