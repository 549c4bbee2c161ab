import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compareVersions, parseVersion } from "./version.ts";

test("a missing part is nought", () => {
	assert.equal(compareVersions("17.5", "17.5.0"), 0);
	assert.equal(compareVersions("17", "17.0.0.0"), 0);
	assert.equal(compareVersions("17.5", "17.5.1"), -1);
});

test("parts are numbers, not text", () => {
	assert.equal(compareVersions("16.7.10", "16.7.9"), 1);
	assert.equal(compareVersions("9.3.5", "10.0"), -1);
	assert.equal(compareVersions("5.2311.1", "5.2311.0"), 1);
});

for (const garbage of ["", " ", "17.", ".5", "17..5", "v17", "17.5 ", "17,5", "17.5.1 (a)", "-1", "1e3", "1.2.3.4.5", "１７", "99999999"]) {
	test(`${JSON.stringify(garbage)} is not a version`, () => {
		assert.equal(parseVersion(garbage), null);
		assert.equal(compareVersions(garbage, "17.5"), null);
		assert.equal(compareVersions("17.5", garbage), null);
	});
}

test("the order is total", () => {
	const version = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
	fc.assert(
		fc.property(version, version, version, (a, b, c) => {
			const ab = compareVersions(a, b) ?? Number.NaN;
			assert.equal(ab, -(compareVersions(b, a) ?? Number.NaN) + 0);
			if (ab <= 0 && (compareVersions(b, c) ?? Number.NaN) <= 0) assert.ok((compareVersions(a, c) ?? Number.NaN) <= 0);
		}),
	);
});
