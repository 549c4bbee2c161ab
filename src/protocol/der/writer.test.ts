import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import fc from "fast-check";
import { oids } from "./oids.ts";
import { DerReader } from "./reader.ts";
import * as write from "./writer.ts";

const arc = fc.oneof(fc.nat(300).map(BigInt), fc.bigInt({ min: 0n, max: 2n ** 128n }));

describe("writer", () => {
	it("writes the minimal length", () => {
		for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536, 16_777_216]) {
			const whole = write.octetString(Buffer.alloc(length, 1));
			assert.equal(new DerReader(whole).octetString().length, length);
		}
	});

	it("round-trips integers", () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (value) => {
				const hex = Buffer.from(new DerReader(write.integer(value)).integer()).toString("hex");
				assert.equal(BigInt(`0x${hex}`), value);
				const magnitude = Buffer.from(`00${value.toString(16).padStart(52, "0")}`, "hex");
				assert.deepEqual(write.integer(magnitude), write.integer(value));
			}),
		);
		fc.assert(fc.property(fc.nat(), (value) => assert.equal(new DerReader(write.integer(value)).smallInteger(), value)));
		assert.equal(write.integer(0).toString("hex"), "020100");
		assert.equal(write.integer(128).toString("hex"), "02020080");
		assert.equal(write.integer(new Uint8Array()).toString("hex"), "020100");
		assert.throws(() => write.integer(-1), RangeError);
		assert.throws(() => write.integer(1.5), RangeError);
	});

	it("round-trips object identifiers", () => {
		fc.assert(
			fc.property(fc.constantFrom(0, 1, 2), fc.nat(39), fc.array(arc, { maxLength: 8 }), (root, second, more) => {
				const dotted = [root, second, ...more].join(".");
				assert.equal(new DerReader(write.oid(dotted)).oid(), dotted);
			}),
		);
		fc.assert(fc.property(arc, (second) => assert.equal(new DerReader(write.oid(`2.${second}`)).oid(), `2.${second}`)));
		for (const bad of ["", "1", "3.1", "1.40", "1.2.", "1.02", "1.2.x", "1.-2"]) assert.throws(() => write.oid(bad), RangeError);
	});

	it("round-trips strings", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), (text) => {
				assert.equal(new DerReader(write.utf8String(text)).string(), text);
				assert.equal(new DerReader(write.bmpString(text)).string(), text);
			}),
		);
		assert.equal(new DerReader(write.ia5String("a@b.example")).string(), "a@b.example");
		assert.equal(new DerReader(write.printableString("Genkan (1)")).string(), "Genkan (1)");
		assert.throws(() => write.printableString("a@b"), RangeError);
		assert.throws(() => write.ia5String("ü"), RangeError);
		assert.throws(() => write.utf8String("\ud800"), RangeError);
	});

	it("round-trips times, in the form that RFC 5280 wants", () => {
		const second = fc.integer({ min: Date.UTC(1900, 0, 1) / 1000, max: Date.UTC(9999, 11, 31) / 1000 });
		fc.assert(
			fc.property(second, (value) => {
				assert.equal(new DerReader(write.time(value * 1000)).time(), value * 1000);
				assert.equal(new DerReader(write.generalizedTime(value * 1000 + 999)).time(), value * 1000);
			}),
		);
		assert.equal(write.time(Date.UTC(2049, 11, 31, 23, 59, 59))[0], 0x17);
		assert.equal(write.time(Date.UTC(2050, 0, 1))[0], 0x18);
		assert.equal(write.time(Date.UTC(1949, 11, 31))[0], 0x18);
	});

	it("sorts a SET OF and leaves a SET as it is", () => {
		const parts = [write.integer(3), write.boolean(true), write.integer(1), write.octetString(Buffer.of(9))];
		assert.equal(write.setOf(parts).toString("hex"), "310c0101ff020101020103040109");
		assert.equal(write.set(...parts).toString("hex"), "310c0201030101ff020101040109");
	});

	it("tags", () => {
		assert.equal(write.explicit(3, write.nullValue()).toString("hex"), "a3020500");
		assert.equal(write.implicit(0, write.setOf([])).toString("hex"), "a000");
		assert.equal(write.implicit(2, write.octetString(Buffer.of(1))).toString("hex"), "820101");
		assert.equal(write.contextPrimitive(6, Buffer.from("x")).toString("hex"), "860178");
		assert.equal(write.bitString(Buffer.of(0xa0), 5).toString("hex"), "030205a0");
		assert.throws(() => write.explicit(31, write.nullValue()), RangeError);
	});

	it("writes what openssl asn1parse reads", () => {
		const names = [oids.commonName, oids.scepTransactionID, oids.userId, oids.sha256WithRSAEncryption];
		const der = write.sequence(
			...names.map(write.oid),
			write.integer(2n ** 70n),
			write.utf8String("玄関"),
			write.time(Date.UTC(2026, 10, 5)),
			write.generalizedTime(Date.UTC(2060, 10, 5)),
			write.explicit(0, write.set(write.boolean(true), write.nullValue())),
		);
		const text = execFileSync("openssl", ["asn1parse", "-inform", "DER"], { input: der, encoding: "utf8" });
		for (const seen of [
			"OBJECT            :commonName",
			"OBJECT            :2.16.840.1.113733.1.9.7",
			"OBJECT            :userId",
			"OBJECT            :sha256WithRSAEncryption",
			"INTEGER           :400000000000000000",
			"UTCTIME           :261105000000Z",
			"GENERALIZEDTIME   :20601105000000Z",
			"BOOLEAN           :255",
		]) {
			assert.ok(text.includes(seen), `${seen} not in\n${text}`);
		}
	});
});
