import assert from "node:assert/strict";
import { test } from "node:test";
import type { Store } from "../../src/store/open.ts";
import { recordTermsAnswer, setTerms, termsFact } from "../../src/tenant/terms.ts";
import { temporaryStore } from "../temporary-store.ts";

const title = { en: "Terms of use", ja: "利用規約" };

function write(store: Store, en: string, options: { sameVersion?: boolean; now?: number } = {}) {
	return store.write((stores) => setTerms(stores, { id: "use", title, body: { en, ja: "本文" }, now: 1, ...options }));
}

function answer(store: Store, version: number, accepted: boolean, at: number) {
	return store.write((stores) => recordTermsAnswer(stores, { userId: "taro", termsId: "use", version, accepted, at }));
}

test("other words are a new version, unless only spelling changed", async (t) => {
	const store = await temporaryStore(t);
	const versions: unknown[] = [];
	for (const [text, sameVersion] of [
		["one", false],
		["one", false],
		["two", false],
		["two.", true],
		["three", false],
	] as const) {
		const done = await write(store, text, { sameVersion });
		assert.ok(done.ok);
		versions.push([done.terms.version, done.changed]);
	}
	assert.deepEqual(versions, [
		[1, true],
		[1, false],
		[2, true],
		[2, true],
		[3, true],
	]);
});

test("no terms, nothing to accept; then who accepted what, and since when", async (t) => {
	const store = await temporaryStore(t);
	const fact = () => termsFact(store.read, "taro");
	const base = { id: "use", title };
	assert.deepEqual(await fact(), []);
	await write(store, "one");
	assert.deepEqual(await fact(), [{ ...base, version: 1, acceptedVersion: null, acceptedAt: null, declined: false }]);
	await answer(store, 1, false, 10);
	assert.deepEqual(await fact(), [{ ...base, version: 1, acceptedVersion: null, acceptedAt: null, declined: true }]);
	await answer(store, 1, true, 11);
	assert.deepEqual(await fact(), [{ ...base, version: 1, acceptedVersion: 1, acceptedAt: 11, declined: false }]);
	await write(store, "two");
	assert.deepEqual(await fact(), [{ ...base, version: 2, acceptedVersion: 1, acceptedAt: 11, declined: false }]);
	assert.equal((await termsFact(store.read, "hanako"))[0]?.acceptedVersion, null);
});

test("who declined an older version has not declined the new one", async (t) => {
	const store = await temporaryStore(t);
	await write(store, "one");
	await answer(store, 1, false, 10);
	await write(store, "two");
	assert.equal((await termsFact(store.read, "taro"))[0]?.declined, false);
});

test("an answer to a version that is not in force is none", async (t) => {
	const store = await temporaryStore(t);
	await write(store, "one");
	await write(store, "two");
	assert.deepEqual(await answer(store, 1, true, 10), {
		ok: false,
		problem: { kind: "terms-outdated", id: "use", answered: 1, current: 2 },
	});
	assert.deepEqual(
		await store.write((stores) => recordTermsAnswer(stores, { userId: "taro", termsId: "none", version: 1, accepted: true, at: 1 })),
		{ ok: false, problem: { kind: "terms-unknown", id: "none" } },
	);
	assert.equal((await termsFact(store.read, "taro"))[0]?.acceptedVersion, null);
});

test("terms must have their words in both languages", async (t) => {
	const store = await temporaryStore(t);
	const bad = (change: object) =>
		store.write((stores) => setTerms(stores, { id: "use", title, body: { en: "one", ja: "一" }, now: 1, ...change }));
	assert.deepEqual(await bad({ body: { en: "one", ja: " " } }), {
		ok: false,
		problem: { kind: "terms-text-missing", part: "body", language: "ja" },
	});
	assert.deepEqual(await bad({ title: { en: "x".repeat(201), ja: "題" } }), {
		ok: false,
		problem: { kind: "terms-text-too-long", part: "title", language: "en", limit: 200 },
	});
	assert.deepEqual(await bad({ id: "Use!" }), { ok: false, problem: { kind: "terms-id-malformed", id: "Use!" } });
	assert.deepEqual(await store.read.terms.list(), []);
});
