import assert from "node:assert/strict";
import { test } from "node:test";
import { products } from "../../simulator/products.ts";
import { modelName, modelWithType, toldModelName } from "./model-name.ts";

/** As a third list has them: github.com/littlebyteorg/appledb, deviceFiles/, each with its identifier, name and day of release. */
const outside: readonly (readonly [type: string, name: string])[] = [
	["iPhone12,8", "iPhone SE (2nd generation)"],
	["iPhone14,7", "iPhone 14"],
	["iPhone15,2", "iPhone 14 Pro"],
	["iPhone17,5", "iPhone 16e"],
	["iPhone18,1", "iPhone 17 Pro"],
	["iPhone18,4", "iPhone Air"],
];

test("a product type is told by the name under which Apple sells it", () => {
	for (const [type, name] of outside) assert.equal(modelName(type), name);
});

test("every phone that the simulator plays has a name", () => {
	for (const { name } of products) assert.match(modelName(name), /^i(?:Phone|Pad)(?: |$)/, name);
});

test("a type that is not known stays as it is, and nothing is guessed from its family", () => {
	for (const type of ["iPhone99,1", "iPad99,9", "iPhone", "Mac16,1", "iPhone15,22", ""]) assert.equal(modelName(type), type);
	assert.equal(modelName(null), null);
});

test("what a device says of itself comes first, but where it says no more than its family", () => {
	assert.equal(toldModelName("iPhone 14 Pro Demo", "iPhone15,2"), "iPhone 14 Pro Demo");
	assert.equal(toldModelName("iPhone", "iPhone15,2"), "iPhone 14 Pro");
	assert.equal(toldModelName("iPad", "iPad99,1"), "iPad99,1");
	assert.equal(toldModelName("iPad", null), "iPad");
	assert.equal(toldModelName(null, null), null);
	assert.equal(modelWithType(null, "iPhone15,2"), "iPhone 14 Pro (iPhone15,2)");
	assert.equal(modelWithType("iPhone", "iPhone99,1"), "iPhone99,1");
});
