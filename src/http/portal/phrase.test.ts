import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "./html.ts";
import { phrase } from "./phrase.ts";

test("phrase fills in names, escaped, and takes markup as it is", () => {
	assert.equal(phrase("A {who} & {what}.", { who: "<b>", what: html`<b>x</b>` }).toString(), "A &lt;b&gt; &amp; <b>x</b>.");
});

test("phrase fills a value in once: braces in a value are no names", () => {
	assert.equal(phrase("{a}{b}", { a: "{b}", b: "x" }).toString(), "{b}x");
});

test("phrase leaves a name without a value visible, also one that every object has", () => {
	assert.equal(phrase("{missing} {toString}").toString(), "{missing} {toString}");
});
