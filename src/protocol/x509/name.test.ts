import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, it } from "node:test";
import fc from "fast-check";
import { oids } from "../der/oids.ts";
import { DerReader } from "../der/reader.ts";
import * as write from "../der/writer.ts";
import { attributeOf, buildName, nameToString, parseName, sameName } from "./name.ts";

const reparsed = (der: Uint8Array) => parseName(new DerReader(der));

describe("Name", () => {
	it("round-trips", () => {
		const type = fc.constantFrom(oids.commonName, oids.organizationName, oids.serialNumber, oids.userId, "1.2.3.4");
		const value = fc.string({ unit: "grapheme", maxLength: 20 });
		fc.assert(
			fc.property(fc.array(fc.record({ type, value }), { maxLength: 5 }), (attributes) => {
				const name = buildName(attributes);
				const again = reparsed(name.der);
				assert.deepEqual(
					again.rdns.map((attribute) => ({ ...attribute })),
					attributes.map((attribute) => ({ ...attribute })),
				);
				assert.equal(sameName(name, again), true);
			}),
		);
	});

	it("takes the string types that RFC 5280 wants", () => {
		const tagOf = (type: string, value: string): number =>
			new DerReader(buildName([{ type, value }]).der).sequence().set().sequence().rest()[2 + 3] ?? 0;
		assert.equal(tagOf(oids.commonName, "a"), 0x0c);
		assert.equal(tagOf(oids.countryName, "JP"), 0x13);
		assert.equal(tagOf(oids.serialNumber, "C02X"), 0x13);
		assert.equal(tagOf(oids.serialNumber, "C02_X"), 0x0c);
		assert.throws(() => buildName([{ type: oids.countryName, value: "日本" }]), RangeError);
	});

	it("finds an attribute", () => {
		const name = buildName([
			{ type: oids.userId, value: "com.apple.mgmt.External.1" },
			{ type: oids.commonName, value: "first" },
			{ type: oids.commonName, value: "second" },
		]);
		assert.equal(attributeOf(name, oids.userId), "com.apple.mgmt.External.1");
		assert.equal(attributeOf(name, oids.commonName), "first");
		assert.equal(attributeOf(name, oids.countryName), undefined);
	});

	it("is written for people, with nothing that could pass for structure", () => {
		const text = (value: string): string => nameToString(buildName([{ type: oids.commonName, value }]));
		assert.equal(text("a,O=b"), "CN=a\\,O=b");
		assert.equal(text(" #a "), "CN=\\ #a\\ ");
		assert.equal(text("a\nb\u0000\u009b\u202e"), "CN=a\\0Ab\\00\\C2\\9B\\E2\\80\\AE");
		assert.equal(text("玄関"), "CN=玄関");
		assert.equal(nameToString(buildName([])), "");
	});

	it("keeps what is no string as hexadecimal", () => {
		const der = write.sequence(write.set(write.sequence(write.oid("2.5.4.45"), write.bitString(Buffer.of(1)))));
		assert.deepEqual(reparsed(der).rdns, [{ type: "2.5.4.45", value: "#03020001" }]);
	});

	it("reads an RDN with several attributes", () => {
		const part = (type: string, value: string): Buffer => write.sequence(write.oid(type), write.utf8String(value));
		const der = write.sequence(write.setOf([part(oids.commonName, "a"), part(oids.userId, "b")]));
		assert.equal(reparsed(der).rdns.length, 2);
	});

	it("compares without regard to case, string type and runs of spaces", () => {
		const one = reparsed(write.sequence(write.set(write.sequence(write.oid(oids.commonName), write.printableString("Genkan  CA ")))));
		assert.equal(sameName(one, buildName([{ type: oids.commonName, value: "genkan ca" }])), true);
		assert.equal(sameName(one, buildName([{ type: oids.commonName, value: "genkanca" }])), false);
		assert.equal(sameName(one, buildName([{ type: oids.organizationName, value: "genkan ca" }])), false);
		assert.equal(sameName(one, buildName([])), false);
	});
});
