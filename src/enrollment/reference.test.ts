import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { newReference, normaliseReference } from "./reference.ts";

test("a reference is short, sayable and survives being typed badly", () => {
	for (let i = 0; i < 1000; i++) {
		const reference = newReference({ bytes: (n) => randomBytes(n) });
		assert.match(reference, /^[234679ACDEFGHJKMNPQRTWXY]{2}-[234679ACDEFGHJKMNPQRTWXY]{4}$/);
		assert.equal(normaliseReference(` ${reference.toLowerCase().replace("-", " ")} `), reference);
	}
});

test("full-width signs and odd hyphens are the same reference", () => {
	assert.equal(normaliseReference("Ｋ７ー４ｑＰＭ"), "K7-4QPM");
	assert.equal(normaliseReference("K7‐4QPM"), "K7-4QPM");
});

test("what cannot be a reference is none", () => {
	assert.equal(normaliseReference("K7-4QP"), undefined);
	assert.equal(normaliseReference(""), undefined);
});
