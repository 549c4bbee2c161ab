import assert from "node:assert/strict";
import { test } from "node:test";
import { ownPath } from "./own-path.ts";

test("a page of the console is kept, with what it is filtered by", () => {
	assert.equal(ownPath("/console/tries?state=refused&from=1"), "/console/tries?state=refused&from=1");
});

test("an address elsewhere, however written, is the console's first page", () => {
	const foreign = [
		...["https://evil.example/console/", "//evil.example/console/", "/\\evil.example", "\\\\evil.example/console/", "/console/../../evil"],
		...["/console/..//evil.example", "javascript:alert(1)", "/console/\t/x", "/console/\n//evil", "console/", "", "/enroll", "/console"],
		...["/console/%2e%2e/enroll", "https:/console/", "/console/x\\y"],
	];
	for (const address of foreign) assert.equal(ownPath(address), "/console/", address);
	assert.equal(ownPath(undefined), "/console/");
});
