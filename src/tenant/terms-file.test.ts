import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { parseTermsFile, termsText } from "./terms-file.ts";

const terms = { title: { en: "Terms: of use", ja: "利用条件" }, body: { en: "One.\n\nTwo.", ja: "一。" } };

test("what is shown is read again", () => {
	assert.deepEqual(parseTermsFile(Buffer.from(termsText(terms))), { ok: true, terms });
});

test("Windows line ends, a full-width colon, Japanese first", () => {
	const text = "\ufeff＃　ＪＡ：利用条件\r\n一。\r\n\r\n# EN: Terms: of use\r\nOne.\r\n\r\nTwo.\r\n";
	assert.deepEqual(parseTermsFile(Buffer.from(text)), { ok: true, terms });
});

test("a file without headings, and one of another encoding, are told apart", () => {
	assert.deepEqual(parseTermsFile(Buffer.from("Just words.")), { ok: false, fault: "no-heading" });
	assert.deepEqual(parseTermsFile(Buffer.from("")), { ok: false, fault: "no-heading" });
	assert.deepEqual(parseTermsFile(Buffer.from([0xff, 0xfe, 0x23, 0x00])), { ok: false, fault: "encoding" });
});
