import assert from "node:assert/strict";
import { test } from "node:test";
import { html, Markup } from "./html.ts";

const hostile = `"><script>alert('1')</script>&amp;`;
const harmless = "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;";

test("html escapes in text and in attributes", () => {
	assert.equal(html`<p>${hostile}</p>`.toString(), `<p>${harmless}</p>`);
	assert.equal(html`<p title="${hostile}" class="a">x</p>`.toString(), `<p title="${harmless}" class="a">x</p>`);
	assert.equal(html`<p title="a ${hostile} b ${1}">${2}</p>`.toString(), `<p title="a ${harmless} b 1">2</p>`);
});

test("html takes its own markup as it is, lists in order, and shows nothing for nothing", () => {
	const items = ["<a>", "b"].map((item) => html`<li>${item}</li>`);
	assert.equal(html`<ul>${items}</ul>`.toString(), "<ul><li>&lt;a&gt;</li><li>b</li></ul>");
	assert.equal(html`${null}${undefined}${false}${0}${""}${[null, "x"]}`.toString(), "0x");
});

test("html refuses a value where escaping does not help", () => {
	assert.throws(() => html`<a href=${"x"}>x</a>`, /outside of quotes/);
	assert.throws(() => html`<a ${"onclick"}="x">x</a>`, /outside of quotes/);
	assert.throws(() => html`<${"script"}>x`, /outside of quotes/);
	assert.throws(() => html`<script>const a = "${"x"}"</script>`, /inside of script/);
	assert.throws(() => html`<p title="${"x"}" data-x=${"y"}>x</p>`, /outside of quotes/);
	assert.throws(() => html`<p title="${"x"}" ${1}>x</p>`, /outside of quotes/);
});

test("html takes an optional attribute as markup", () => {
	const input = (wrong: boolean) => html`<input name="${"a"}" ${wrong && html`autofocus`}>`.toString();
	assert.deepEqual([input(true), input(false)], [`<input name="a" autofocus>`, `<input name="a" >`]);
});

test("nobody but html makes markup", () => {
	assert.throws(() => new Markup("<b>", Symbol("html") as never), /only the html template/);
});
