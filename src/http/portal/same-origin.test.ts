import assert from "node:assert/strict";
import { test } from "node:test";
import { fromOurPages } from "./same-origin.ts";

const origin = "https://enroll.example.com";

test("forms of our own pages are taken, with the headers of new and of old browsers, and programs'", () => {
	assert.equal(fromOurPages({ "sec-fetch-site": "same-origin", origin }, origin), true);
	assert.equal(fromOurPages({ "sec-fetch-site": "none" }, origin), true);
	assert.equal(fromOurPages({ origin }, origin), true);
	assert.equal(fromOurPages({}, origin), true);
});

test("forms from elsewhere are not", () => {
	assert.equal(fromOurPages({ "sec-fetch-site": "cross-site", origin }, origin), false);
	assert.equal(fromOurPages({ "sec-fetch-site": "same-site" }, origin), false);
	assert.equal(fromOurPages({ origin: "https://evil.example" }, origin), false);
	assert.equal(fromOurPages({ origin: "null" }, origin), false);
	assert.equal(fromOurPages({ origin: "https://enroll.example.com.evil.example" }, origin), false);
	assert.equal(fromOurPages({ origin: "http://enroll.example.com" }, origin), false);
});
