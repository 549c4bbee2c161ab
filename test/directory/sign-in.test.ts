import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { Secret, TOTP } from "otpauth";
import { hashPassword } from "../../src/credentials/password.ts";
import { newTotp } from "../../src/credentials/totp.ts";
import { addUser, changeUser } from "../../src/directory/change-user.ts";
import { signIn, signInWithCode } from "../../src/directory/sign-in.ts";
import { createSealer } from "../../src/pki/seal.ts";
import type { Store } from "../../src/store/open.ts";
import { temporaryStore } from "../temporary-store.ts";

const minute = 60_000;
const upn = "taro@contoso.com";
const passwordHash = await hashPassword("right");

async function withTaro(store: Store): Promise<void> {
	await store.write((stores) => addUser(stores, { upn, id: "taro", change: { passwordHash }, now: 0 }));
}

function trying(store: Store, peer = "192.0.2.1") {
	return async (password: string, now: number, name = upn) => {
		const { fact, user, needsCode } = await signIn(store, { upn: name, password, peer, now });
		return { ...fact, user: user?.id ?? null, needsCode };
	};
}

test("the right password, with the name as any keyboard types it", async (t) => {
	const store = await temporaryStore(t);
	await withTaro(store);
	const accepted = { result: "accepted", upn, failures: 0, retryAt: null, user: "taro", needsCode: false };
	const attempt = trying(store);
	assert.deepEqual(await attempt("right", 0, "Taro@Contoso.com"), accepted);
	assert.deepEqual(await attempt("right", 0, "\u3000ｔａｒｏ＠ｃｏｎｔｏｓｏ．ｃｏｍ "), accepted);
	assert.deepEqual(await attempt("ｒｉｇｈｔ", 0), accepted);
});

test("a wrong, an empty and an overlong password, an unknown name and one without password are the same to a stranger", async (t) => {
	const store = await temporaryStore(t);
	await withTaro(store);
	await store.write((stores) => addUser(stores, { upn: "hanako@contoso.com", id: "hanako", now: 0 }));
	const attempt = trying(store);
	const wrong = (name: string, failures: number, result = "wrong-password") => ({
		result,
		upn: name,
		failures,
		retryAt: null,
		user: null,
		needsCode: false,
	});
	assert.deepEqual(await attempt("wrong", 0), wrong(upn, 1));
	assert.deepEqual(await attempt("", 0), wrong(upn, 2));
	assert.deepEqual(await attempt("x".repeat(2_000_000), 0), wrong(upn, 3));
	assert.deepEqual(await attempt("right", 0, "nobody@contoso.com"), wrong("nobody@contoso.com", 1));
	assert.deepEqual(await attempt("", 0, ""), wrong("", 1));
	// The record knows the difference, for the administrator; nothing else differs.
	assert.deepEqual(await attempt("x", 0, "hanako@contoso.com"), wrong("hanako@contoso.com", 1, "no-password"));
});

test("ten wrong passwords, then a wait that grows; even the right one must wait, and then clears it", async (t) => {
	const store = await temporaryStore(t);
	await withTaro(store);
	const attempt = trying(store);
	for (let i = 1; i < 10; i++) assert.equal((await attempt("wrong", i)).retryAt, null);
	assert.equal((await attempt("wrong", 10)).retryAt, 10 + minute);
	assert.deepEqual(await attempt("right", 11), {
		result: "throttled",
		upn,
		failures: 10,
		retryAt: 10 + minute,
		user: null,
		needsCode: false,
	});
	assert.equal((await attempt("wrong", 10 + minute)).retryAt, 10 + 3 * minute);
	assert.equal((await attempt("wrong", 10 + 2 * minute)).result, "throttled");
	assert.deepEqual(await attempt("right", 10 + 3 * minute), {
		result: "accepted",
		upn,
		failures: 11,
		retryAt: null,
		user: "taro",
		needsCode: false,
	});
	assert.deepEqual(await attempt("wrong", 10 + 3 * minute), {
		result: "wrong-password",
		upn,
		failures: 1,
		retryAt: null,
		user: null,
		needsCode: false,
	});
});

test("a hundred tries at once are not a hundred free ones", async (t) => {
	const store = await temporaryStore(t);
	await withTaro(store);
	const attempt = trying(store);
	const results = await Promise.all(Array.from({ length: 40 }, () => attempt("wrong", 5)));
	assert.equal(results.filter((one) => one.result === "wrong-password").length, 10);
	assert.equal(results.filter((one) => one.result === "throttled").length, 30);
});

test("an unknown name is throttled as a known one is", async (t) => {
	const store = await temporaryStore(t);
	const attempt = trying(store);
	for (let i = 0; i < 10; i++) await attempt("wrong", i, "nobody@contoso.com");
	assert.equal((await attempt("wrong", 10, "nobody@contoso.com")).result, "throttled");
});

test("one password on many names is stopped by the address, for that address alone", async (t) => {
	const store = await temporaryStore(t);
	await withTaro(store);
	await store.write((stores) => stores.throttle.put("peer:2001:db8:0:1::/64", { failures: 99, firstAt: 0, lastAt: 0 }));
	assert.equal((await trying(store, "2001:db8:0:1::7")("wrong", 5, "a@contoso.com")).retryAt, 5 + minute);
	assert.deepEqual(await trying(store, "2001:db8:0:1::8")("right", 6), {
		result: "throttled",
		upn,
		failures: 0,
		retryAt: 5 + minute,
		user: null,
		needsCode: false,
	});
	assert.equal((await trying(store, "2001:db8:0:2::8")("right", 6)).result, "accepted");
});

test("right passwords cost an address nothing: a whole office may sign in behind it", async (t) => {
	const store = await temporaryStore(t);
	await withTaro(store);
	await store.write((stores) => stores.throttle.put("peer:192.0.2.1", { failures: 98, firstAt: 0, lastAt: 0 }));
	for (let i = 0; i < 4; i++) assert.equal((await trying(store)("right", 5)).result, "accepted");
	assert.equal((await store.read.throttle.get("peer:192.0.2.1"))?.failures, 98);
	await store.write((stores) => stores.throttle.clear("peer:192.0.2.1"));
	await trying(store)("right", 6);
	assert.equal(await store.read.throttle.get("peer:192.0.2.1"), undefined);
});

test("a disabled user is told apart only by who knows the password", async (t) => {
	const store = await temporaryStore(t);
	await withTaro(store);
	await store.write((stores) => changeUser(stores, { upn, change: { enabled: false }, now: 1 }));
	assert.equal((await trying(store)("wrong", 2)).user, null);
	assert.equal((await trying(store)("right", 2)).user, "taro");
});

const sealer = createSealer(randomBytes(32), { bytes: randomBytes });

async function withCode(store: Store) {
	await withTaro(store);
	const made = newTotp({ id: "taro", name: upn }, "Genkan", { sealer, randomness: { bytes: randomBytes } });
	await store.write((stores) => changeUser(stores, { upn, change: { totp: made.sealed }, now: 0 }));
	const app = new TOTP({ secret: Secret.fromBase32(made.secret) });
	const send = async (code: string, now: number) =>
		(await signInWithCode(store, { userId: "taro", code, peer: "192.0.2.1", now, sealer })).fact;
	return { made, send, codeAt: (at: number) => app.generate({ timestamp: at }) };
}

test("with a second factor, the password alone is not enough", async (t) => {
	const store = await temporaryStore(t);
	const { made, send, codeAt } = await withCode(store);
	assert.match(made.uri, /^otpauth:\/\/totp\/Genkan:taro%40contoso\.com\?.*secret=[A-Z2-7]{32}/);
	const first = await trying(store)("right", 0);
	assert.deepEqual([first.result, first.needsCode], ["accepted", true]);
	const now = 1_000_000_000_000;
	assert.deepEqual(await send(codeAt(now), now), { result: "accepted", upn, failures: 0, retryAt: null });
});

test("a code is good for the step before and after, once, and never after a later one", async (t) => {
	const store = await temporaryStore(t);
	const { send, codeAt } = await withCode(store);
	const now = 1_000_000_000_000;
	const result = async (at: number, when = now) => (await send(codeAt(at), when)).result;
	assert.equal(await result(now - 60_000), "wrong-code");
	assert.equal(await result(now + 60_000), "wrong-code");
	assert.equal(await result(now - 30_000), "accepted");
	assert.equal(await result(now - 30_000), "wrong-code");
	assert.equal(await result(now + 30_000), "accepted");
	assert.equal(await result(now), "wrong-code");
	assert.equal(await result(now + 60_000, now + 60_000), "accepted");
	assert.equal((await send(` ${codeAt(now + 90_000).slice(0, 3)} ${codeAt(now + 90_000).slice(3)} `, now + 90_000)).result, "accepted");
});

test("the same code twice at once is taken once", async (t) => {
	const store = await temporaryStore(t);
	const { send, codeAt } = await withCode(store);
	const now = 1_000_000_000_000;
	const results = await Promise.all([send(codeAt(now), now), send(codeAt(now), now), send(codeAt(now), now)]);
	assert.deepEqual(results.map((fact) => fact.result).sort(), ["accepted", "wrong-code", "wrong-code"]);
});

test("wrong codes are counted, and the right password does not clear them", async (t) => {
	const store = await temporaryStore(t);
	const { send, codeAt } = await withCode(store);
	const now = 1_000_000_000_000;
	for (let i = 1; i <= 10; i++) {
		if (i % 5 === 0) assert.equal((await trying(store)("right", now)).result, "accepted");
		assert.equal((await send(i % 2 === 0 ? "abc" : codeAt(now + 3_600_000), now)).failures, i);
	}
	assert.deepEqual(await send(codeAt(now), now), { result: "throttled", upn, failures: 10, retryAt: now + minute });
	assert.equal((await send(codeAt(now + minute), now + minute)).result, "accepted");
});

test("a user who went away in between begins again", async (t) => {
	const store = await temporaryStore(t);
	const { send, codeAt } = await withCode(store);
	await store.write((stores) => changeUser(stores, { upn, change: { totp: null }, now: 0 }));
	assert.equal((await send(codeAt(0), 0)).result, "session-expired");
});

test("a secret moved to another user's row does not open", async (t) => {
	const store = await temporaryStore(t);
	const { made, codeAt } = await withCode(store);
	await store.write((stores) => addUser(stores, { upn: "jiro@contoso.com", id: "jiro", change: { totp: made.sealed }, now: 0 }));
	await assert.rejects(
		signInWithCode(store, { userId: "jiro", code: codeAt(0), peer: "", now: 0, sealer }),
		/another master key or context|changed/,
	);
});
