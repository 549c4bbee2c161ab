import assert from "node:assert/strict";
import { test } from "node:test";
import { pageAfter } from "./page-after.ts";

test("a page of the console is gone to, with its filters, with /console before it or without", () => {
	assert.equal(pageAfter("/tries?state=refused"), "/tries?state=refused");
	assert.equal(pageAfter("/console/tries?state=refused"), "/tries?state=refused");
	assert.equal(pageAfter(undefined), "/");
});

test("an address elsewhere, however written, is the first page, and so is this page", () => {
	const foreign = [
		"//evil.example",
		"/\\evil.example",
		"https://evil.example",
		"javascript:alert(1)",
		"/console//evil.example",
		"/\t/evil",
		"",
	];
	for (const address of [...foreign, "/sign-in?to=/x", "evil"]) assert.equal(pageAfter(address), "/", address);
});
