import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFleet } from "./fleet.ts";
import { inParallel } from "./in-parallel.ts";
import { createKeyPool } from "./key-pool.ts";
import { products } from "./products.ts";

test("a fleet is the same for the same seed, and a longer one begins with the shorter", () => {
	assert.deepEqual(makeFleet("a", 50), makeFleet("a", 200).slice(0, 50));
	assert.notDeepEqual(makeFleet("a", 5), makeFleet("b", 5));
});

test("its phones are plausible and all different", () => {
	const fleet = makeFleet("plausible", 500);
	assert.equal(new Set(fleet.map(({ serial }) => serial)).size, 500);
	assert.equal(new Set(fleet.map(({ udid }) => udid)).size, 500);
	for (const phone of fleet) {
		const product = products.find(({ name }) => name === phone.product);
		assert.ok(product);
		assert.match(phone.udid, product.chip === null ? /^[0-9a-f]{40}$/ : /^0000\d{4}-00[0-9A-F]{14}$/);
		assert.match(phone.serial, /^[A-Z0-9]{10}([A-Z0-9]{2})?$/);
		assert.equal(phone.imei !== undefined, product.cellular);
		// Systems are named with their builds: 18.x is 22…, 26.x is 23….
		const [major = 0] = phone.osVersion.split(".").map(Number);
		assert.equal(Number(phone.buildVersion.slice(0, 2)), major >= 26 ? major - 3 : major + 4);
	}
	const kinds = new Set(fleet.map(({ udid }) => udid.length));
	assert.deepEqual(
		[...kinds].sort((a, b) => a - b),
		[25, 40],
	);
	assert.ok(fleet.some(({ osVersion }) => osVersion.startsWith("15.")));
	assert.ok(fleet.some(({ osVersion }) => osVersion.startsWith("26.")));
	assert.ok(fleet.every(({ product, osVersion }) => !product.startsWith("iPhone18,") || osVersion.startsWith("26.")));
	assert.ok(fleet.every(({ product, osVersion }) => !product.startsWith("iPad7,") || !osVersion.startsWith("26.")));
});

test("work in parallel keeps to its limit and to the order", async () => {
	let running = 0;
	let most = 0;
	const results = await inParallel(3, [5, 1, 4, 2, 3, 1], async (ms, index) => {
		running += 1;
		most = Math.max(most, running);
		await sleep(ms);
		running -= 1;
		return `${index}:${ms}`;
	});
	assert.deepEqual(results, ["0:5", "1:1", "2:4", "3:2", "4:3", "5:1"]);
	assert.equal(most, 3);
});

test("after a failure nothing more begins", async () => {
	const begun: number[] = [];
	const work = async (item: number) => {
		begun.push(item);
		await sleep(1);
		if (item === 1) throw new Error("one failed");
	};
	await assert.rejects(inParallel(1, [0, 1, 2, 3], work), /one failed/);
	assert.deepEqual(begun, [0, 1]);
});

test("a pool gives each key once, and makes more when it is empty", async () => {
	const pool = createKeyPool(1024);
	await pool.fill(3);
	assert.equal(pool.size, 3);
	const taken = await Promise.all([1, 2, 3, 4].map(() => pool.take(1024)));
	const moduli = taken.map(({ publicKey }) => publicKey.export({ format: "jwk" }).n);
	assert.equal(new Set(moduli).size, 4);
	await pool.fill(1);
	assert.equal((await pool.take(2048)).publicKey.asymmetricKeyDetails?.modulusLength, 2048);
	assert.equal(pool.size, 1, "a key of another size is not from the pool");
});
