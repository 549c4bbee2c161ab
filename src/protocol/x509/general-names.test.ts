import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, it } from "node:test";
import fc from "fast-check";
import * as write from "../der/writer.ts";
import { Malformed } from "../malformed.ts";
import { encodeGeneralNames, parseGeneralNames } from "./general-names.ts";

describe("GeneralNames", () => {
	it("round-trips each kind", () => {
		const names = {
			dns: ["mdm.example.jp", "*.example.jp"],
			email: ["taro@example.jp"],
			uri: ["https://mdm.example.jp/a?b=c"],
			ip: ["192.0.2.1", "2001:db8::1", "::", "::1", "2001:db8:1:2:3:4:5:6", "1::"],
			upn: ["taro@例え.jp"],
		};
		assert.deepEqual(parseGeneralNames(encodeGeneralNames(names)), names);
		assert.deepEqual(parseGeneralNames(encodeGeneralNames({ ip: ["::ffff:192.0.2.1"] })).ip, ["::ffff:c000:201"]);
		fc.assert(
			fc.property(fc.ipV6(), (address) => {
				const once = parseGeneralNames(encodeGeneralNames({ ip: [address] })).ip;
				assert.deepEqual(parseGeneralNames(encodeGeneralNames({ ip: once })).ip, once);
			}),
		);
	});

	it("passes over kinds that nothing uses, and refuses what is none", () => {
		const directory = write.explicit(4, write.sequence());
		const registered = write.contextPrimitive(8, Buffer.of(0x2a, 0x03));
		const other = write.implicit(0, write.sequence(write.oid("1.2.3"), write.explicit(0, write.nullValue())));
		assert.deepEqual(parseGeneralNames(write.sequence(directory, registered, other)), { dns: [], email: [], uri: [], ip: [], upn: [] });
		assert.throws(() => parseGeneralNames(write.sequence(write.utf8String("a"))), Malformed);
		assert.throws(() => parseGeneralNames(write.sequence(write.contextPrimitive(7, Buffer.alloc(8)))), Malformed);
		assert.throws(() => parseGeneralNames(write.sequence(write.contextPrimitive(2, Buffer.of(0xff)))), Malformed);
		assert.throws(() => encodeGeneralNames({ dns: ["例え.jp"] }), RangeError);
		assert.throws(() => encodeGeneralNames({ ip: ["192.0.2"] }), RangeError);
		assert.throws(() => encodeGeneralNames({ ip: ["fe80::1%eth0"] }), RangeError);
	});
});
