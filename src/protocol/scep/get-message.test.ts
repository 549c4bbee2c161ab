import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { Malformed } from "../malformed.ts";
import { decodeGetMessage } from "./get-message.ts";

// 0xfb 0xef 0xff … gives both `+` and `/`; 64 bytes make the standard form end in padding.
const bytes = Buffer.from([...Array(64).keys()].map((at) => (at % 3 === 0 ? 0xfb : at % 3 === 1 ? 0xef : 0xff)));
const standard = bytes.toString("base64");

const forms: Record<string, string> = {
	standard,
	"percent-encoded": encodeURIComponent(standard),
	"percent-encoded twice": encodeURIComponent(encodeURIComponent(standard)),
	"URL-safe without padding": bytes.toString("base64url"),
	"URL-safe with padding": standard.replaceAll("+", "-").replaceAll("/", "_"),
	"plus turned into a space": standard.replaceAll("+", " "),
	"plus turned into %20": standard.replaceAll("+", "%20"),
	"broken into lines": standard.replace(/.{20}/g, "$&\n"),
	"broken into lines, percent-encoded": encodeURIComponent(standard.replace(/.{20}/g, "$&\r\n")),
};

for (const [name, value] of Object.entries(forms)) {
	test(`decodes: ${name}`, () => {
		assert.deepEqual(Buffer.from(decodeGetMessage(value)), bytes);
	});
}

for (const value of ["", "=", "%", "%zz", "%E3%81", "ab!d", "abcde", "AAAA====", "ca-name?", "QUI=QUI="]) {
	test(`refuses ${JSON.stringify(value)}`, () => {
		assert.throws(() => decodeGetMessage(value), Malformed);
	});
}

test("any text gives bytes or Malformed, and any bytes come back", () => {
	fc.assert(
		fc.property(fc.string({ maxLength: 300 }), (text) => {
			try {
				decodeGetMessage(text);
			} catch (error) {
				assert.ok(error instanceof Malformed);
			}
		}),
	);
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (content) => {
			assert.deepEqual(Buffer.from(decodeGetMessage(encodeURIComponent(Buffer.from(content).toString("base64")))), Buffer.from(content));
		}),
	);
});
