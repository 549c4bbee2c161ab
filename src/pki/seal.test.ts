import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { createSealer } from "./seal.ts";

const randomness = { bytes: (length: number) => randomBytes(length) };

test("what was sealed opens under the same key and context only", () => {
	const sealer = createSealer(randomBytes(32), randomness);
	const sealed = sealer.seal(Buffer.from("push magic"), "device 1 magic");
	assert.equal(sealer.open(sealed, "device 1 magic").toString(), "push magic");
	assert.throws(() => sealer.open(sealed, "device 2 magic"), /changed: device 2 magic/);
	assert.throws(() => createSealer(randomBytes(32), randomness).open(sealed, "device 1 magic"), /another master key/);
});

test("every changed byte is noticed", () => {
	const sealer = createSealer(randomBytes(32), randomness);
	const sealed = Buffer.from(sealer.seal(Buffer.from("token"), "c"));
	for (let i = 0; i < sealed.length; i++) {
		const changed = Buffer.from(sealed);
		changed[i] = (changed[i] ?? 0) ^ 1;
		assert.throws(() => sealer.open(changed, "c"));
	}
	assert.throws(() => sealer.open(Buffer.alloc(3), "c"), /unknown form/);
});

test("the plain text is not in the sealed bytes, and no two seals are equal", () => {
	const sealer = createSealer(randomBytes(32), randomness);
	const plain = Buffer.from("a very recognisable secret");
	const first = Buffer.from(sealer.seal(plain, "c"));
	assert.equal(first.indexOf(plain), -1);
	assert.notDeepEqual(first, sealer.seal(plain, "c"));
});

test("a master key of the wrong length is refused", () => {
	assert.throws(() => createSealer(randomBytes(16), randomness), /32 bytes/);
});
