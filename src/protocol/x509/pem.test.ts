import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Malformed } from "../malformed.ts";
import { derToPem, pemToDer } from "./pem.ts";

describe("PEM", () => {
	it("round-trips, one block or many, with either line end and text around", () => {
		fc.assert(
			fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 4 }), fc.boolean(), (ders, crlf) => {
				const text = ders.map((der, i) => `subject=/CN=${i}\n\n${derToPem(der, "CERTIFICATE")}\ntrailer`).join("\n");
				const blocks = pemToDer(crlf ? text.replaceAll("\n", "\r\n") : text, "CERTIFICATE");
				assert.deepEqual(
					blocks.map((block) => block.toString("hex")),
					ders.map((der) => Buffer.from(der).toString("hex")),
				);
			}),
		);
	});

	it("passes over blocks of another label", () => {
		const text = derToPem(Buffer.of(1), "PRIVATE KEY") + derToPem(Buffer.of(2), "CERTIFICATE");
		assert.deepEqual(pemToDer(text, "CERTIFICATE"), [Buffer.of(2)]);
		assert.deepEqual(pemToDer(text, "CERTIFICATE REQUEST"), []);
		assert.deepEqual(pemToDer("", "CERTIFICATE"), []);
	});

	it("refuses a block that is damaged, and shows nothing of it", () => {
		const refuses = (kind: string, text: string): void => {
			assert.throws(
				() => pemToDer(text, "X"),
				(error) => error instanceof Malformed && error.kind === kind && !error.message.includes("AQ"),
			);
		};
		refuses("pem-truncated", "-----BEGIN X-----\nAQID\n");
		refuses("pem-base64", "-----BEGIN X-----\nAQI\n-----END X-----");
		refuses("pem-base64", "-----BEGIN X-----\nAQI*\n-----END X-----");
		refuses("pem-base64", "-----BEGIN X-----\n-----END X-----");
		refuses("pem-encrypted", "-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\n\nAQID\n-----END X-----");
	});
});
