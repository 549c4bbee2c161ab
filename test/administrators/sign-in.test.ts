import assert from "node:assert/strict";
import { test } from "node:test";
import { changeAdministrator } from "../../src/administrators/accounts.ts";
import { createApiToken, findApiToken } from "../../src/administrators/api-tokens.ts";
import { join } from "../../src/administrators/join.ts";
import { findSession, openSession, openSessionOf } from "../../src/administrators/sessions.ts";
import { newSetupCode, setupDoor } from "../../src/administrators/setup.ts";
import { signInWithCode, signInWithPassword } from "../../src/administrators/sign-in.ts";
import { emptyStore, password, person, randomness, sealer, start } from "./fixture.ts";

const peer = "192.0.2.7";
const limits = { idle: 30 * 60_000, absolute: 12 * 3600_000 };

test("a password and then a code, each heard once", async (t) => {
	const store = await emptyStore(t);
	const hanako = await person(store, "hanako");
	const first = await signInWithPassword(store, { name: " ＨＡＮＡＫＯ ", password, peer, now: start });
	assert.equal(first.result, "right");
	const step = { administratorId: hanako.administrator.id, code: hanako.code(start), peer, now: start, sealer };
	assert.equal((await signInWithCode(store, step)).result, "right");
	assert.equal((await signInWithCode(store, step)).result, "refused", "a code that was taken is not taken again");
	assert.equal(await store.read.throttle.get("administrator:hanako"), undefined);
});

test("an unknown name, a wrong password and a disabled administrator are one and the same", async (t) => {
	const store = await emptyStore(t);
	await person(store, "owner", "owner");
	await person(store, "hanako");
	await store.write((stores) => changeAdministrator(stores, { name: "hanako", change: { enabled: false }, now: start }));
	for (const [name, typed] of [
		["nobody", password],
		["owner", "wrong"],
		["hanako", password],
	] as const)
		assert.deepEqual(await signInWithPassword(store, { name, password: typed, peer, now: start }), { result: "refused" });
});

test("an unknown name costs as much as a known one", async (t) => {
	const store = await emptyStore(t);
	await person(store, "hanako");
	const took = async (name: string, n: number) => {
		const from = performance.now();
		await signInWithPassword(store, { name, password: "wrong", peer: `192.0.2.${n}`, now: start });
		return performance.now() - from;
	};
	const times = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
	// In turns, and the quickest of each: what else the machine does slows a few of them down, and not all.
	for (let n = 0; n < 9; n++) {
		times.known = Math.min(times.known, await took("hanako", n));
		times.unknown = Math.min(times.unknown, await took("nobody", n));
	}
	assert.ok(times.unknown > times.known / 3, `known ${times.known} ms, unknown ${times.unknown} ms`);
});

test("after ten wrong passwords nobody is heard under that name from there, not with the right one either, until the wait is over", async (t) => {
	const store = await emptyStore(t);
	await person(store, "hanako");
	const tried = (typed: string, now: number) => signInWithPassword(store, { name: "hanako", password: typed, peer, now });
	const all = await Promise.all(Array.from({ length: 30 }, () => tried("wrong", start)));
	assert.equal(all.filter(({ result }) => result === "refused").length, 10, "thirty at once are not thirty free ones");
	const refused = await tried(password, start + 1000);
	assert.equal(refused.result, "throttled");
	assert.ok(refused.result === "throttled" && refused.retryAt > start);
	assert.equal((await tried(password, start + 61_000)).result, "right");
});

test("wrong codes are counted apart, and the right password does not clear them", async (t) => {
	const store = await emptyStore(t);
	const hanako = await person(store, "hanako");
	const tried = (code: string, now: number) => signInWithCode(store, { administratorId: hanako.administrator.id, code, peer, now, sealer });
	for (let n = 0; n < 10; n++) {
		assert.equal((await signInWithPassword(store, { name: "hanako", password, peer, now: start })).result, "right");
		assert.equal((await tried("not a code", start)).result, "refused");
	}
	assert.equal((await tried(hanako.code(start), start)).result, "throttled");
});

test("a session ends without requests, and at its absolute limit whatever is asked", async (t) => {
	const store = await emptyStore(t);
	const hanako = await person(store, "hanako");
	const of = { id: "s", administratorId: hanako.administrator.id, stage: "signed-in", peer, userAgent: "Edge" } as const;
	const { token, session } = await store.write((stores) => openSession(stores, of, { now: start, limits, randomness }));
	assert.ok(!JSON.stringify(session).includes(token), "only the hash is kept");
	const at = async (now: number) => (await findSession(store, { token, stage: "signed-in", now, limits })) !== undefined;
	assert.equal(await at(start + limits.idle - 1), true);
	assert.equal(await at(start + 2 * limits.idle - 2), true, "it was seen meanwhile");
	assert.equal(await at(start + 3 * limits.idle), false, "idle");
	for (let now = start; now < start + limits.absolute; now += limits.idle / 2)
		await store.write(({ administratorSessions }) => administratorSessions.touch("s", now));
	assert.equal(await at(start + limits.absolute - 1), true);
	assert.equal(await at(start + limits.absolute), false, "absolute");
});

test("a session that waits for its code is none that is signed in, and the other way round", async (t) => {
	const store = await emptyStore(t);
	const { administrator } = await person(store, "hanako");
	const of = { id: "s", administratorId: administrator.id, stage: "code", peer, userAgent: "" } as const;
	const { token } = await store.write((stores) => openSession(stores, of, { now: start, limits, randomness }));
	assert.equal(await findSession(store, { token, stage: "signed-in", now: start, limits }), undefined);
	assert.ok(await findSession(store, { token, stage: "code", now: start, limits }));
	assert.equal(await findSession(store, { token, stage: "code", now: start + 5 * 60_000, limits }), undefined);
});

test("whoever is disabled or gets another role is signed out at once", async (t) => {
	const store = await emptyStore(t);
	await person(store, "owner", "owner");
	const { administrator } = await person(store, "hanako");
	for (const change of [{ role: "readonly" }, { enabled: false }] as const) {
		const of = { id: `s ${JSON.stringify(change)}`, administratorId: administrator.id, stage: "signed-in", peer, userAgent: "" } as const;
		const { token } = await store.write((stores) => openSession(stores, of, { now: start, limits, randomness }));
		await store.write((stores) => changeAdministrator(stores, { name: "hanako", change, now: start }));
		assert.equal(await findSession(store, { token, stage: "signed-in", now: start, limits }), undefined);
	}
});

test("the last owner stays one, and two who step back at once do not both", async (t) => {
	const store = await emptyStore(t);
	await person(store, "one", "owner");
	const alone = await store.write((stores) => changeAdministrator(stores, { name: "one", change: { enabled: false }, now: start }));
	assert.deepEqual(alone, { ok: false, problem: { kind: "last-owner", name: "one" } });
	await person(store, "two", "owner");
	const both = await Promise.all(
		["one", "two"].map((name) => store.write((stores) => changeAdministrator(stores, { name, change: { role: "readonly" }, now: start }))),
	);
	assert.equal(both.filter(({ ok }) => ok).length, 1);
});

test("the set-up code lets one person in, once, within its day, and is nowhere in the store", async (t) => {
	const store = await emptyStore(t);
	const makeWay = async () => ({ credentials: { passwordHash: "-", totp: new Uint8Array(1) }, passkey: null });
	const code = (now: number) => store.write((stores) => newSetupCode(stores, { now, randomness }));
	const typed = (text: string, now: number, id = "1") =>
		join(store, setupDoor(text, `owner${id}`), { id, makeWay, peer, now }, async () => undefined);
	const old = (await code(start)) ?? "";
	assert.match(old, /^([2-9A-HJ-NP-Z]{5}-){3}[2-9A-HJ-NP-Z]{5}$/);
	const current = (await code(start)) ?? "";
	assert.ok(!(await store.read.settings.get("administrator-setup-code"))?.includes(current.replaceAll("-", "")));
	const kind = async (answer: ReturnType<typeof typed>) => {
		const outcome = await answer;
		return outcome.ok ? "ok" : outcome.problem.kind;
	};
	assert.equal(await kind(typed(old, start)), "setup-code-wrong", "another was made since");
	assert.equal(await kind(typed("", start)), "setup-code-wrong");
	assert.equal(await kind(typed(current, start + 24 * 3600_000)), "setup-code-wrong", "its day is over");
	const late = start + 48 * 3600_000;
	const fresh = (await code(late)) ?? "";
	const both = await Promise.all(["1", "2"].map((id) => kind(typed(fresh.toLowerCase().replaceAll("-", " "), late, id))));
	assert.deepEqual(both.toSorted(), ["ok", "set-up-already"]);
	assert.equal(await code(late), undefined, "nobody gets another while there is an administrator");
	assert.equal((await store.read.administrators.list()).length, 1);
});

test("set-up codes cannot be tried without end", async (t) => {
	const store = await emptyStore(t);
	await store.write((stores) => newSetupCode(stores, { now: start, randomness }));
	const makeWay = () => assert.fail("no work is done for a wrong code");
	const kinds = await Promise.all(
		Array.from({ length: 15 }, async (_, n) => {
			const outcome = await join(store, setupDoor(`WRONG-${n}`, "owner"), { id: "1", makeWay, peer, now: start }, async () => undefined);
			return outcome.ok ? "ok" : outcome.problem.kind;
		}),
	);
	assert.deepEqual(
		[kinds.filter((kind) => kind === "setup-code-wrong").length, kinds.filter((kind) => kind === "throttled").length],
		[10, 5],
	);
});

test("a stranger who tries set-up codes keeps nobody else out, and is told at no cost when it is over", async (t) => {
	const store = await emptyStore(t);
	const code = (await store.write((stores) => newSetupCode(stores, { now: start, randomness }))) ?? "";
	const makeWay = async () => ({ credentials: { passwordHash: "-", totp: new Uint8Array(1) }, passkey: null });
	const typed = async (text: string, from: string) => {
		const outcome = await join(store, setupDoor(text, "owner"), { id: "1", makeWay, peer: from, now: start }, async () => undefined);
		return outcome.ok ? "ok" : outcome.problem.kind;
	};
	for (let n = 0; n < 12; n++) await typed("WRONG", "192.0.2.66");
	assert.equal(await typed(code, "192.0.2.66"), "throttled");
	assert.equal(await typed(code, peer), "ok");
	assert.equal(await typed(code, "192.0.2.66"), "set-up-already");
});

test("a stranger who knows a name does not keep its owner out from elsewhere, and many addresses together are not heard without end", async (t) => {
	const store = await emptyStore(t);
	await person(store, "hanako");
	const tried = (typed: string, from: string) => signInWithPassword(store, { name: "hanako", password: typed, peer: from, now: start });
	for (let n = 0; n < 12; n++) await tried("wrong", "192.0.2.66");
	assert.equal((await tried(password, "192.0.2.66")).result, "throttled");
	assert.equal((await tried(password, peer)).result, "right");
	const many = Array.from({ length: 120 }, (_, n) => tried("", `198.51.100.${n}`));
	const heard = (await Promise.all(many)).filter(({ result }) => result === "refused").length;
	assert.ok(heard <= 100, `${heard} were heard`);
});

test("of one account's codes ten wrong ones are heard, however slowly they come", async (t) => {
	const store = await emptyStore(t);
	const { administrator } = await person(store, "hanako");
	const results = [];
	for (let n = 0; n < 11; n++) {
		const step = { administratorId: administrator.id, code: "000000", peer: `192.0.2.${n}`, sealer };
		// Twenty minutes apart: longer than wrong passwords are remembered. The eleventh comes before the wait is over.
		results.push((await signInWithCode(store, { ...step, now: start + Math.min(n, 9) * 20 * 60_000 })).result);
	}
	assert.deepEqual(results, [...Array.from({ length: 10 }, () => "refused"), "throttled"]);
});

test("there is no session for what was judged before the account was changed", async (t) => {
	const store = await emptyStore(t);
	await person(store, "owner", "owner");
	const { administrator } = await person(store, "hanako");
	const of = { id: "s", stage: "signed-in", peer, userAgent: "" } as const;
	await store.write((stores) => changeAdministrator(stores, { name: "hanako", change: { role: "readonly" }, now: start }));
	const open = (judged: typeof administrator) =>
		store.write((stores) => openSessionOf(stores, judged, of, { now: start, limits, randomness }));
	assert.equal(await open(administrator), undefined);
	const now = await store.read.administrators.byId(administrator.id);
	assert.ok(now !== undefined && (await open(now)) !== undefined);
});

test("whoever is kept out has no tokens when they are let in again", async (t) => {
	const store = await emptyStore(t);
	await person(store, "owner", "owner");
	const { administrator } = await person(store, "hanako");
	const of = { id: "t", administratorId: administrator.id, name: "nightly", scopes: ["tries.read"], expiresAt: start + 1000 } as const;
	const { secret } = await store.write((stores) => createApiToken(stores, of, { now: start, randomness }));
	assert.ok(await findApiToken(store, { secret, now: start }));
	for (const enabled of [false, true])
		await store.write((stores) => changeAdministrator(stores, { name: "hanako", change: { enabled }, now: start }));
	assert.equal(await findApiToken(store, { secret, now: start }), undefined);
});
