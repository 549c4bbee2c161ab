import assert from "node:assert/strict";
import { test } from "node:test";
import { verify } from "@node-rs/argon2";
import { hashPassword, passwordByteLimit, passwordFault, verifyPassword } from "./password.ts";

test("a password is kept as argon2id at the cost that OWASP asks for", async () => {
	const kept = await hashPassword("こんにちは8");
	assert.match(kept, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
	assert.equal(await verifyPassword(kept, "こんにちは8"), true);
	assert.equal(await verifyPassword(kept, "こんにちは9"), false);
	assert.notEqual(await hashPassword("こんにちは8"), kept);
});

test("the same password from another keyboard is the same password", async () => {
	const kept = await hashPassword("Ｐａｓｓ１２か\u3099");
	assert.equal(await verifyPassword(kept, "Pass12が"), true);
});

test("an empty or overlong password is never a password", async () => {
	assert.equal(passwordFault(""), "empty");
	assert.equal(passwordFault("あ".repeat(passwordByteLimit / 3 + 1)), "too-long");
	assert.throws(() => hashPassword(""), RangeError);
	const kept = await hashPassword("x");
	assert.equal(await verifyPassword(kept, ""), false);
	assert.equal(await verifyPassword(kept, "x".repeat(passwordByteLimit + 1)), false);
});

test("without a hash, or with one that cannot be read, nothing is right", async () => {
	assert.equal(await verifyPassword(null, "x"), false);
	assert.equal(await verifyPassword(null, "\u0000"), false);
	assert.equal(await verifyPassword("$2b$10$rubbish", "x"), false);
});

test("an unknown name costs as much work as a wrong password, and so does what is no password", async () => {
	const kept = await hashPassword("x");
	/** Algorithm, version and cost, and how long salt and hash are: all that the work depends on. */
	const work = (phc: string) => phc.split("$").map((part, at) => (at > 3 ? part.length : part));
	const cases: [string | null, string][] = [
		[kept, "y"],
		[null, "y"],
		[kept, ""],
		[null, ""],
		[null, "x".repeat(passwordByteLimit + 1)],
	];
	for (const [passwordHash, password] of cases) {
		const done: string[] = [];
		const right = await verifyPassword(passwordHash, password, async (phc, said) => {
			// Argon2 does no work for what it cannot read, and then says so by throwing.
			assert.equal(await verify(phc, said), false);
			done.push(phc);
			return false;
		});
		assert.equal(right, false);
		assert.deepEqual(done.map(work), [work(kept)]);
	}
});
